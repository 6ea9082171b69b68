//! Weekly windows (venstertijden) on the Dutch clock.

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::calendar::{instant, local_day};

text_enum! {
    /// A day of the week.
    pub enum Weekday {
        /// Maandag.
        Monday = "monday",
        /// Dinsdag.
        Tuesday = "tuesday",
        /// Woensdag.
        Wednesday = "wednesday",
        /// Donderdag.
        Thursday = "thursday",
        /// Vrijdag.
        Friday = "friday",
        /// Zaterdag.
        Saturday = "saturday",
        /// Zondag.
        Sunday = "sunday",
    }
}

impl From<jiff::civil::Weekday> for Weekday {
    fn from(weekday: jiff::civil::Weekday) -> Self {
        match weekday {
            jiff::civil::Weekday::Monday => Self::Monday,
            jiff::civil::Weekday::Tuesday => Self::Tuesday,
            jiff::civil::Weekday::Wednesday => Self::Wednesday,
            jiff::civil::Weekday::Thursday => Self::Thursday,
            jiff::civil::Weekday::Friday => Self::Friday,
            jiff::civil::Weekday::Saturday => Self::Saturday,
            jiff::civil::Weekday::Sunday => Self::Sunday,
        }
    }
}

/// Hours of the day on some days of the week, in Dutch wall-clock time.
///
/// A window whose end is not after its start passes midnight and belongs to the day it starts on; equal
/// times make a whole day. The first moment is in, the last one is out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeeklyWindow {
    /// Days on which the window starts.
    pub days: Vec<Weekday>,
    /// Start, inclusive.
    pub from: Time,
    /// End, exclusive.
    pub until: Time,
}

/// A stretch of time, start inclusive, end exclusive.
pub(crate) type Stretch = (Timestamp, Timestamp);

impl WeeklyWindow {
    /// Whether the instant lies in the window.
    #[must_use]
    pub fn contains(&self, at: Timestamp) -> bool {
        around(at).filter_map(|day| self.on(day)).any(|(start, end)| start <= at && at < end)
    }

    /// The stretch that starts on `day`, if the window has one.
    fn on(&self, day: Date) -> Option<Stretch> {
        if !self.days.contains(&day.weekday().into()) {
            return None;
        }
        stretch(day, self.from, self.until)
    }
}

/// The hours from `from` until `until` that start on `day`.
pub(crate) fn stretch(day: Date, from: Time, until: Time) -> Option<Stretch> {
    let last_day = if until > from { day } else { day.tomorrow().ok()? };
    Some((instant(day.to_datetime(from)), instant(last_day.to_datetime(until))))
}

/// Whether the instant lies in one of the windows and at least `pardon` away from where they start and end.
///
/// Windows that touch or overlap count as one: a closure that goes on at midnight has no pardon there.
#[must_use]
pub fn contains_with_pardon(windows: &[WeeklyWindow], at: Timestamp, pardon: SignedDuration) -> bool {
    let stretches = around(at).flat_map(|day| windows.iter().filter_map(move |window| window.on(day)));
    holds_with_pardon(stretches.collect(), at, pardon)
}

/// As [`contains_with_pardon`], for stretches that were found already.
pub(crate) fn holds_with_pardon(mut stretches: Vec<Stretch>, at: Timestamp, pardon: SignedDuration) -> bool {
    stretches.sort_unstable();
    joined(stretches).into_iter().any(|(start, end)| {
        start <= at && at < end && at.duration_since(start) >= pardon && end.duration_since(at) > pardon
    })
}

/// The days whose windows can hold the instant, or touch one that does.
pub(crate) fn around(at: Timestamp) -> impl Iterator<Item = Date> {
    let today = local_day(at);
    [today.yesterday().ok(), Some(today), today.tomorrow().ok()].into_iter().flatten()
}

