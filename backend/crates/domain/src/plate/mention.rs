//! Recognises a plate inside free text, so that the ledger can refuse it.

use super::{Plate, sidecode::special_series};

/// A plate is written in at most three groups.
const MOST_GROUPS: usize = 3;

/// How a word is joined to the word before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// A single dash, dot or underscore: the words may be groups of one code.
    Tight,
    /// Space only: they may be groups, but more often they are prose.
    Loose,
    /// Anything else ends a code.
    Apart,
}

struct Word<'text> {
    text: &'text str,
    joint: Joint,
}

/// Whether the text holds what reads as a Dutch or Belgian plate, in any case, with or without dashes.
///
/// Groups that are separated by spaces must be split as a plate is ("12 ABC 3"): "in 2026" is prose. Other
/// countries' plates have no form that prose does not have too, so they are not recognised.
#[must_use]
pub fn looks_like_plate(text: &str) -> bool {
    let words = words(text);
    (0..words.len()).any(|start| words.get(start..).is_some_and(starts_with_plate))
}

fn starts_with_plate(words: &[Word<'_>]) -> bool {
    let mut code = String::new();
    let mut loose = false;
    for (count, word) in words.iter().take(MOST_GROUPS).enumerate() {
        if count > 0 {
            match word.joint {
                Joint::Apart => return false,
                Joint::Loose => loose = true,
                Joint::Tight => {}
            }
            code.push('-');
        }
        code.push_str(word.text);
        if is_plate(&code, loose) {
            return true;
        }
    }
    false
}

fn is_plate(code: &str, loose: bool) -> bool {
    // Prose has accents; plates do not.
    let Ok(plate) = Plate::parse(code) else { return false };
    let issued = plate.sidecode().is_some() || special_series(&plate).is_some() || is_belgian(&plate);
    issued && (!loose || plate.display().eq_ignore_ascii_case(code) || belgian_groups(code))
}

/// The Belgian series since 2010: a digit, three letters, three digits.
fn is_belgian(plate: &Plate) -> bool {
    let form = |byte: u8| if byte.is_ascii_digit() { b'9' } else { b'X' };
    plate.as_str().bytes().map(form).eq(*b"9XXX999")
}

fn belgian_groups(code: &str) -> bool {
    code.split('-').map(str::len).eq([1, 3, 3])
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        let (separator, from_word) = rest.split_at(start);
        let end = from_word.find(|character: char| !character.is_alphanumeric()).unwrap_or(from_word.len());
        let (word, after) = from_word.split_at(end);
        words.push(Word { text: word, joint: joint(separator) });
        rest = after;
    }
    words
}

fn joint(separator: &str) -> Joint {
    match separator.trim() {
        "" => Joint::Loose,
        "-" | "." | "_" | "·" | "–" => Joint::Tight,
        _ => Joint::Apart,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plate_in_any_spelling_is_recognised() {
        for text in [
            "AE-12-UI",
            "ae12ui",
            "kenteken AE 12 UI graag",
            "zie 12-AEI-3.",
            "(9-aei-99)",
            "x AE.12.UI y",
            "AE - 12 - UI",
            "CD-123",
            "cdj12",
            "1-ABC-234",
            "Belg 1 ABC 234",
            "AE_12_UI",
        ] {
            assert!(looks_like_plate(text), "{text}");
        }
    }

    #[test]
    fn prose_codes_and_identifiers_are_no_plates() {
        for text in [
            "",
            "bezwaar in 2026",
            "nr 1234",
            "op 12:30 uur",
            "2026-11-22T10:00:00Z",
            "R551b categorie 2",
            "0198c5f2-7b1a-7c3e-9d54-2f6b8a901234",
            "zaak 7K3M-9P2QX4",
            "192.168.1.12",
            "één 12 é",
            "lane_2",
            "sha256",
            "dubbel, zie vorige",
        ] {
            assert!(!looks_like_plate(text), "{text}");
        }
    }
}
