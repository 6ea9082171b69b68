//! Calendar arithmetic. Terms of law count calendar months and days on the Dutch clock, so every step goes
//! through Europe/Amsterdam and never through a fixed number of seconds.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};
use serde::{Serialize, Serializer};
use thiserror::Error;

use crate::FAR_FUTURE;

/// Compiled in: WebAssembly has no zone database, and a server's may be missing or stale.
static AMSTERDAM: TimeZone = jiff::tz::get!("Europe/Amsterdam");

/// The time zone of every rule: Europe/Amsterdam.
#[must_use]
pub fn amsterdam() -> TimeZone {
    AMSTERDAM.clone()
}

/// The instant on the Dutch clock.
#[must_use]
pub fn local(at: Timestamp) -> Zoned {
    at.to_zoned(amsterdam())
}

/// The Dutch calendar day of an instant.
#[must_use]
pub fn local_day(at: Timestamp) -> Date {
    local(at).date()
}

/// The instant of a Dutch wall-clock time. In the night the clock goes forward the missing hour counts as
/// the one after it; in the night it goes back the first of the two is meant.
#[must_use]
pub fn instant(wall_clock: DateTime) -> Timestamp {
    // Only a year near 9999 or -9999 fails.
    amsterdam().to_timestamp(wall_clock).unwrap_or(FAR_FUTURE)
}

/// The first instant of a Dutch calendar day.
#[must_use]
pub fn start_of_day(day: Date) -> Timestamp {
    instant(day.at(0, 0, 0, 0))
}

/// The first instant after a Dutch calendar day; 23 or 25 hours after its start twice a year.
#[must_use]
pub fn end_of_day(day: Date) -> Timestamp {
    day.tomorrow().map_or(FAR_FUTURE, start_of_day)
}

/// The latest instant of which `months` calendar months later in Amsterdam lies before the end of `at`'s day: whatever
/// happened before it has had its term.
#[must_use]
pub fn calendar_months_before(at: Timestamp, months: u32) -> Timestamp {
    let midnight = local_day(at).checked_sub(Span::new().months(i64::from(months)));
    midnight.map_or(Timestamp::MIN, start_of_day)
}

/// The same wall-clock time `months` calendar months later in Amsterdam; a day that the month does not have
/// becomes its last one. Saturates at [`FAR_FUTURE`].
#[must_use]
pub fn add_calendar_months(at: Timestamp, months: u32) -> Timestamp {
    add_span(at, |span| span.try_months(months))
}

/// The same wall-clock time `days` calendar days later in Amsterdam. Saturates at [`FAR_FUTURE`].
#[must_use]
pub fn add_calendar_days(at: Timestamp, days: u32) -> Timestamp {
    add_span(at, |span| span.try_days(days))
}

fn add_span(at: Timestamp, span: impl FnOnce(Span) -> Result<Span, jiff::Error>) -> Timestamp {
    span(Span::new())
        .and_then(|span| local(at).checked_add(span))
        .map_or(FAR_FUTURE, |later| later.timestamp().min(FAR_FUTURE))
}

/// A calendar month on the Dutch clock, written `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Date);

impl Month {
    /// The month in which an instant falls.
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        Self(local_day(at).first_of_month())
    }

    /// The first day of the month.
    #[must_use]
    pub const fn first_day(self) -> Date {
        self.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A text that is no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a month; write it as 2026-11")]
pub struct MonthError;

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, MonthError> {
        if text.len() != 7 {
            return Err(MonthError);
        }
        format!("{text}-01").parse().map(Self).map_err(|_| MonthError)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_later_is_the_same_wall_clock_time_across_both_clock_changes() {
        // Spring: 29 March 2026, autumn: 25 October 2026.
        assert_eq!(add_calendar_months(at("2026-03-15T12:00:00+01:00"), 1), at("2026-04-15T12:00:00+02:00"));
        assert_eq!(add_calendar_months(at("2026-10-15T12:00:00+02:00"), 1), at("2026-11-15T12:00:00+01:00"));
    }

    #[test]
    fn a_day_that_the_month_lacks_becomes_its_last() {
        assert_eq!(add_calendar_months(at("2026-12-31T23:30:00+01:00"), 2), at("2027-02-28T23:30:00+01:00"));
        assert_eq!(add_calendar_months(at("2027-12-31T23:30:00+01:00"), 2), at("2028-02-29T23:30:00+01:00"));
    }

    #[test]
    fn a_term_that_ends_in_the_missing_hour_ends_an_hour_later_on_the_wall_clock() {
        assert_eq!(add_calendar_months(at("2026-02-28T02:30:00+01:00"), 1), at("2026-03-28T02:30:00+01:00"));
        assert_eq!(add_calendar_days(at("2026-03-28T02:30:00+01:00"), 1), at("2026-03-29T03:30:00+02:00"));
    }

    #[test]
    fn a_day_has_23_24_or_25_hours() {
        for (day, hours) in [(date(2026, 3, 29), 23), (date(2026, 3, 30), 24), (date(2026, 10, 25), 25)] {
            assert_eq!(start_of_day(day).duration_until(end_of_day(day)).as_hours(), hours, "{day}");
        }
    }

    #[test]
    fn the_dutch_day_starts_before_the_utc_day() {
        assert_eq!(local_day(at("2026-11-21T23:30:00Z")), date(2026, 11, 22));
        assert_eq!(Month::of(at("2026-10-31T23:30:00Z")).to_string(), "2026-11");
    }

    #[test]
    fn the_end_of_time_is_not_passed() {
        assert_eq!(add_calendar_months(FAR_FUTURE, 1), FAR_FUTURE);
        assert_eq!(add_calendar_months(at("2026-01-01T00:00:00Z"), u32::MAX), FAR_FUTURE);
    }

    #[test]
    fn a_month_survives_its_text() {
        let month: Month = "2026-11".parse().unwrap();
        assert_eq!(month.to_string().parse(), Ok(month));
        for text in ["2026-13", "2026-1", "26-11-0", ""] {
            assert_eq!(text.parse::<Month>(), Err(MonthError), "{text}");
        }
    }

    proptest! {
        #[test]
        fn adding_months_keeps_the_order_of_instants(
            one in 0_i64..4_000_000_000, other in 0_i64..4_000_000_000, months in 0_u32..120,
        ) {
            let instant = |second| Timestamp::from_second(second).unwrap();
            let (first, second) = (instant(one.min(other)), instant(one.max(other)));
            prop_assume!(second.duration_since(first).as_hours() >= 1);
            prop_assert!(add_calendar_months(first, months) <= add_calendar_months(second, months));
        }

        #[test]
        fn a_month_later_lies_28_to_31_days_ahead(second in 0_i64..4_000_000_000) {
            let start = Timestamp::from_second(second).unwrap();
            let hours = start.duration_until(add_calendar_months(start, 1)).as_hours();
            prop_assert!((28 * 24 - 1..=31 * 24 + 1).contains(&hours), "{}", hours);
        }
    }
}
