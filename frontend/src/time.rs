//! Moments in words. Officers think in Amsterdam time; nothing on a page is in UTC.

use crate::texts::{Texts, fill};
use jiff::{SignedDuration, Timestamp, civil};
use leptos::prelude::*;
use poortwacht_domain::{ClosureWindow, OnHolidays, Weekday, WeeklyWindow, amsterdam};

/// `22 nov 2026 14:03`.
pub(crate) fn minute(at: Timestamp, texts: &'static Texts) -> String {
    on_the_clock(at.to_zoned(amsterdam()).datetime(), texts)
}

/// The same of what a browser's field for date and time sends, `2026-11-22T14:03`; nothing for what is none.
pub(crate) fn wall_clock(typed: &str, texts: &'static Texts) -> Option<String> {
    typed.parse().ok().map(|local| on_the_clock(local, texts))
}

fn on_the_clock(local: civil::DateTime, texts: &'static Texts) -> String {
    format!("{} {:02}:{:02}", day(local.date(), texts), local.hour(), local.minute())
}

/// `22 nov 2026 14:03:07`.
pub(crate) fn second(at: Timestamp, texts: &'static Texts) -> String {
    let local = at.to_zoned(amsterdam()).datetime();
    format!("{}:{:02}", minute(at, texts), local.second())
}

/// `22 nov 2026`.
pub(crate) fn day(date: civil::Date, texts: &'static Texts) -> String {
    let month = usize::try_from(date.month() - 1).ok().and_then(|index| texts.calendar.months.get(index));
    format!("{} {} {}", date.day(), month.copied().unwrap_or_default(), date.year())
}

/// The Amsterdam day of a moment: `22 nov 2026`.
pub(crate) fn day_of(at: Timestamp, texts: &'static Texts) -> String {
    day(at.to_zoned(amsterdam()).date(), texts)
}

/// A `<time>` element with the moment to the minute.
pub(crate) fn moment(at: Timestamp, texts: &'static Texts) -> AnyView {
    view! { <time datetime=at.to_string()>{minute(at, texts)}</time> }.into_any()
}

/// A `<time>` element with the moment to the second.
pub(crate) fn exact_moment(at: Timestamp, texts: &'static Texts) -> AnyView {
    view! { <time datetime=at.to_string()>{second(at, texts)}</time> }.into_any()
}

/// A length of time in its largest whole unit: `3 dagen`, `5 uur`, `12 minuten`.
pub(crate) fn span(length: SignedDuration, texts: &'static Texts) -> String {
    let t = &texts.calendar;
    let minutes = length.as_mins().max(0);
    let (count, one, many) = match minutes {
        0..=119 => (minutes, t.minute, t.minutes),
        120..=2_879 => (minutes / 60, t.hour, t.hours),
        _ => (minutes / 1_440, t.day, t.days),
    };
    fill(if count == 1 { one } else { many }, &[&count])
}

/// Closing hours: `ma di wo 11:00–06:00; za 12:00–18:00`. No window means always.
pub(crate) fn windows(windows: &[WeeklyWindow], texts: &'static Texts) -> String {
    if windows.is_empty() {
        return texts.calendar.always.into();
    }
    windows.iter().map(|window| one_window(window, texts)).collect::<Vec<_>>().join("; ")
}

/// The hours of a closure, with what holidays mean for them.
pub(crate) fn closure_windows(windows: &[ClosureWindow], texts: &'static Texts) -> String {
    if windows.is_empty() {
        return texts.calendar.always.into();
    }
    let one = |window: &ClosureWindow| {
        let holidays = match window.holidays {
            OnHolidays::AsOtherDays => "",
            OnHolidays::Not => texts.calendar.not_on_holidays,
            OnHolidays::Also => texts.calendar.also_on_holidays,
        };
        format!("{}{holidays}", one_window(&window.weekly(), texts))
    };
    windows.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn one_window(window: &WeeklyWindow, texts: &'static Texts) -> String {
    let days = window.days.iter().map(|day| weekday(*day, texts)).collect::<Vec<_>>().join(" ");
    let clock = |time: civil::Time| format!("{:02}:{:02}", time.hour(), time.minute());
    format!("{days} {}–{}", clock(window.from), clock(window.until))
}

const fn weekday(day: Weekday, texts: &'static Texts) -> &'static str {
    let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = texts.calendar.weekdays;
    match day {
        Weekday::Monday => monday,
        Weekday::Tuesday => tuesday,
        Weekday::Wednesday => wednesday,
        Weekday::Thursday => thursday,
        Weekday::Friday => friday,
        Weekday::Saturday => saturday,
        Weekday::Sunday => sunday,
    }
}
