//! Which period and which location.

use jiff::civil::{Date, Weekday};
use jiff::{Span, Timestamp};
use poortwacht_domain::local_day;

use crate::flaw::{Flaw, Flaws};
use crate::locations::LocationName;
use crate::{FieldProblem, ServiceError};

/// The periods to choose from, in weeks; the first is the usual one.
pub const PERIODS: [u32; 3] = [12, 4, 26];

/// What the form holds. No personal data, so it may stand in an address.
#[derive(Debug, Clone, Default)]
pub struct FiguresRequest {
    /// Length of the period in weeks; empty is the usual one.
    pub weeks: String,
    /// Code of a location; empty is all.
    pub location: String,
}

/// A period of whole weeks that ends with the present one.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) weeks: u32,
    /// A Monday.
    pub(super) from: Date,
    /// The Monday after the last week.
    pub(super) until: Date,
    pub(super) location: Option<String>,
}

pub(super) fn read(
    request: &FiguresRequest,
    locations: &[LocationName],
    now: Timestamp,
) -> Result<Asked, ServiceError> {
    let mut flaws = Flaws::default();
    let weeks = flaws.take("weeks", weeks(&request.weeks));
    let location = flaws.take("location", location(&request.location, locations));
    flaws.check()?;
    let (Some(weeks), Some(location)) = (weeks, location) else {
        return Err(ServiceError::Invalid(vec![FieldProblem::flawed("weeks", Flaw::NotAChoice)]));
    };
    let monday = monday_of(local_day(now));
    let from = monday.saturating_sub(Span::new().weeks(i64::from(weeks) - 1));
    Ok(Asked { weeks, from, until: monday.saturating_add(Span::new().weeks(1)), location })
}

fn weeks(typed: &str) -> Result<u32, Flaw> {
    let [usual, ..] = PERIODS;
    if typed.trim().is_empty() {
        return Ok(usual);
    }
    let asked = typed.trim().parse().map_err(|_| Flaw::NotAChoice)?;
    if PERIODS.contains(&asked) { Ok(asked) } else { Err(Flaw::NotAChoice) }
}

fn location(typed: &str, locations: &[LocationName]) -> Result<Option<String>, Flaw> {
    let code = typed.trim();
    if code.is_empty() {
        return Ok(None);
    }
    let known = locations.iter().any(|location| location.code == code);
    if known { Ok(Some(code.to_owned())) } else { Err(Flaw::NotAChoice) }
}

/// The Monday of a day's week.
pub(super) fn monday_of(day: Date) -> Date {
    let after = day.weekday().since(Weekday::Monday);
    day.saturating_sub(Span::new().days(i64::from(after)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn asked(weeks: &str, code: &str) -> Result<Asked, ServiceError> {
        let known = [LocationName { code: "brug".to_owned(), name: "Brug".to_owned() }];
        let request = FiguresRequest { weeks: weeks.to_owned(), location: code.to_owned() };
        read(&request, &known, "2026-11-22T23:30:00Z".parse().unwrap())
    }

    #[test]
    fn a_period_is_of_whole_weeks_and_ends_with_the_present_one_on_the_dutch_calendar() {
        let four = asked("4", "brug").unwrap();
        assert_eq!((four.from, four.until), (date(2026, 11, 2), date(2026, 11, 30)));
        assert_eq!(four.location.as_deref(), Some("brug"));
        assert_eq!(asked("", "").unwrap().weeks, 12);
    }

    #[test]
    fn other_periods_and_unknown_locations_are_refused_by_field() {
        for (weeks, code, field) in [("5", "", "weeks"), ("x", "", "weeks"), ("", "elders", "location")] {
            let Err(ServiceError::Invalid(problems)) = asked(weeks, code) else { panic!("{weeks} {code}") };
            assert_eq!(problems[0].field, field);
        }
    }
}
