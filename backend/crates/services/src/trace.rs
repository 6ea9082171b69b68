//! W3C Trace Context: the identifier under which a request is found again in logs, ledger and processing log.

use poortwacht_domain::{Rng, SpanId, TraceId};

/// Name of the header.
pub const HEADER: &str = "traceparent";

/// The trace of a request, and the operation elsewhere that it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceContext {
    /// The trace.
    pub trace: TraceId,
    /// The caller's operation; `None` where the trace begins here.
    pub caller: Option<SpanId>,
}

impl TraceContext {
    /// Follows the one `traceparent` header of a request. Without one, with several, or with a malformed one a trace
    /// begins here, as W3C Trace Context (3.2, 4.3) asks; a `None` stands for a header that is not text.
    #[must_use]
    pub fn received<'h>(headers: impl IntoIterator<Item = Option<&'h str>>, rng: &dyn Rng) -> Self {
        let mut headers = headers.into_iter();
        match (headers.next(), headers.next()) {
            (Some(Some(only)), None) => parse(only).unwrap_or_else(|| Self::begun(rng)),
            _ => Self::begun(rng),
        }
    }

    /// A trace that begins here.
    #[must_use]
    pub fn begun(rng: &dyn Rng) -> Self {
        Self { trace: TraceId::random(rng), caller: None }
    }
}

/// The trace of a `traceparent` header, 32 hexadecimal digits; a fresh one when there is none that is well formed.
#[must_use]
pub fn of(traceparent: Option<&str>, rng: &dyn Rng) -> String {
    TraceContext::received(traceparent.map(Some), rng).trace.to_string()
}

/// `00-<trace>-<parent>-<flags>`; later versions may have more members after these.
fn parse(traceparent: &str) -> Option<TraceContext> {
    let mut members = traceparent.trim_matches([' ', '\t']).split('-');
    let (version, trace) = (octet(members.next()?)?, members.next()?);
    let (caller, _flags) = (members.next()?, octet(members.next()?)?);
    let ends = version != "00" || members.next().is_none();
    if !ends || version == "ff" {
        return None;
    }
    Some(TraceContext { trace: trace.parse().ok()?, caller: Some(caller.parse().ok()?) })
}

/// Two lower-case hexadecimal digits.
fn octet(text: &str) -> Option<&str> {
    let plain = text.len() == 2 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    plain.then_some(text)
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::testing::SequenceRng;

    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const CALLER: &str = "00f067aa0ba902b7";

    fn received(headers: &[&str]) -> TraceContext {
        TraceContext::received(headers.iter().map(|header| Some(*header)), &SequenceRng::default())
    }

    fn followed() -> TraceContext {
        TraceContext { trace: TRACE.parse().unwrap(), caller: Some(CALLER.parse().unwrap()) }
    }

    #[test]
    fn a_well_formed_traceparent_is_followed() {
        for header in [
            format!("00-{TRACE}-{CALLER}-01"),
            format!("00-{TRACE}-{CALLER}-00"),
            format!(" 00-{TRACE}-{CALLER}-01\t"),
            format!("cc-{TRACE}-{CALLER}-01"),
            format!("cc-{TRACE}-{CALLER}-01-what-the-future-brings"),
        ] {
            assert_eq!(received(&[&header]), followed(), "{header}");
            assert_eq!(of(Some(&header), &SequenceRng::default()), TRACE);
        }
    }

    #[test]
    fn anything_else_starts_a_trace_of_its_own() {
        let zero = "0".repeat(32);
        for header in [
            "",
            "00",
            &format!("00-{TRACE}-{CALLER}"),
            &format!("00-{zero}-{CALLER}-01"),
            &format!("00-{TRACE}-0000000000000000-01"),
            &format!("ff-{TRACE}-{CALLER}-01"),
            &format!("00-{}-{CALLER}-01", TRACE.to_uppercase()),
            &format!("00-{TRACE}-{CALLER}-01-x"),
            &format!("00-{TRACE}-{CALLER}-01-"),
            &format!("00-{TRACE}-{CALLER}-1"),
            &format!("0-{TRACE}-{CALLER}-01"),
            &format!("cc-{TRACE}-{CALLER}-01.what"),
            &format!("00_{TRACE}_{CALLER}_01"),
        ] {
            let begun = received(&[header]);
            assert!(begun.trace != followed().trace && begun.caller.is_none(), "{header}");
        }
    }

    #[test]
    fn two_headers_or_one_that_is_no_text_are_none() {
        let header = format!("00-{TRACE}-{CALLER}-01");
        assert_eq!(received(&[&header, &header]).caller, None);
        assert_eq!(received(&[]).caller, None);
        assert_eq!(TraceContext::received([None], &SequenceRng::default()).caller, None);
    }
}
