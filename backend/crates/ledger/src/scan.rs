//! Reading canonical entries fast: member after member as the canonical form orders them, nothing copied.
//!
//! Only what is canonical beyond doubt is read here, which is nearly everything; the rest (escapes, IPv6) is left to the
//! slow way, which writes the entry anew and compares.

use std::borrow::Cow;
use std::net::Ipv4Addr;

use jiff::Timestamp;
use poortwacht_domain::ids::CaseId;

use crate::entry::Outcome;
use crate::record::Facts;

/// The facts of a text that is certainly canonical; `None` says nothing.
pub(crate) fn scan(text: &str) -> Option<Facts<'_>> {
    let mut at = Scanner { rest: text };
    let act = at.member("{\"act\":\"")?.parse().ok()?;
    let actor = at.member(",\"actor\":\"")?.parse().ok()?;
    let moment = instant(at.member(",\"at\":\"")?)?;
    let case = at.optional(",\"case\":\"")?.map(identifier);
    let (batch, state) = at.details()?;
    at.member(",\"nonce\":\"")?;
    let origin = at.optional(",\"origin\":\"")?.map(|text| text.parse::<Ipv4Addr>().is_ok());
    let outcome = outcome(at.member(",\"outcome\":\"")?)?;
    let position = at.number(",\"position\":")?;
    let reason = at.optional(",\"reason\":\"")?;
    let shard = at.member(",\"shard\":\"")?;
    at.optional(",\"text\":\"")?;
    at.optional(",\"trace\":\"")?;
    let case = match case {
        Some(case) => Some(case?),
        None => None,
    };
    let certain = at.rest == ",\"version\":1}" && origin != Some(false);
    let facts = Facts {
        shard: Cow::Borrowed(shard),
        position,
        at: moment,
        actor,
        act,
        case,
        outcome,
        reason: reason.map(Cow::Borrowed),
        batch: batch.map(Cow::Borrowed),
        state: state.map(Cow::Borrowed),
    };
    certain.then_some(facts)
}

struct Scanner<'a> {
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    fn skip(&mut self, literal: &str) -> bool {
        let after = self.rest.strip_prefix(literal);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// A string that needs no escape, up to its closing quote.
    fn string(&mut self) -> Option<&'a str> {
        let end = self.rest.bytes().position(|byte| byte == b'"' || byte == b'\\' || byte < 0x20)?;
        let (text, after) = self.rest.split_at_checked(end)?;
        self.rest = after.strip_prefix('"')?;
        Some(text)
    }

    fn member(&mut self, name: &str) -> Option<&'a str> {
        if self.skip(name) { self.string() } else { None }
    }

    fn optional(&mut self, name: &str) -> Option<Option<&'a str>> {
        if self.skip(name) { self.string().map(Some) } else { Some(None) }
    }

    fn number(&mut self, name: &str) -> Option<u64> {
        if !self.skip(name) {
            return None;
        }
        let end = self.rest.bytes().position(|byte| !byte.is_ascii_digit())?;
        let (digits, after) = self.rest.split_at_checked(end)?;
        self.rest = after;
        if digits.len() > 1 && digits.starts_with('0') { None } else { digits.parse().ok() }
    }

    /// The members `batch` and `state` of the details, whose names stand in order, each once.
    fn details(&mut self) -> Option<(Option<&'a str>, Option<&'a str>)> {
        let (mut batch, mut state) = (None, None);
        if !self.skip(",\"detail\":{\"") {
            return Some((batch, state));
        }
        let mut before = None;
        loop {
            let name = self.string()?;
            let value = self.member(":\"")?;
            if before.is_some_and(|before| before >= name) {
                return None;
            }
            match name {
                "batch" => batch = Some(value),
                "state" => state = Some(value),
                _ => {}
            }
            before = Some(name);
            if self.skip("}") {
                return Some((batch, state));
            }
            if !self.skip(",\"") {
                return None;
            }
        }
    }
}

/// An identifier in its lower-case spelling.
fn identifier(text: &str) -> Option<CaseId> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) { None } else { text.parse().ok() }
}

