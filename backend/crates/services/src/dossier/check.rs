//! Checking a dossier without the installation that made it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use lopdf::{Document, Object, Stream};
use poortwacht_domain::{ImageKind, ViolationPacket};
use poortwacht_evidence::signing::PublicKey;

use super::fingerprint;
use super::manifest::{FORMAT, MANIFEST, Manifest, SIGNATURE, sha256};

/// Larger attachments are not unpacked: a dossier's own are not compressed at all.
const LARGEST_ATTACHMENT: usize = 64 * 1024 * 1024;

/// Why a file cannot be checked at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No PDF file, or one that is broken.
    #[error("the file is no PDF or is broken: {0}")]
    NoPdf(String),
    /// A PDF file that is no dossier.
    #[error("the file has no attachment {0}; it is no dossier of Poortwacht")]
    NoDossier(&'static str),
    /// The manifest is of a form that this version does not know, or of none.
    #[error("manifest.json is not in the form poortwacht-dossier-1: {0}")]
    Manifest(String),
}

/// What is not as it was issued.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    /// The manifest was changed, or signed by somebody else.
    #[error("manifest.json: the signature in manifest.sig does not fit")]
    Signature,
    /// Signed with another key than the expected one.
    #[error("manifest.sig: made with the key {found}, not with the one given")]
    OtherKey {
        /// Fingerprint of the key in the file.
        found: String,
    },
    /// The key in the manifest is none.
    #[error("manifest.json: holds no public key that can be read")]
    NoKey,
    /// Text, pictures or anything else of the pages was changed.
    #[error("the document itself: its pages are not those that were issued")]
    Document,
    /// An attachment that the manifest names is missing.
    #[error("{0}: is missing")]
    Missing(String),
    /// An attachment was changed.
    #[error("{0}: is not the file that was issued")]
    Content(String),
    /// An attachment that nobody issued.
    #[error("{0}: was not issued with it")]
    Unlisted(String),
    /// The roadside unit did not sign this packet.
    #[error("{0}: the roadside unit's signature does not fit")]
    PacketSignature(String),
    /// The packet names another picture than the manifest does.
    #[error("{file}: the packet does not name the picture it was made from")]
    Origin {
        /// The picture's attachment.
        file: String,
    },
}

/// What came of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The case's reference.
    pub reference: String,
    /// The municipality's name.
    pub municipality: String,
    /// When the dossier was issued.
    pub issued_at: Timestamp,
    /// Number of pictures.
    pub pictures: usize,
    /// Fingerprint of the key in the file; nothing when that is no key.
    pub key: Option<String>,
    /// Everything that is not as it was issued; empty when the dossier is whole.
    pub differences: Vec<Difference>,
}

/// Checks a dossier: the signature under its manifest, then everything that the manifest names. Without a key from
/// elsewhere the check shows only that the file is in itself whole, not who made it.
///
/// # Errors
/// [`Unreadable`] for what is no dossier.
pub fn check(pdf: &[u8], key: Option<&PublicKey>) -> Result<Checked, Unreadable> {
    let document = Document::load_mem(pdf).map_err(|error| Unreadable::NoPdf(error.to_string()))?;
    let mut files = attachments(&document);
    let signed = files.remove(MANIFEST).ok_or(Unreadable::NoDossier(MANIFEST))?;
    let signature = files.remove(SIGNATURE).ok_or(Unreadable::NoDossier(SIGNATURE))?;
    let manifest = read(&signed)?;
    let own = manifest.public_key.parse::<PublicKey>().ok();
    let mut differences = signature_differs(&signed, &signature, own, key);
    if fingerprint::of(&document) != manifest.document_sha256 {
        differences.push(Difference::Document);
    }
    differences.extend(packet_differs(&manifest, &files));
    differences.extend(files_differ(&manifest, &files));
    Ok(Checked {
        reference: manifest.case_reference,
        municipality: manifest.municipality,
        issued_at: manifest.issued_at,
        pictures: manifest.pictures.len(),
        key: own.map(|key| key.fingerprint()),
        differences,
    })
}

