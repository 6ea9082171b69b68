//! The mock's clock: the system's, moved by a fixed offset.

use jiff::{SignedDuration, Timestamp, ToSpan as _, tz::TimeZone};

/// Months from the act to the receipt, after which a case is late (statutory limit).
const LIMIT_MONTHS: i64 = 4;

/// The system clock plus a fixed offset.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    offset: SignedDuration,
}

impl Clock {
    /// A clock that shows `start` now, or the real time without one.
    pub fn starting_at(start: Option<Timestamp>) -> Self {
        let offset = start.map_or(SignedDuration::ZERO, |start| start.duration_since(system()));
        Self { offset }
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        system().saturating_add(self.offset).unwrap_or(Timestamp::MAX)
    }
}

/// True when an act of `act` is older than four calendar months (Europe/Amsterdam) at `now`.
pub fn is_late(act: Timestamp, now: Timestamp) -> bool {
    act.to_zoned(amsterdam()).checked_add(LIMIT_MONTHS.months()).is_ok_and(|limit| limit.timestamp() < now)
}

fn amsterdam() -> TimeZone {
    jiff::tz::get!("Europe/Amsterdam")
}

#[expect(clippy::disallowed_methods, reason = "the one place where the mock reads the system's clock")]
fn system() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_late_after_four_calendar_months_and_not_a_second_before() {
        let act: Timestamp = "2026-07-22T10:00:00Z".parse().unwrap();
        // Summer time at the act, winter time at the limit: 12:00 local stays 12:00 local.
        assert!(!is_late(act, "2026-11-22T11:00:00Z".parse().unwrap()));
        assert!(is_late(act, "2026-11-22T11:00:01Z".parse().unwrap()));
    }
}
