//! One digest over everything in a PDF file but its attachments: pages, texts, typefaces, pictures, structure.
//!
//! It stands in the manifest, which is an attachment, so the digest cannot cover attachments; the manifest has a digest of
//! each of them. The XMP packet is left out too: it names the file by a hash over all of it.

use aws_lc_rs::digest::{Context, SHA256};
use lopdf::{Dictionary, Document, Object, Stream};

/// Streams that are not covered.
const LEFT_OUT: [&[u8]; 2] = [b"EmbeddedFile", b"Metadata"];

/// The digest, hexadecimal.
pub(crate) fn of(document: &Document) -> String {
    let mut context = Context::new(&SHA256);
    for ((number, generation), object) in &document.objects {
        if !is_left_out(object) {
            context.update(&number.to_be_bytes());
            context.update(&generation.to_be_bytes());
            add(&mut context, object);
        }
    }
    hex::encode(context.finish())
}

fn is_left_out(object: &Object) -> bool {
    let Object::Stream(stream) = object else { return false };
    let kind = stream.dict.get(b"Type").and_then(Object::as_name);
    kind.is_ok_and(|kind| LEFT_OUT.contains(&kind))
}

/// Every value begins with its kind and its length, so that no two objects give the same bytes.
fn add(context: &mut Context, object: &Object) {
    match object {
        Object::Null => context.update(b"0"),
        Object::Boolean(value) => context.update(if *value { b"t" } else { b"f" }),
        Object::Integer(number) => sized(context, b'i', &number.to_be_bytes()),
        Object::Real(number) => sized(context, b'r', &number.to_bits().to_be_bytes()),
        Object::Name(name) => sized(context, b'n', name),
        Object::String(text, _) => sized(context, b's', text),
        Object::Reference((number, generation)) => {
            sized(context, b'R', &number.to_be_bytes());
            context.update(&generation.to_be_bytes());
        }
        Object::Array(items) => {
            sized(context, b'a', &length(items.len()));
            items.iter().for_each(|item| add(context, item));
        }
        Object::Dictionary(dictionary) => add_dictionary(context, dictionary),
        Object::Stream(Stream { dict, content, .. }) => {
            add_dictionary(context, dict);
            sized(context, b'S', content);
        }
    }
}

fn add_dictionary(context: &mut Context, dictionary: &Dictionary) {
    let mut members: Vec<_> = dictionary.iter().collect();
    members.sort_by_key(|(name, _)| *name);
    sized(context, b'd', &length(members.len()));
    for (name, value) in members {
        sized(context, b'k', name);
        add(context, value);
    }
}

fn sized(context: &mut Context, kind: u8, bytes: &[u8]) {
    context.update(&[kind]);
    context.update(&length(bytes.len()));
    context.update(bytes);
}

fn length(length: usize) -> [u8; 8] {
    u64::try_from(length).unwrap_or(u64::MAX).to_be_bytes()
}
