//! When a closure holds: weekly hours, holidays, and days that are unlike others.

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::calendar::start_of_day;
use crate::holidays::is_public_holiday;
use crate::window::{Stretch, around, holds_with_pardon, stretch};
use crate::{Weekday, WeeklyWindow};

text_enum! {
    /// What a public holiday means for a window.
    #[derive(Default)]
    pub enum OnHolidays {
        /// Nothing: the day of the week decides.
        #[default]
        AsOtherDays = "as_other_days",
        /// The window does not hold ("niet op feestdagen").
        Not = "not",
        /// The window holds too, whatever day of the week it is ("zon- en feestdagen").
        Also = "also",
    }
}

impl OnHolidays {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

text_enum! {
    /// How a day is unlike what the calendar says of it.
    pub enum SpecialDayKind {
        /// Counts as a public holiday.
        Holiday = "holiday",
        /// Counts as an ordinary day although it is a public holiday.
        Ordinary = "ordinary",
        /// The road is open: nothing is enforced from midnight to midnight.
        Open = "open",
    }
}

/// A day that is unlike what the calendar says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialDay {
    /// The Dutch calendar day.
    pub date: Date,
    /// How it counts.
    pub kind: SpecialDayKind,
    /// Why, for the reader: a market, a decision.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Hours of a closure (venstertijd), in Dutch wall-clock time. A window whose end is not after its start passes midnight
/// and belongs to the day it starts on; equal times make a whole day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosureWindow {
    /// Days on which the window starts.
    pub days: Vec<Weekday>,
    /// Start, inclusive.
    pub from: Time,
    /// End, exclusive.
    pub until: Time,
    /// What a public holiday means for it.
    #[serde(default, skip_serializing_if = "OnHolidays::is_default")]
    pub holidays: OnHolidays,
}

impl From<WeeklyWindow> for ClosureWindow {
    fn from(window: WeeklyWindow) -> Self {
        let WeeklyWindow { days, from, until } = window;
        Self { days, from, until, holidays: OnHolidays::default() }
    }
}

impl ClosureWindow {
    /// The hours without what holidays mean for them.
    #[must_use]
    pub fn weekly(&self) -> WeeklyWindow {
        WeeklyWindow { days: self.days.clone(), from: self.from, until: self.until }
    }

    fn on(&self, day: Date, calendar: Calendar<'_>) -> Option<Stretch> {
        let listed = self.days.contains(&day.weekday().into());
        let holds = match self.holidays {
            OnHolidays::AsOtherDays => listed,
            OnHolidays::Not => listed && !calendar.is_holiday(day),
            OnHolidays::Also => listed || calendar.is_holiday(day),
        };
        let (start, end) = stretch(day, self.from, self.until).filter(|_| holds)?;
        calendar.clipped(day, start, end)
    }
}

/// The calendar as one location sees it.
#[derive(Clone, Copy)]
struct Calendar<'a>(&'a [SpecialDay]);

impl Calendar<'_> {
    fn kind(self, day: Date) -> Option<SpecialDayKind> {
        self.0.iter().find(|special| special.date == day).map(|special| special.kind)
    }

    fn is_holiday(self, day: Date) -> bool {
        match self.kind(day) {
            Some(SpecialDayKind::Holiday) => true,
            Some(SpecialDayKind::Ordinary | SpecialDayKind::Open) => false,
            None => is_public_holiday(day),
        }
    }

    /// What is left of a stretch that starts on `day`: nothing on an open day, and it ends where an open day begins.
    fn clipped(self, day: Date, start: Timestamp, end: Timestamp) -> Option<Stretch> {
        let is_open = |day| self.kind(day) == Some(SpecialDayKind::Open);
        if is_open(day) {
            return None;
        }
        match day.tomorrow().ok().filter(|next| is_open(*next)) {
            Some(next) => Some((start, end.min(start_of_day(next)))),
            None => Some((start, end)),
        }
    }
}

