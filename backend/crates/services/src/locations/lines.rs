//! Lists as people write them in a form, one item a line. What stands there is what the history shows.

use jiff::civil::{Date, Time};
use poortwacht_domain::{
    ClosureWindow, Consent, DatePeriod, OffenceCode, OffenceTerm, OnHolidays, Rect, SpecialDay,
    SpecialDayKind, Weekday,
};

use crate::Flaw;

/// The days as they are abbreviated, from Monday.
const DAYS: [&str; 7] = ["ma", "di", "wo", "do", "vr", "za", "zo"];
/// What is written where a day is left open.
const OPEN: &str = "-";

/// Why a line is not taken.
#[derive(Clone, Copy)]
pub(super) enum LineFlaw {
    Unreadable,
    EndBeforeStart,
}

type Read<T> = Result<T, LineFlaw>;

/// Every line that holds something; the first bad one is named by its number.
pub(super) fn lines<T>(text: &str, read: impl Fn(&str) -> Read<T>) -> Result<Vec<T>, Flaw> {
    let numbered = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    numbered
        .map(|(line, number)| {
            read(line.trim()).map_err(|flaw| match flaw {
                LineFlaw::Unreadable => Flaw::BadLine { line: number },
                LineFlaw::EndBeforeStart => Flaw::LineEndBeforeStart { line: number },
            })
        })
        .collect()
}

/// The number of the line that holds the item at `position`.
pub(super) fn line_of(text: &str, position: usize) -> u32 {
    let mut numbered = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    numbered.nth(position).map_or(1, |(_, number)| number)
}

fn joined<T>(items: &[T], write: impl Fn(&T) -> String) -> String {
    items.iter().map(write).collect::<Vec<_>>().join("\n")
}

/// `ma-vr 07:00-11:00 niet op feestdagen`.
pub(super) fn window(line: &str) -> Read<ClosureWindow> {
    let read = || {
        let mut words = line.split_whitespace();
        let days = days(words.next()?)?;
        let (from, until) = words.next()?.split_once('-')?;
        let holidays = match words.collect::<Vec<_>>().join(" ").to_lowercase().as_str() {
            "" => OnHolidays::AsOtherDays,
            "niet op feestdagen" | "not on holidays" => OnHolidays::Not,
            "ook op feestdagen" | "also on holidays" => OnHolidays::Also,
            _ => return None,
        };
        Some(ClosureWindow { days, from: clock(from)?, until: clock(until)?, holidays })
    };
    read().ok_or(LineFlaw::Unreadable)
}

pub(super) fn windows(windows: &[ClosureWindow]) -> String {
    joined(windows, |window| {
        let holidays = match window.holidays {
            OnHolidays::AsOtherDays => "",
            OnHolidays::Not => " niet op feestdagen",
            OnHolidays::Also => " ook op feestdagen",
        };
        let (from, until) = (window.from.strftime("%H:%M"), window.until.strftime("%H:%M"));
        format!("{} {from}-{until}{holidays}", write_days(&window.days))
    })
}

/// Days with commas between them, spans among them: `ma`, `ma-vr`, `ma,wo`, `vr-ma`.
fn days(text: &str) -> Option<Vec<Weekday>> {
    let mut days = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (position(first)?, position(last)?);
        let length = (last + DAYS.len() - first) % DAYS.len() + 1;
        days.extend(Weekday::ALL.iter().copied().cycle().skip(first).take(length));
    }
    days.sort_unstable();
    days.dedup();
    Some(days)
}

fn position(day: &str) -> Option<usize> {
    DAYS.iter().position(|name| day.eq_ignore_ascii_case(name))
}

fn write_days(days: &[Weekday]) -> String {
    let places: Vec<usize> = Weekday::ALL
        .iter()
        .enumerate()
        .filter(|(_, day)| days.contains(day))
        .map(|(place, _)| place)
        .collect();
    let name = |place: usize| DAYS.get(place).copied().unwrap_or_default();
    match places.as_slice() {
        [first, .., last] if places.len() > 2 && last - first + 1 == places.len() => {
            format!("{}-{}", name(*first), name(*last))
        }
        places => places.iter().map(|place| name(*place)).collect::<Vec<_>>().join(","),
    }
}

