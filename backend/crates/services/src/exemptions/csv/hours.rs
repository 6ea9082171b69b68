//! Weekly hours as people write them: `ma-vr 07:00-11:00`, several with commas between them.

use jiff::civil::Time;
use poortwacht_domain::{Weekday, WeeklyWindow};

/// The days as they are abbreviated, from Monday.
const DAYS: [&str; 7] = ["ma", "di", "wo", "do", "vr", "za", "zo"];

/// Reads the hours; empty is always.
pub(super) fn parse(text: &str) -> Option<Vec<WeeklyWindow>> {
    let windows = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    windows.map(window).collect()
}

fn window(text: &str) -> Option<WeeklyWindow> {
    let (days, hours) = text.split_once(char::is_whitespace)?;
    let (from, until) = hours.trim().split_once('-')?;
    Some(WeeklyWindow { days: span(days)?, from: clock(from)?, until: clock(until)? })
}

/// `ma`, `ma-vr` or, over the weekend, `vr-ma`.
fn span(text: &str) -> Option<Vec<Weekday>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (position(first)?, position(last)?);
    let length = (last + DAYS.len() - first) % DAYS.len() + 1;
    Some(Weekday::ALL.iter().copied().cycle().skip(first).take(length).collect())
}

fn position(day: &str) -> Option<usize> {
    DAYS.iter().position(|name| day.trim().eq_ignore_ascii_case(name))
}

fn clock(text: &str) -> Option<Time> {
    match text.trim() {
        "24:00" => Some(Time::midnight()),
        text => Time::strptime("%H:%M", text).ok(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    #[test]
    fn days_and_hours_are_read_as_they_are_written() {
        let windows = parse("ma-vr 07:00-11:00, za 22:00-02:00").unwrap();
        let [week, saturday] = &windows[..] else { panic!("{windows:?}") };
        assert_eq!(week.days, Weekday::ALL[..5]);
        assert_eq!((week.from, week.until), (time(7, 0, 0, 0), time(11, 0, 0, 0)));
        assert_eq!(saturday.days, [Weekday::Saturday]);
    }

    #[test]
    fn days_may_pass_the_end_of_the_week_and_hours_the_end_of_the_day() {
        let windows = parse("vr-ma 18:00-24:00").unwrap();
        let [Weekday::Friday, Weekday::Saturday, Weekday::Sunday, Weekday::Monday] = windows[0].days[..]
        else {
            panic!("{windows:?}")
        };
        assert_eq!(windows[0].until, Time::midnight());
    }

    #[test]
    fn nothing_is_always_and_nonsense_is_nothing() {
        assert_eq!(parse(" "), Some(Vec::new()));
        for text in ["ma", "07:00-11:00", "ma 7-11", "ma-xx 07:00-11:00", "ma 07:00", "ma 25:00-26:00"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