fn joined(sorted: Vec<Stretch>) -> Vec<Stretch> {
    let mut joined: Vec<Stretch> = Vec::new();
    for (start, end) in sorted {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;
    use proptest::prelude::*;

    use super::*;

    const PARDON: SignedDuration = SignedDuration::from_mins(5);

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn window(days: &[Weekday], from: (i8, i8), until: (i8, i8)) -> WeeklyWindow {
        WeeklyWindow {
            days: days.to_vec(),
            from: time(from.0, from.1, 0, 0),
            until: time(until.0, until.1, 0, 0),
        }
    }

    fn enforced(windows: &[WeeklyWindow], text: &str) -> bool {
        contains_with_pardon(windows, at(text), PARDON)
    }

    // 22 November 2026 is a Sunday.

    #[test]
    fn pardon_is_taken_from_both_ends() {
        let windows = [window(&[Weekday::Sunday], (11, 0), (18, 0))];
        for (text, expected) in [
            ("2026-11-22T11:04:59+01:00", false),
            ("2026-11-22T11:05:00+01:00", true),
            ("2026-11-22T17:54:59+01:00", true),
            ("2026-11-22T17:55:00+01:00", false),
            ("2026-11-22T18:00:00+01:00", false),
            ("2026-11-21T12:00:00+01:00", false),
        ] {
            assert_eq!(enforced(&windows, text), expected, "{text}");
        }
    }

    #[test]
    fn a_window_past_midnight_belongs_to_the_day_it_starts_on() {
        let windows = [window(&[Weekday::Saturday], (22, 0), (6, 0))];
        for (text, expected) in [
            ("2026-11-21T22:05:00+01:00", true),
            ("2026-11-22T00:00:00+01:00", true),
            ("2026-11-22T05:54:59+01:00", true),
            ("2026-11-22T05:55:00+01:00", false),
            ("2026-11-21T05:00:00+01:00", false),
            ("2026-11-22T23:00:00+01:00", false),
        ] {
            assert_eq!(enforced(&windows, text), expected, "{text}");
        }
    }

    #[test]
    fn windows_that_meet_at_midnight_have_no_pardon_there() {
        let whole_days = [window(Weekday::ALL, (0, 0), (0, 0))];
        let halves =
            [window(&[Weekday::Saturday], (12, 0), (0, 0)), window(&[Weekday::Sunday], (0, 0), (12, 0))];
        for text in ["2026-11-21T23:57:00+01:00", "2026-11-22T00:00:00+01:00", "2026-11-22T00:03:00+01:00"] {
            assert!(enforced(&whole_days, text), "{text}");
            assert!(enforced(&halves, text), "{text}");
        }
        assert!(!enforced(&halves, "2026-11-22T11:58:00+01:00"));
    }

    #[test]
    fn a_window_follows_the_wall_clock_through_both_clock_changes() {
        let windows = [window(&[Weekday::Sunday], (1, 0), (4, 0))];
        // 29 March 2026: 02:00 becomes 03:00; the window lasts two hours.
        assert!(enforced(&windows, "2026-03-29T01:59:00+01:00"));
        assert!(enforced(&windows, "2026-03-29T03:54:00+02:00"));
        assert!(!enforced(&windows, "2026-03-29T03:56:00+02:00"));
        // 25 October 2026: 03:00 becomes 02:00; the window lasts four hours.
        assert!(enforced(&windows, "2026-10-25T02:30:00+02:00"));
        assert!(enforced(&windows, "2026-10-25T02:30:00+01:00"));
        assert!(!enforced(&windows, "2026-10-25T03:56:00+01:00"));
    }

    #[test]
    fn a_window_shorter_than_its_pardon_is_never_enforced() {
        let windows = [window(Weekday::ALL, (11, 0), (11, 9))];
        for minute in 0..60 {
            assert!(!enforced(&windows, &format!("2026-11-22T11:{minute:02}:30+01:00")));
        }
    }

    fn any_window() -> impl Strategy<Value = WeeklyWindow> {
        let days = prop::sample::subsequence(Weekday::ALL.to_vec(), 1..=7);
        (days, 0..24_i8, 0..60_i8, 0..24_i8, 0..60_i8).prop_map(
            |(days, hour, minute, end_hour, end_minute)| {
                window(&days, (hour, minute), (end_hour, end_minute))
            },
        )
    }

    fn any_instant() -> impl Strategy<Value = Timestamp> {
        (1_750_000_000_i64..1_850_000_000).prop_map(|second| Timestamp::from_second(second).unwrap())
    }

    proptest! {
        #[test]
        fn without_pardon_enforcement_is_the_union_of_the_windows(
            windows in prop::collection::vec(any_window(), 0..4), at in any_instant(),
        ) {
            let inside = windows.iter().any(|window| window.contains(at));
            prop_assert_eq!(contains_with_pardon(&windows, at, SignedDuration::ZERO), inside);
        }

        #[test]
        fn what_is_enforced_is_inside_a_window_for_the_pardon_before_and_after(
            windows in prop::collection::vec(any_window(), 0..4), at in any_instant(),
        ) {
            let inside = |at| windows.iter().any(|window| window.contains(at));
            let surrounded = (0..=5).all(|minutes| {
                let away = SignedDuration::from_mins(minutes);
                inside(at - away) && inside(at + away)
            });
            prop_assert!(!contains_with_pardon(&windows, at, PARDON) || surrounded);
        }

        #[test]
        fn a_window_survives_json(window in any_window()) {
            let json = serde_json::to_string(&window).unwrap();
            prop_assert_eq!(serde_json::from_str::<WeeklyWindow>(&json).unwrap(), window);
        }
    }
}