fn clock(text: &str) -> Option<Time> {
    match text {
        "24:00" => Some(Time::midnight()),
        text => Time::strptime("%H:%M", text).ok(),
    }
}

/// `2026-12-05 feestdag Sinterklaasintocht`.
pub(super) fn special_day(line: &str) -> Read<SpecialDay> {
    let mut words = line.split_whitespace();
    let date = words.next().and_then(|word| word.parse().ok());
    let kind = words.next().and_then(|word| match word.to_lowercase().as_str() {
        "feestdag" | "holiday" => Some(SpecialDayKind::Holiday),
        "gewoon" | "ordinary" => Some(SpecialDayKind::Ordinary),
        "open" => Some(SpecialDayKind::Open),
        _ => None,
    });
    let note = words.collect::<Vec<_>>().join(" ");
    date.zip(kind).map(|(date, kind)| SpecialDay { date, kind, note }).ok_or(LineFlaw::Unreadable)
}

pub(super) fn special_days(days: &[SpecialDay]) -> String {
    joined(days, |special| {
        let kind = match special.kind {
            SpecialDayKind::Holiday => "feestdag",
            SpecialDayKind::Ordinary => "gewoon",
            SpecialDayKind::Open => "open",
        };
        format!("{} {kind} {}", special.date, special.note).trim_end().to_owned()
    })
}

/// `R559`, or with its first and last day: `R559 2026-01-01 -`.
pub(super) fn offence(line: &str) -> Read<OffenceTerm> {
    let words: Vec<_> = line.split_whitespace().collect();
    let (code, from, until) = match words.as_slice() {
        [code] => (*code, OPEN, OPEN),
        [code, from] => (*code, *from, OPEN),
        [code, from, until] => (*code, *from, *until),
        _ => return Err(LineFlaw::Unreadable),
    };
    let code = OffenceCode::parse(code).map_err(|_| LineFlaw::Unreadable)?;
    let (from, until) = (open_day(from)?, open_day(until)?);
    ordered(from, until)?;
    Ok(OffenceTerm { code, from, until })
}

/// The codes, each with its term where it has one.
pub(super) fn offences(codes: &[OffenceCode], terms: &[OffenceTerm]) -> String {
    let of_code = |code: &OffenceCode| {
        let own: Vec<_> = terms.iter().filter(|term| term.code == *code).cloned().collect();
        let bare = OffenceTerm { code: code.clone(), from: None, until: None };
        if own.is_empty() { vec![bare] } else { own }
    };
    let all: Vec<OffenceTerm> = codes.iter().flat_map(of_code).collect();
    joined(&all, |term| match (term.from, term.until) {
        (None, None) => term.code.to_string(),
        (from, until) => format!("{} {} {}", term.code, write_day(from), write_day(until)),
    })
}

/// `2026-01-01 - OM-2026-1`: first day, last day, their reference.
pub(super) fn consent(line: &str) -> Read<Consent> {
    let mut words = line.split_whitespace();
    let from = words.next().ok_or(LineFlaw::Unreadable).and_then(day)?;
    let until = words.next().ok_or(LineFlaw::Unreadable).and_then(open_day)?;
    let reference = words.collect::<Vec<_>>().join(" ");
    if reference.is_empty() {
        return Err(LineFlaw::Unreadable);
    }
    ordered(Some(from), until)?;
    Ok(Consent { reference, from, until })
}

pub(super) fn consents(all: &[&Consent]) -> String {
    joined(all, |consent| format!("{} {} {}", consent.from, write_day(consent.until), consent.reference))
}