/// Whether the road is closed at the instant, and has been and will be for the pardon time. Without windows it is closed
/// all day, every day that is not open. Intake and the export gate both ask here.
#[must_use]
pub fn is_closed(
    windows: &[ClosureWindow],
    special_days: &[SpecialDay],
    at: Timestamp,
    pardon: SignedDuration,
) -> bool {
    let calendar = Calendar(special_days);
    let always = [ClosureWindow {
        days: Weekday::ALL.to_vec(),
        from: Time::midnight(),
        until: Time::midnight(),
        holidays: OnHolidays::default(),
    }];
    let windows = if windows.is_empty() { always.as_slice() } else { windows };
    let stretches = around(at)
        .flat_map(|day| windows.iter().filter_map(move |window| window.on(day, calendar)))
        .collect();
    holds_with_pardon(stretches, at, pardon)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    const PARDON: SignedDuration = SignedDuration::from_mins(5);

    fn window(days: &[Weekday], from: i8, until: i8, holidays: OnHolidays) -> ClosureWindow {
        let at = |hour| time(hour, 0, 0, 0);
        ClosureWindow { days: days.to_vec(), from: at(from), until: at(until), holidays }
    }

    fn special(year: i16, month: i8, day: i8, kind: SpecialDayKind) -> SpecialDay {
        SpecialDay { date: date(year, month, day), kind, note: String::new() }
    }

    fn closed(windows: &[ClosureWindow], special_days: &[SpecialDay], text: &str) -> bool {
        is_closed(windows, special_days, text.parse().unwrap(), PARDON)
    }

    // 27 April 2026 is a Monday and the King's birthday; 25 December 2026 a Friday.

    #[test]
    fn a_window_says_what_a_holiday_means_for_it() {
        for (holidays, monday, holiday, sunday) in [
            (OnHolidays::AsOtherDays, true, true, false),
            (OnHolidays::Not, true, false, false),
            (OnHolidays::Also, true, true, false),
        ] {
            let windows = [window(&[Weekday::Monday], 7, 11, holidays)];
            let found =
                ["2026-04-20T08:00:00+02:00", "2026-04-27T08:00:00+02:00", "2026-04-26T08:00:00+02:00"]
                    .map(|text| closed(&windows, &[], text));
            assert_eq!(found, [monday, holiday, sunday], "{holidays}");
        }
        let sundays = [window(&[Weekday::Sunday], 11, 18, OnHolidays::Also)];
        assert!(closed(&sundays, &[], "2026-12-25T12:00:00+01:00"));
        assert!(!closed(&sundays, &[], "2026-12-24T12:00:00+01:00"));
    }

    #[test]
    fn a_special_day_overrules_the_calendar() {
        let windows = [window(&[Weekday::Monday], 7, 11, OnHolidays::Not)];
        let ordinary = [special(2026, 4, 27, SpecialDayKind::Ordinary)];
        assert!(closed(&windows, &ordinary, "2026-04-27T08:00:00+02:00"));
        let holiday = [special(2026, 4, 20, SpecialDayKind::Holiday)];
        assert!(!closed(&windows, &holiday, "2026-04-20T08:00:00+02:00"));
        let open = [special(2026, 4, 20, SpecialDayKind::Open)];
        assert!(!closed(&windows, &open, "2026-04-20T08:00:00+02:00"));
    }

    #[test]
    fn an_open_day_cuts_what_began_the_day_before_and_has_its_pardon() {
        let open = [special(2026, 4, 20, SpecialDayKind::Open)];
        for windows in [Vec::new(), vec![window(Weekday::ALL, 22, 6, OnHolidays::AsOtherDays)]] {
            for (text, expected) in [
                ("2026-04-19T23:54:59+02:00", true),
                ("2026-04-19T23:55:00+02:00", false),
                ("2026-04-20T00:30:00+02:00", false),
                ("2026-04-20T23:00:00+02:00", false),
                ("2026-04-21T22:05:00+02:00", true),
            ] {
                assert_eq!(closed(&windows, &open, text), expected, "{text} {windows:?}");
            }
        }
    }

    #[test]
    fn without_windows_the_road_is_closed_at_every_moment() {
        for text in ["2026-04-20T00:00:00+02:00", "2026-04-27T12:00:00+02:00", "2026-10-25T02:30:00+01:00"] {
            assert!(closed(&[], &[], text), "{text}");
        }
    }

    #[test]
    fn a_window_without_a_word_about_holidays_is_written_as_it_always_was() {
        let json = r#"{"days":["monday"],"from":"07:00:00","until":"11:00:00"}"#;
        let read: ClosureWindow = serde_json::from_str(json).unwrap();
        assert_eq!(read.holidays, OnHolidays::AsOtherDays);
        assert_eq!(serde_json::to_string(&read).unwrap(), json);
        assert_eq!(ClosureWindow::from(read.weekly()), read);
    }
}
