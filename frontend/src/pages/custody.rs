//! The chain of custody on the page of a case: short, with the figures behind a click.

use crate::components::data_list::{data_list, text};
use crate::texts::{Texts, fill};
use crate::time::{day_of, exact_moment};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{Act, ImageKind, Role};

/// The chain of custody.
#[derive(Clone, Debug)]
pub struct Custody {
    /// The pictures, in the order of the packet.
    pub pictures: Vec<PictureCustody>,
    /// SHA-256 of the key that signed the packet, hexadecimal.
    pub signing_key: String,
    /// SHA-256 of the key of the camera's certificate, hexadecimal.
    pub certificate: String,
    /// From when the signing key is valid.
    pub key_valid_from: Timestamp,
    /// What was written down about the case, oldest first.
    pub entries: Vec<CustodyEntry>,
}

/// One picture.
#[derive(Clone, Debug)]
pub struct PictureCustody {
    /// Its place in the packet, from 0.
    pub ordinal: u32,
    /// What it shows.
    pub kind: ImageKind,
    /// SHA-256 as received, hexadecimal.
    pub received_sha256: String,
    /// SHA-256 of what is sealed now, hexadecimal.
    pub sealed_sha256: String,
    /// How often the case was sealed anew when this picture was, from 1.
    pub revision: i64,
}

/// One entry of the ledger.
#[derive(Clone, Debug)]
pub struct CustodyEntry {
    /// When.
    pub at: Timestamp,
    /// What.
    pub act: Act,
    /// Whether it was done.
    pub done: bool,
    /// Who.
    pub who: Hand,
    /// The reason, in words.
    pub reason: Option<String>,
    /// Further codes and counts, as they stand in the ledger.
    pub detail: Vec<String>,
    /// Its number in the log: half year and index.
    pub number: String,
    /// Its hash, hexadecimal.
    pub hash: String,
}

/// Who had the case in hands.
#[derive(Clone, Debug)]
pub enum Hand {
    /// An account: name, empty once it is gone, and role.
    Person(String, Role),
    /// A roadside unit, by its name.
    Unit(String),
    /// Whoever runs the command line.
    Operator,
    /// The system itself, or one of its jobs.
    System,
}

/// The section's content.
pub(crate) fn custody(custody: &Custody, texts: &'static Texts) -> AnyView {
    let t = &texts.custody;
    let count = fill(t.entries, &[&custody.entries.len()]);
    let pictures = custody.pictures.iter().map(|picture| figures(picture, texts)).collect_view();
    let entries = custody.entries.iter().map(|written| entry(written, texts)).collect_view();
    view! {
        <p class="utrecht-paragraph">{t.lead}</p>
        <details class="pw-custody">
            <summary class="pw-custody__summary">{t.figures}</summary>
            {pictures}
            <h3 class="utrecht-heading-3">{t.signature}</h3>
            {data_list(signature(custody, texts))}
        </details>
        <details class="pw-custody">
            <summary class="pw-custody__summary">{count}</summary>
            <ol class="pw-timeline">{entries}</ol>
        </details>
    }
    .into_any()
}

fn figures(picture: &PictureCustody, texts: &'static Texts) -> AnyView {
    let t = &texts.custody;
    let name = fill(t.picture, &[&(picture.ordinal + 1), &(texts.labels.image_kind)(picture.kind)]);
    let facts = vec![
        (t.received, hash(&picture.received_sha256)),
        (t.sealed, hash(&picture.sealed_sha256)),
        (t.revision, text(picture.revision.to_string())),
    ];
    view! { <h3 class="utrecht-heading-3">{name}</h3>{data_list(facts)} }.into_any()
}

fn signature(custody: &Custody, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let t = &texts.custody;
    vec![
        (t.verified, text(t.verified_at_intake)),
        (t.signing_key, hash(&custody.signing_key)),
        (t.valid_from, text(day_of(custody.key_valid_from, texts))),
        (t.certificate, hash(&custody.certificate)),
    ]
}

fn entry(entry: &CustodyEntry, texts: &'static Texts) -> AnyView {
    let t = &texts.custody;
    let act = (texts.labels.act)(entry.act);
    let act = if entry.done { act.to_owned() } else { fill(t.failed, &[&act]) };
    let detail = (!entry.detail.is_empty()).then(|| entry.detail.join(", "));
    let further = entry.reason.iter().cloned().chain(detail).collect::<Vec<_>>().join(" · ");
    let further = (!further.is_empty()).then(|| view! { <span class="pw-timeline__detail">{further}</span> });
    view! {
        <li class="pw-timeline__item">
            <span class="pw-timeline__what">{act}</span>
            <span class="pw-timeline__who">{exact_moment(entry.at, texts)}" · "{who(&entry.who, texts)}</span>
            {further}
            <span class="pw-timeline__detail">{fill(t.number, &[&entry.number])}" "{hash(&entry.hash)}</span>
        </li>
    }
    .into_any()
}

fn who(hand: &Hand, texts: &'static Texts) -> String {
    let t = &texts.custody;
    match hand {
        Hand::Person(name, role) => {
            let name = if name.is_empty() { t.nameless } else { name.as_str() };
            fill(t.person, &[&name, &(texts.labels.role)(*role)])
        }
        Hand::Unit(name) => fill(texts.case.unit, &[name]),
        Hand::Operator => t.operator.into(),
        Hand::System => texts.case.system.into(),
    }
}

fn hash(hexadecimal: &str) -> AnyView {
    view! { <code class="pw-hash">{hexadecimal.to_owned()}</code> }.into_any()
}