/// `2026-01-01 2026-01-31`.
pub(super) fn period(line: &str) -> Read<DatePeriod> {
    let words: Vec<_> = line.split_whitespace().collect();
    let [from, until] = words.as_slice() else { return Err(LineFlaw::Unreadable) };
    let (from, until) = (day(from)?, day(until)?);
    ordered(Some(from), Some(until))?;
    Ok(DatePeriod { from, until })
}

pub(super) fn periods(periods: &[DatePeriod]) -> String {
    joined(periods, |period| format!("{} {}", period.from, period.until))
}

/// `0 0 640 120`: left, top, width, height.
pub(super) fn mask(line: &str) -> Read<Rect> {
    let numbers: Option<Vec<u32>> = line.split_whitespace().map(|word| word.parse().ok()).collect();
    match numbers.as_deref() {
        Some([x, y, width, height]) if *width > 0 && *height > 0 => {
            Ok(Rect { x: *x, y: *y, width: *width, height: *height })
        }
        _ => Err(LineFlaw::Unreadable),
    }
}

pub(super) fn masks(masks: &[Rect]) -> String {
    joined(masks, |mask| format!("{} {} {} {}", mask.x, mask.y, mask.width, mask.height))
}

fn day(word: &str) -> Read<Date> {
    word.parse().map_err(|_| LineFlaw::Unreadable)
}

fn open_day(word: &str) -> Read<Option<Date>> {
    if word == OPEN { Ok(None) } else { day(word).map(Some) }
}

fn write_day(day: Option<Date>) -> String {
    day.map_or_else(|| OPEN.to_owned(), |day| day.to_string())
}

fn ordered(from: Option<Date>, until: Option<Date>) -> Read<()> {
    match (from, until) {
        (Some(from), Some(until)) if until < from => Err(LineFlaw::EndBeforeStart),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_as_it_was() {
        let text =
            "ma-vr 07:00-11:00 niet op feestdagen\nza,zo 22:00-06:00\ndi 00:00-00:00 ook op feestdagen";
        assert_eq!(windows(&lines(text, window).unwrap()), text);
        let text = "2026-12-05 feestdag intocht\n2026-05-05 gewoon\n2026-08-01 open markt op het plein";
        assert_eq!(special_days(&lines(text, special_day).unwrap()), text);
        let text = "2026-01-01 2026-06-30 OM-2026-1\n2026-07-01 - OM 2026 nr. 2";
        let read = lines(text, consent).unwrap();
        assert_eq!(consents(&read.iter().collect::<Vec<_>>()), text);
        let text = "2026-01-01 2026-01-31";
        assert_eq!(periods(&lines(text, period).unwrap()), text);
        let text = "0 0 640 120\n10 20 30 40";
        assert_eq!(masks(&lines(text, mask).unwrap()), text);
        let text = "R559\nR557 2026-01-01 -";
        let terms = lines(text, offence).unwrap();
        let codes: Vec<_> = terms.iter().map(|term| term.code.clone()).collect();
        let terms: Vec<_> = terms.into_iter().filter(|term| term.from.is_some()).collect();
        assert_eq!(offences(&codes, &terms), text);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named_by_its_number() {
        for bad in ["ma", "ma 7-11", "mo 07:00-11:00", "ma 07:00-11:00 soms"] {
            let text = format!("ma 07:00-11:00\n\n{bad}");
            assert_eq!(lines(&text, window).unwrap_err(), Flaw::BadLine { line: 3 }, "{bad}");
        }
        let late = Flaw::LineEndBeforeStart { line: 1 };
        assert_eq!(lines("2026-02-01 2026-01-01", period).unwrap_err(), late);
        assert_eq!(lines("2026-02-01 2026-01-01 OM", consent).unwrap_err(), late);
        assert_eq!(lines("R559 2026-02-01 2026-01-01", offence).unwrap_err(), late);
        assert!(lines("1 2 3", mask).is_err() && lines("1 2 0 4", mask).is_err());
        assert!(lines("2026-01-01 -", consent).is_err() && lines("gisteren open", special_day).is_err());
        assert_eq!(line_of("a\n\nb", 1), 3);
    }
}
