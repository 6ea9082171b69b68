//! Moments, days and a few short lists in Dutch.

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::calendar::local;
use poortwacht_domain::{ClosureWindow, ImageKind, OnHolidays, SpecialDay, SpecialDayKind, Weekday};

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

/// `24 november 2026, 11:30:00 (UTC+01:00)`, on the Dutch clock.
pub(crate) fn moment(at: Timestamp) -> String {
    let local = local(at);
    format!("{}, {}", day(local.date()), local.strftime("%H:%M:%S (UTC%:z)"))
}

/// The same with milliseconds, for the act itself.
pub(super) fn exact(at: Timestamp) -> String {
    let local = local(at);
    format!("{}, {}", day(local.date()), local.strftime("%H:%M:%S.%3f (UTC%:z)"))
}

/// `2026-11-24T10:30:00.000Z`
pub(super) fn utc(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// `24 november 2026`
pub(crate) fn day(date: Date) -> String {
    let month = usize::try_from(date.month() - 1).ok().and_then(|index| MONTHS.get(index));
    format!("{} {} {}", date.day(), month.copied().unwrap_or_default(), date.year())
}

/// Days, separated by semicolons.
pub(super) fn days(dates: &[Date]) -> String {
    dates.iter().map(|date| day(*date)).collect::<Vec<_>>().join("; ")
}

/// Closing hours; none means always.
pub(super) fn hours(windows: &[ClosureWindow]) -> String {
    if windows.is_empty() {
        return "altijd".to_owned();
    }
    windows.iter().map(window).collect::<Vec<_>>().join("; ")
}

fn window(window: &ClosureWindow) -> String {
    let days: Vec<_> = window.days.iter().map(|day| weekday(*day)).collect();
    let (from, until) = (window.from.strftime("%H:%M"), window.until.strftime("%H:%M"));
    let holidays = match window.holidays {
        OnHolidays::AsOtherDays => "",
        OnHolidays::Not => ", niet op feestdagen",
        OnHolidays::Also => ", ook op feestdagen",
    };
    format!("{} {from}–{until}{holidays}", days.join(", "))
}

/// Days that counted otherwise than the calendar says.
pub(super) fn special(days: &[SpecialDay]) -> String {
    let one = |special: &SpecialDay| {
        let kind = match special.kind {
            SpecialDayKind::Holiday => "als feestdag",
            SpecialDayKind::Ordinary => "als gewone dag",
            SpecialDayKind::Open => "open",
        };
        format!("{} {kind}", day(special.date))
    };
    days.iter().map(one).collect::<Vec<_>>().join("; ")
}

const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "maandag",
        Weekday::Tuesday => "dinsdag",
        Weekday::Wednesday => "woensdag",
        Weekday::Thursday => "donderdag",
        Weekday::Friday => "vrijdag",
        Weekday::Saturday => "zaterdag",
        Weekday::Sunday => "zondag",
    }
}

/// What a picture shows, in a word that may stand in a file name.
pub(in crate::dossier) const fn kind_in_words(kind: ImageKind) -> &'static str {
    match kind {
        ImageKind::Overview => "overzicht",
        ImageKind::Plate => "kenteken",
        ImageKind::Sign => "bord",
        ImageKind::Sequence => "volgbeeld",
    }
}

/// `ja` or `nee`.
pub(super) const fn yes(holds: bool) -> &'static str {
    if holds { "ja" } else { "nee" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_tells_the_dutch_clock_and_how_far_it_is_from_utc() {
        let winter = "2026-11-24T10:30:00.25Z".parse().unwrap();
        assert_eq!(exact(winter), "24 november 2026, 11:30:00.250 (UTC+01:00)");
        assert_eq!(utc(winter), "2026-11-24T10:30:00.250Z");
        let summer = "2026-07-01T22:00:00Z".parse().unwrap();
        assert_eq!(moment(summer), "2 juli 2026, 00:00:00 (UTC+02:00)");
    }
}