fn outcome(text: &str) -> Option<Outcome> {
    [Outcome::Done, Outcome::Refused, Outcome::Failed].into_iter().find(|outcome| outcome.as_str() == text)
}

/// `2026-11-22T08:00:00Z`, with a fraction only as long as it must be.
fn instant(text: &str) -> Option<Timestamp> {
    let (seconds, fraction) = text.strip_suffix('Z')?.split_at_checked(19)?;
    let fits = |(byte, form): (u8, u8)| if form == b'0' { byte.is_ascii_digit() } else { byte == form };
    let shaped = seconds.bytes().zip(*b"0000-00-00T00:00:00").all(fits);
    // A leap second has another spelling.
    let no_leap = seconds.as_bytes().get(17).is_some_and(|tens| *tens < b'6');
    let short = match fraction.strip_prefix('.') {
        Some(digits) => {
            !digits.is_empty()
                && digits.len() <= 9
                && !digits.ends_with('0')
                && digits.bytes().all(|byte| byte.is_ascii_digit())
        }
        None => fraction.is_empty(),
    };
    if shaped && no_leap && short { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FULL: &str = concat!(
        r#"{"act":"case_shown","actor":"account:00000000-0000-0000-0000-000000000001:officer","#,
        r#""at":"2026-11-22T08:30:00.000001Z","case":"00000000-0000-0000-0000-00000000000a","#,
        r#""detail":{"batch":"b","count":"1","state":"warned"},"nonce":"00","origin":"10.0.0.1","outcome":"done","#,
        r#""position":7,"reason":"review","shard":"system/2026-2","text":"t","trace":"4bf9","version":1}"#,
    );
    const BARE: &str = concat!(
        r#"{"act":"searched","actor":"operator","at":"2026-11-22T08:30:00Z","nonce":"é","outcome":"failed","#,
        r#""position":0,"shard":"system/2026-2","version":1}"#,
    );

    #[test]
    fn both_ways_read_the_same() {
        for text in [FULL, BARE] {
            assert_eq!(scan(text), Facts::parse_slowly(text, &mut Vec::new()).ok());
            assert!(scan(text).is_some());
        }
    }

    #[test]
    fn what_is_not_certainly_canonical_is_left_to_the_slow_way() {
        let changes = [
            ("0.000001Z", "0.0000010Z"),
            (":30:00.0", ":30:60.0"),
            ("2026-11", "2026-13"),
            (r#""position":7"#, r#""position":07"#),
            (r#""position":7"#, r#""position":-7"#),
            (r#""batch":"b","count":"1""#, r#""count":"1","batch":"b""#),
            (r#""batch":"b","count":"1""#, r#""batch":"b","batch":"1""#),
            (r#""batch":"b","#, r#""batch":"b", "#),
            ("00000000000a", "00000000000A"),
            ("10.0.0.1", "010.0.0.1"),
            ("10.0.0.1", "::1"),
            (r#""done""#, r#""Done""#),
            ("review", "re\\u0076iew"),
            (r#""version":1"#, r#""version":2"#),
            (r#""version":1}"#, r#""version":1} "#),
            (r#"{"batch":"b","count":"1","state":"warned"}"#, "{}"),
        ];
        for (from, to) in changes {
            assert!(FULL.contains(from), "{from}");
            assert_eq!(scan(&FULL.replacen(from, to, 1)), None, "{to}");
        }
    }

    proptest! {
        /// Whatever happens to a text, the fast way never reads what the slow one refuses, nor anything else.
        #[test]
        fn a_changed_text_is_not_read_in_another_way(
            places in prop::collection::vec((any::<prop::sample::Index>(), "[ -~]{0,2}", 0_usize..3), 1..4),
            full in any::<bool>(),
        ) {
            let mut text = if full { FULL } else { BARE }.to_owned();
            for (place, put, taken) in places {
                let from = text.floor_char_boundary(place.index(text.len()));
                let to = text.ceil_char_boundary((from + taken).min(text.len()));
                text.replace_range(from..to, &put);
            }
            if let Some(facts) = scan(&text) {
                prop_assert_eq!(Facts::parse_slowly(&text, &mut Vec::new()), Ok(facts));
            }
        }
    }
}
