//! The time in which a sanction can still be imposed.

use jiff::Timestamp;

use crate::calendar::{add_calendar_days, add_calendar_months};

/// Statutory limit: a sanction must be imposed within four calendar months after the act.
pub const SANCTION_LIMIT_MONTHS: u32 = 4;

/// From this age, in calendar days after the act, the desk warns.
pub const WARN_AFTER_DAYS: u32 = 60;

/// From this age, in calendar days after the act, a case is no longer exported: the CJIB needs the rest.
pub const BLOCK_AFTER_DAYS: u32 = 90;

/// How near the limit a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deadline {
    /// Time enough.
    Open,
    /// Older than 60 days.
    Warning,
    /// Older than 90 days: may not be exported any more.
    Blocked,
}

impl Deadline {
    /// How near the limit a case of an act at `captured_at` is at `now`.
    #[must_use]
    pub fn of(captured_at: Timestamp, now: Timestamp) -> Self {
        if now >= blocked_from(captured_at) {
            Self::Blocked
        } else if now >= add_calendar_days(captured_at, WARN_AFTER_DAYS) {
            Self::Warning
        } else {
            Self::Open
        }
    }
}

/// From when a case of an act at `captured_at` may not be exported any more.
#[must_use]
pub fn blocked_from(captured_at: Timestamp) -> Timestamp {
    add_calendar_days(captured_at, BLOCK_AFTER_DAYS)
}

/// The statutory limit for a case of an act at `captured_at`.
#[must_use]
pub fn sanction_limit(captured_at: Timestamp) -> Timestamp {
    add_calendar_months(captured_at, SANCTION_LIMIT_MONTHS)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn a_case_warns_after_60_days_and_is_blocked_after_90_on_the_wall_clock() {
        let captured_at: Timestamp = "2026-09-01T12:00:00+02:00".parse().unwrap();
        let warned: Timestamp = "2026-10-31T12:00:00+01:00".parse().unwrap();
        let blocked: Timestamp = "2026-11-30T12:00:00+01:00".parse().unwrap();
        let second = SignedDuration::from_secs(1);
        assert_eq!(Deadline::of(captured_at, captured_at), Deadline::Open);
        assert_eq!(Deadline::of(captured_at, warned - second), Deadline::Open);
        assert_eq!(Deadline::of(captured_at, warned), Deadline::Warning);
        assert_eq!(Deadline::of(captured_at, blocked - second), Deadline::Warning);
        assert_eq!(Deadline::of(captured_at, blocked), Deadline::Blocked);
        assert!(blocked < sanction_limit(captured_at));
    }
}
