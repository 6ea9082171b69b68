//! Keeps personal data out of the log: every text of an entry is a code, a count, an identifier or a digest.

use poortwacht_domain::plate::looks_like_plate;

use crate::entry::{Actor, Entry};

/// Longest code or key, in bytes.
const LONGEST_CODE: usize = 64;
/// Longest value of a detail, in bytes: a list of a few identifiers.
const LONGEST_VALUE: usize = 256;

/// Why a text was not taken into the log. Names the member, never repeats the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextRefusal {
    /// Not of the form the member has.
    #[error("the log takes no such text as {member}: codes are lower case letters, digits and underscores")]
    NotACode {
        /// Member of the entry.
        member: String,
    },
    /// Could be a number plate.
    #[error("the text given as {member} looks like a number plate, which never enters the log")]
    LooksLikePlate {
        /// Member of the entry.
        member: String,
    },
}

/// Checks every text of an entry.
pub(crate) fn screen(entry: &Entry) -> Result<(), TextRefusal> {
    if let Actor::Job(name) = &entry.actor {
        code("actor", name)?;
    }
    if let Some(reason) = &entry.reason {
        code("reason", reason)?;
    }
    if let Some(trace) = &entry.trace {
        ensure(is_trace(trace), "trace")?;
    }
    entry.detail.iter().try_for_each(|(key, value)| {
        code("detail", key)?;
        detail(key, value)
    })
}

fn code(member: &str, text: &str) -> Result<(), TextRefusal> {
    let well_formed = !text.is_empty()
        && text.len() <= LONGEST_CODE
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.'));
    ensure(well_formed, member)?;
    no_plate(member, text)
}

/// A detail may hold identifiers and digests, whose letters and digits can read as a plate by chance: those are left out
/// of what is looked at.
fn detail(key: &str, value: &str) -> Result<(), TextRefusal> {
    let member = format!("detail {key}");
    let well_formed = value.len() <= LONGEST_VALUE && value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    ensure(well_formed, &member)?;
    let readable = value.split_inclusive([' ', ',', '/', ':']).filter(|item| !is_identifier(item));
    no_plate(&member, &readable.collect::<String>())
}

fn is_identifier(item: &str) -> bool {
    let item = item.trim_end_matches([' ', ',', '/', ':']);
    let is_digest = item.len() == 64 && item.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_digest || (item.len() == 36 && uuid::Uuid::try_parse(item).is_ok())
}

/// A W3C trace id or a whole `traceparent`.
fn is_trace(text: &str) -> bool {
    (16..=LONGEST_CODE).contains(&text.len())
        && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'))
}

fn no_plate(member: &str, text: &str) -> Result<(), TextRefusal> {
    if looks_like_plate(text) {
        return Err(TextRefusal::LooksLikePlate { member: member.to_owned() });
    }
    Ok(())
}

fn ensure(holds: bool, member: &str) -> Result<(), TextRefusal> {
    if holds { Ok(()) } else { Err(TextRefusal::NotACode { member: member.to_owned() }) }
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::act::Act;

    use super::*;

    fn entry() -> Entry {
        Entry::new(Actor::System, Act::Searched)
    }

    #[test]
    fn codes_counts_and_identifiers_are_taken() {
        let entry = Entry::new(Actor::Job("retention".to_owned()), Act::Destroyed)
            .reason("colleague_question")
            .trace("4bf92f3577b34da6a3ce929d0e0e4736")
            .detail("count", 412)
            .detail("batch", uuid::Uuid::from_u128(0x12ab_34cd))
            .detail("index_key", "0198c5f2-aa12-7c3e-9d54-cd126b8a9012/2026-11/kept")
            .detail("sha256", "0".repeat(64))
            .detail("state", "awaiting_review");
        assert_eq!(screen(&entry), Ok(()));
    }

    #[test]
    fn a_plate_is_refused_wherever_it_stands_and_is_not_repeated() {
        let hidden = [
            entry().reason("ae12ui"),
            entry().reason("ae-12-ui"),
            entry().detail("plate", "AE-12-UI"),
            entry().detail("note", "gezien: ae12ui bij de brug"),
            entry().detail("note", "AE 12 UI"),
            entry().detail("ae12ui", 1),
            Entry::new(Actor::Job("ae12ui".to_owned()), Act::Searched),
        ];
        for entry in hidden {
            let refusal = screen(&entry).unwrap_err();
            assert!(matches!(refusal, TextRefusal::LooksLikePlate { .. }), "{entry:?}");
            assert!(
                entry.detail.contains_key("ae12ui") || !refusal.to_string().to_lowercase().contains("ae12")
            );
        }
    }

    #[test]
    fn free_text_is_no_reason_code() {
        for text in ["", "Bezwaar van mevrouw", "bezwaar\n", &"x".repeat(65)] {
            assert!(matches!(screen(&entry().reason(text)), Err(TextRefusal::NotACode { .. })), "{text}");
        }
    }

    #[test]
    fn a_trace_is_hexadecimal() {
        assert!(screen(&entry().trace("gezien om twaalf uur")).is_err());
        assert!(screen(&entry().trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")).is_ok());
    }
}
