//! Who had the evidence in hands.

use poortwacht_ledger::EntryPlace;

use super::super::vocabulary::Vocabulary;
use super::words::{kind_in_words, moment, yes};
use super::{Source, fact, heading, table, text};
use crate::custody::{CustodyEntry, Hand, PictureCustody, SignatureCustody};
use crate::pdf::{Block, Column, Table};

const INTRO: &str = "De camera ondertekent elk pakket; de handtekening noemt van elke foto de SHA-256. Bij ontvangst is de \
    handtekening gecontroleerd, zijn de foto's onherkenbaar gemaakt en onder een eigen sleutel verzegeld. Elke handeling \
    daarna staat in het logboek.";

pub(super) fn section(source: &Source<'_>) -> Vec<Block> {
    let custody = &source.gathered.custody;
    vec![
        heading("De keten van bewaring"),
        text(INTRO),
        signature(&custody.signature),
        table(pictures(&custody.pictures), "Bij deze zaak zijn geen foto's."),
        table(entries(&custody.entries, source.words), "Er is nog niets met de zaak gedaan."),
    ]
}

fn signature(signature: &SignatureCustody) -> Block {
    Block::Facts(vec![
        fact("Handtekening gecontroleerd", yes(signature.verified_at_intake)),
        fact("SHA-256 van de sleutel", signature.signing_key.clone()),
        fact("Sleutel geldig sinds", moment(signature.valid_from)),
        fact("SHA-256 van het certificaat", signature.certificate.clone()),
    ])
}

fn columns(columns: &[(&str, f32)]) -> Vec<Column> {
    columns.iter().map(|(heading, share)| Column { heading: (*heading).to_owned(), share: *share }).collect()
}

fn pictures(pictures: &[PictureCustody]) -> Table {
    let row = |picture: &PictureCustody| {
        vec![
            format!("{}: {}", picture.ordinal.saturating_add(1), kind_in_words(picture.kind)),
            picture.received_sha256.clone(),
            picture.sealed_sha256.clone(),
            picture.revision.to_string(),
        ]
    };
    Table {
        columns: columns(&[
            ("Foto", 0.14),
            ("SHA-256 zoals ontvangen", 0.38),
            ("SHA-256 zoals verzegeld", 0.38),
            ("Versie", 0.10),
        ]),
        rows: pictures.iter().map(row).collect(),
    }
}

fn entries(entries: &[CustodyEntry], words: &Vocabulary) -> Table {
    let row = |entry: &CustodyEntry| {
        let act = (words.act)(entry.act);
        let act = if entry.done { act.to_owned() } else { format!("{act} (geweigerd of mislukt)") };
        let reason = entry.reason.as_deref().unwrap_or_default();
        vec![
            moment(entry.at),
            act,
            by(entry, words),
            in_words(reason, words).to_owned(),
            format!("{}\n{}", number(&entry.ledger.entry), entry.ledger.hash),
        ]
    };
    Table {
        columns: columns(&[
            ("Tijdstip", 0.19),
            ("Handeling", 0.18),
            ("Door", 0.17),
            ("Reden", 0.15),
            ("Regel in het logboek en hash", 0.31),
        ]),
        rows: entries.iter().map(row).collect(),
    }
}

/// A reason's code in words; each act takes its reasons from its own list. A code without words stands for itself.
fn in_words<'c>(code: &'c str, words: &Vocabulary) -> &'c str {
    let dismissal = || code.parse().ok().map(words.dismissal_reason);
    let disclosure = || code.parse().ok().map(words.disclosure_reason);
    let mask = || code.parse().ok().map(words.mask_reason);
    (words.code)(code).or_else(dismissal).or_else(disclosure).or_else(mask).unwrap_or(code)
}

fn by(entry: &CustodyEntry, words: &Vocabulary) -> String {
    match entry.hand {
        Hand::Person(role) if entry.by.is_empty() => (words.role)(role).to_owned(),
        Hand::Person(role) => format!("{} ({})", entry.by, (words.role)(role)),
        Hand::Unit => format!("camera {}", entry.by),
        Hand::Job => format!("taak {}", entry.by),
        Hand::Operator => "beheerder van de server".to_owned(),
        Hand::System => "het systeem".to_owned(),
    }
}

/// The entry's number in the log: the half year and the index in it.
fn number(entry: &EntryPlace) -> String {
    format!("{}/{}", entry.shard.within_log(), entry.position)
}
