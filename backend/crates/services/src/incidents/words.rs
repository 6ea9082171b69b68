//! What was typed into a form of the register.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use poortwacht_domain::calendar::instant;
use poortwacht_domain::incident::{FieldKind, FormField, IncidentField, IncidentWords};

use crate::flaw::{Flaw, Flaws, optional, text_without_plate};

/// A form as it came in: field names and what was typed.
pub type Typed = BTreeMap<String, String>;

/// Longest line, in characters.
const LONGEST_LINE: usize = 200;

/// Longest text, in characters.
const LONGEST_TEXT: usize = 1_500;

/// Reads the fields of a form. What is empty is left out.
pub(super) fn read(fields: &[FormField], typed: &Typed, flaws: &mut Flaws) -> IncidentWords {
    let mut words = IncidentWords::new();
    for field in fields {
        let name = field.field.as_str();
        let given = typed.get(name).map_or("", String::as_str);
        let read = |given: &str| checked(field.field, given);
        let value = if field.required { read(given).map(Some) } else { optional(given, read) };
        words.extend(flaws.take(name, value).flatten().map(|value| (field.field, value)));
    }
    words
}

fn checked(field: IncidentField, given: &str) -> Result<String, Flaw> {
    match field.kind() {
        FieldKind::Line => plain(given, LONGEST_LINE),
        FieldKind::Words => plain(given, LONGEST_TEXT),
        FieldKind::OneOf(codes) => match given.trim() {
            "" => Err(Flaw::Required),
            code if codes.contains(&code) => Ok(code.to_owned()),
            _ => Err(Flaw::NotAChoice),
        },
        FieldKind::Moment => moment(given).map(|_| given.trim().to_owned()),
    }
}

fn plain(given: &str, longest: usize) -> Result<String, Flaw> {
    text_without_plate(given, longest)
}

/// A moment as a browser's field for date and time sends it, on the Dutch clock.
pub(super) fn moment(given: &str) -> Result<Timestamp, Flaw> {
    match given.trim() {
        "" => Err(Flaw::Required),
        given => given.parse::<DateTime>().map(instant).map_err(|_| Flaw::NotAMoment),
    }
}

#[cfg(test)]
mod tests {
    use poortwacht_domain::incident::IncidentStep;

    use super::*;
    use crate::ServiceError;

    fn flaws(step: IncidentStep, typed: &[(&str, &str)]) -> Vec<(String, Option<Flaw>)> {
        let typed = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut flaws = Flaws::default();
        read(step.fields(), &typed, &mut flaws);
        let Err(ServiceError::Invalid(problems)) = flaws.check() else { return Vec::new() };
        problems.into_iter().map(|problem| (problem.field, problem.flaw)).collect()
    }

    #[test]
    fn every_flaw_of_a_form_is_named_at_once() {
        let typed =
            [("breach", "misschien"), ("aware_at", "gisteren"), ("explanation", "het ging om AE-12-UI")];
        let expected = [
            ("breach".to_owned(), Some(Flaw::NotAChoice)),
            ("aware_at".to_owned(), Some(Flaw::NotAMoment)),
            ("explanation".to_owned(), Some(Flaw::ContainsPlate)),
        ];
        assert_eq!(flaws(IncidentStep::Assess, &typed), expected);
        let missing =
            [("urgency".to_owned(), Some(Flaw::Required)), ("impact".to_owned(), Some(Flaw::Required))];
        assert_eq!(flaws(IncidentStep::Triage, &[]), missing);
        let long = "a".repeat(LONGEST_TEXT + 1);
        let too_long = [("what_was_done".to_owned(), Some(Flaw::TooLong { max: LONGEST_TEXT }))];
        assert_eq!(flaws(IncidentStep::React, &[("what_was_done", &long)]), too_long);
    }

    #[test]
    fn a_moment_is_on_the_dutch_clock_in_summer_and_winter() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(moment("2026-06-10T08:00"), Ok(at("2026-06-10T08:00:00+02:00")));
        assert_eq!(moment("2026-11-23T08:00"), Ok(at("2026-11-23T08:00:00+01:00")));
    }
}
