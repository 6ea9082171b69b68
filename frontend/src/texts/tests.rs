//! The catalogues beside each other, read from their source: so that a text which is added to one of them, be it a
//! member of a struct or a word for a member of a list, cannot be forgotten here.

use super::{Language, Texts, fill};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Words that are the same in both languages.
const SAME: [&str; 20] = [
    "Poortwacht",
    "Account",
    "Software",
    "CISO",
    "CJIB",
    "auditor",
    "audit",
    "taxi",
    "Camera",
    "camera {}",
    "Contrast",
    "Download",
    "Open",
    "open",
    "Zone",
    "zone {}",
    "Zones",
    "Passages",
    "Week",
    "week {} ({})",
];

/// Words that are units.
const UNITS: [&str; 1] = ["{} min {} s"];

/// One text of a source file: what stands before it (member or pattern), and its words.
type Entry = (String, String);

#[test]
fn values_fill_the_places_in_order_and_are_not_searched_themselves() {
    assert_eq!(fill("{} van {}", &[&"{}", &3]), "{} van 3");
}

#[test]
fn every_language_names_itself_in_its_documents() {
    for language in Language::ALL {
        assert_eq!(Texts::of(*language).code, language.as_str());
    }
}

#[test]
fn both_languages_have_the_same_files_with_the_same_texts() {
    assert_eq!(names("nl"), names("en"));
    for name in names("nl") {
        assert_eq!(keys(&entries("nl", &name)), keys(&entries("en", &name)), "{name}");
    }
}

#[test]
fn every_text_has_words_and_as_many_places_in_both_languages() {
    for (name, dutch, english) in pairs() {
        assert!(!english.1.trim().is_empty(), "{name}: {} is empty", dutch.0);
        assert_eq!(places(&dutch.1), places(&english.1), "{name}: {} / {}", dutch.1, english.1);
    }
}

#[test]
fn an_english_text_is_not_the_dutch_one() {
    let untranslated: Vec<_> = pairs()
        .filter(|(_, dutch, english)| dutch.1 == english.1 && has_words(&dutch.1))
        .filter(|(_, dutch, _)| !SAME.iter().chain(&UNITS).any(|same| *same == dutch.1))
        .map(|(name, dutch, _)| format!("{name}: {} {}", dutch.0, dutch.1))
        .collect();
    assert!(untranslated.is_empty(), "{untranslated:#?}");
}

fn folder(language: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/texts").join(language)
}

fn names(language: &str) -> BTreeSet<String> {
    let files = fs::read_dir(folder(language)).unwrap();
    files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "mod.rs")
        .collect()
}

fn pairs() -> impl Iterator<Item = (String, Entry, Entry)> {
    names("nl").into_iter().flat_map(|name| {
        let both = entries("nl", &name).into_iter().zip(entries("en", &name));
        both.map(move |(dutch, english)| (name.clone(), dutch, english)).collect::<Vec<_>>()
    })
}

fn keys(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.0.as_str()).collect()
}

/// Every string literal of a file that is not itself a pattern, in order.
fn entries(language: &str, name: &str) -> Vec<Entry> {
    let source = fs::read_to_string(folder(language).join(name)).unwrap();
    let is_code = |line: &&str| !["//", "#["].iter().any(|start| line.trim_start().starts_with(start));
    let code: String = source.lines().filter(is_code).flat_map(|line| [line, "\n"]).collect();
    let mut entries = Vec::new();
    let mut parts = code.split('"');
    let mut before = parts.next().unwrap_or_default().to_owned();
    while let (Some(words), Some(after)) = (parts.next(), parts.next()) {
        assert!(!words.contains('\\'), "{name}: write the sign itself, not an escape: {words}");
        if after.trim_start().starts_with("=>") {
            before = format!("{{{words}{after}");
        } else {
            entries.push((key(&before), words.to_owned()));
            after.clone_into(&mut before);
        }
    }
    entries
}

/// What stands between the member or arm before and the literal; layout does not count.
fn key(before: &str) -> String {
    let own = before.rsplit([',', '{', '}', ';']).next().unwrap_or_default();
    own.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn places(text: &str) -> usize {
    text.matches('{').count()
}

/// A text of places and signs alone says the same in every language.
fn has_words(text: &str) -> bool {
    let places: String =
        text.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)).collect();
    places.chars().any(char::is_alphabetic)
}
