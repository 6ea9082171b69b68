//! W3C Trace Context: the identifier under which a request is found again in logs and ledger.

use poortwacht_domain::Rng;
use poortwacht_domain::rng::random_bytes;

/// The trace of a `traceparent` header, 32 hexadecimal digits; a fresh one when there is none that is well formed.
#[must_use]
pub fn of(traceparent: Option<&str>, rng: &dyn Rng) -> String {
    traceparent.and_then(parse).map_or_else(|| hex::encode(random_bytes::<16>(rng)), ToOwned::to_owned)
}

/// `00-<trace>-<parent>-<flags>`; later versions may have more members after these.
fn parse(traceparent: &str) -> Option<&str> {
    let mut members = traceparent.split('-');
    let (version, trace) = (members.next()?, members.next()?);
    let (parent, flags) = (members.next()?, members.next()?);
    let plain = [(version, 2), (trace, 32), (parent, 16), (flags, 2)].iter().all(|(text, length)| {
        text.len() == *length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    });
    let ends = version != "00" || members.next().is_none();
    let meant = |text: &str| text.bytes().any(|byte| byte != b'0');
    (plain && ends && version != "ff" && meant(trace) && meant(parent)).then_some(trace)
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::testing::SequenceRng;

    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    #[test]
    fn a_well_formed_traceparent_is_followed() {
        let header = format!("00-{TRACE}-00f067aa0ba902b7-01");
        assert_eq!(of(Some(&header), &SequenceRng::default()), TRACE);
    }

    #[test]
    fn anything_else_starts_a_trace_of_its_own() {
        let rng = SequenceRng::default();
        let zero = "0".repeat(32);
        for header in [
            "",
            "00",
            &format!("00-{TRACE}-00f067aa0ba902b7"),
            &format!("00-{zero}-00f067aa0ba902b7-01"),
            &format!("ff-{TRACE}-00f067aa0ba902b7-01"),
            &format!("00-{}-00f067aa0ba902b7-01", TRACE.to_uppercase()),
            &format!("00-{TRACE}-00f067aa0ba902b7-01-x"),
        ] {
            let trace = of(Some(header), &rng);
            assert!(trace != TRACE && trace.len() == 32, "{header}");
        }
    }
}
