//! What a dossier says, in the order in which a judge asks: what happened, who judged it and why, what is to be seen,
//! what stood there, who had the evidence in hands, and how all of it can be checked.
//!
//! Its language is Dutch, that of the proceedings; a register of words for other languages has no reader.

mod check;
mod custody;
mod facts;
mod judgement;
mod ledger;
mod location;
mod pictures;
mod words;

use poortwacht_evidence::signing::PublicKey;

use super::gather::Gathered;
use super::manifest::Manifest;
use super::request::Disclosure;
use super::vocabulary::Vocabulary;
use crate::pdf::{Block, Table};

pub(super) use words::kind_in_words;
pub(crate) use words::{day as dutch_day, moment as dutch_moment};

/// What the text is made of.
pub(super) struct Source<'a> {
    pub(super) gathered: &'a Gathered,
    pub(super) disclosure: &'a Disclosure,
    pub(super) manifest: &'a Manifest,
    pub(super) words: &'a Vocabulary,
    pub(super) key: PublicKey,
}

/// Names and values of a list of facts.
type Facts = Vec<(String, String)>;

/// The title.
pub(super) fn title(gathered: &Gathered) -> String {
    format!("Dossier van zaak {}", gathered.case.reference.as_str())
}

/// The sentence below it.
pub(super) fn lead(source: &Source<'_>) -> String {
    let Source { gathered, disclosure, words, .. } = source;
    format!(
        "Gemeente {}. Opgemaakt op {} voor de ontvanger: {}. Reden: {}.",
        gathered.municipality,
        words::moment(gathered.place.at),
        (words.recipient)(disclosure.recipient),
        (words.disclosure_reason)(disclosure.reason),
    )
}

/// The footer of every page.
pub(super) fn footer(gathered: &Gathered) -> String {
    format!("Zaak {} · gemeente {}", gathered.case.reference.as_str(), gathered.municipality)
}

/// The text.
pub(super) fn blocks(source: &Source<'_>) -> Vec<Block> {
    let sections = [
        facts::section(source),
        judgement::section(source),
        pictures::section(source),
        location::section(source),
        custody::section(source),
        ledger::section(source),
        check::section(source),
    ];
    sections.into_iter().flatten().collect()
}

fn heading(words: &str) -> Block {
    Block::Heading(words.to_owned())
}

fn text(words: impl Into<String>) -> Block {
    Block::Text(words.into())
}

fn fact(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

/// A table without rows says so in words instead.
fn table(table: Table, nothing: &str) -> Block {
    if table.rows.is_empty() { text(nothing) } else { Block::Table(table) }
}
