//! Dutch public holidays.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday, date};

/// Whether the day is a public holiday: those of the Algemene termijnenwet, article 3, first paragraph (New Year's Day,
/// Easter Monday, Ascension Day, Whit Monday, both Christmas days, the King's birthday as it is celebrated, 5 May), and
/// the Sundays of Easter and Whitsun. Good Friday is not one: the second paragraph names it for terms alone.
///
/// A municipality whose decision counts another day says so in the location's special days.
#[must_use]
pub fn is_public_holiday(day: Date) -> bool {
    let fixed = matches!((day.month(), day.day()), (1, 1) | (5, 5) | (12, 25 | 26));
    fixed || is_kings_day(day) || is_movable(day)
}

/// 27 April, or the Saturday before it when that is a Sunday.
fn is_kings_day(day: Date) -> bool {
    match (day.month(), day.day()) {
        (4, 27) => day.weekday() != Weekday::Sunday,
        (4, 26) => day.weekday() == Weekday::Saturday,
        _ => false,
    }
}

/// Days from Easter Sunday: itself, Easter Monday, Ascension Day, Whit Sunday, Whit Monday.
const FROM_EASTER: [i64; 5] = [0, 1, 39, 49, 50];

fn is_movable(day: Date) -> bool {
    FROM_EASTER.iter().any(|days| easter(day.year()).saturating_add(days.days()) == day)
}

/// Easter Sunday by the Gregorian computus (Butcher's form).
fn easter(year: i16) -> Date {
    let year_number = i32::from(year);
    let (golden, century, rest) = (year_number % 19, year_number / 100, year_number % 100);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let from_march = epact + weekday - 7 * late + 21;
    date(year, 3, 1).saturating_add(from_march.days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_church_says() {
        for (year, month, day) in
            [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25), (2285, 3, 22)]
        {
            assert_eq!(easter(year), date(year, month, day));
        }
    }

    #[test]
    fn the_holidays_of_a_year_are_these() {
        let first = date(2026, 1, 1);
        let days = first.series(1.day()).take_while(|day| day.year() == 2026);
        let found: Vec<Date> = days.filter(|day| is_public_holiday(*day)).collect();
        let expected =
            [(1, 1), (4, 5), (4, 6), (4, 27), (5, 5), (5, 14), (5, 24), (5, 25), (12, 25), (12, 26)];
        assert_eq!(found, expected.map(|(month, day)| date(2026, month, day)));
    }

    #[test]
    fn the_kings_birthday_is_never_celebrated_on_a_sunday() {
        assert!(is_public_holiday(date(2025, 4, 26)) && !is_public_holiday(date(2025, 4, 27)));
        assert!(is_public_holiday(date(2026, 4, 27)) && !is_public_holiday(date(2026, 4, 26)));
    }
}