fn read(bytes: &[u8]) -> Result<Manifest, Unreadable> {
    let manifest: Manifest =
        serde_json::from_slice(bytes).map_err(|error| Unreadable::Manifest(error.to_string()))?;
    if manifest.format == FORMAT { Ok(manifest) } else { Err(Unreadable::Manifest(manifest.format)) }
}

pub(crate) fn signature_differs(
    signed: &[u8],
    signature: &[u8],
    own: Option<PublicKey>,
    expected: Option<&PublicKey>,
) -> Vec<Difference> {
    let Some(own) = own else { return vec![Difference::NoKey] };
    let other = expected.filter(|expected| **expected != own);
    let other = other.map(|_| Difference::OtherKey { found: own.fingerprint() });
    let wrong = (!own.verifies(signed, signature)).then_some(Difference::Signature);
    other.into_iter().chain(wrong).collect()
}

pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The unit's signature, and that the packet names the pictures as they were received.
fn packet_differs(manifest: &Manifest, files: &Files) -> Vec<Difference> {
    let named = &manifest.packet;
    let Some(bytes) = files.get(&named.file) else { return Vec::new() };
    if !named.verifies(bytes) {
        return vec![Difference::PacketSignature(named.file.clone())];
    }
    let packet: Option<ViolationPacket> = serde_json::from_slice(bytes).ok();
    let images = packet.map(|packet| packet.images).unwrap_or_default();
    let told = |ordinal: u32, kind: ImageKind, sha256: &str| {
        let image = usize::try_from(ordinal).ok().and_then(|place| images.get(place));
        image.is_some_and(|image| image.kind == kind && image.sha256 == sha256)
    };
    let strange = manifest
        .pictures
        .iter()
        .filter(|picture| !told(picture.ordinal, picture.kind, &picture.received_sha256));
    strange.map(|picture| Difference::Origin { file: picture.file.clone() }).collect()
}

/// Every file that the manifest names, and none besides.
fn files_differ(manifest: &Manifest, files: &Files) -> Vec<Difference> {
    let of_case =
        [(&manifest.packet.file, &manifest.packet.sha256), (&manifest.ledger.file, &manifest.ledger.sha256)];
    let pictures = manifest.pictures.iter().map(|picture| (&picture.file, &picture.sealed_sha256));
    let named: BTreeMap<&String, &String> = of_case.into_iter().chain(pictures).collect();
    let of_named = named.iter().filter_map(|(file, digest)| match files.get(*file) {
        None => Some(Difference::Missing((*file).clone())),
        Some(bytes) if sha256(bytes) != **digest => Some(Difference::Content((*file).clone())),
        Some(_) => None,
    });
    let unlisted = files.keys().filter(|file| !named.contains_key(file));
    of_named.chain(unlisted.map(|file| Difference::Unlisted(file.clone()))).collect()
}

/// Every file that travels in the document, wherever it is listed.
pub(crate) fn attachments(document: &Document) -> Files {
    document.objects.values().filter_map(|object| attachment(document, object)).collect()
}

fn attachment(document: &Document, object: &Object) -> Option<(String, Vec<u8>)> {
    let specification = object.as_dict().ok().filter(|dict| dict.has_type(b"Filespec"))?;
    let name = lopdf::decode_text_string(specification.get(b"UF").ok()?).ok()?;
    let embedded = specification.get(b"EF").and_then(Object::as_dict).ok()?;
    let stream = document.dereference(embedded.get(b"F").ok()?).ok()?.1.as_stream().ok()?;
    Some((name, content(stream)?))
}

fn content(stream: &Stream) -> Option<Vec<u8>> {
    stream.get_plain_content_with_limit(LARGEST_ATTACHMENT).ok()
}
