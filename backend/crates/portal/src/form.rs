//! What a use case found wrong with a form, for the page that shows the form again.

use poortwacht_frontend::{FieldErrors, Problem};
use poortwacht_services::{FieldProblem, Flaw, ServiceError};

use crate::failure::Failure;

/// The complaints of a form, if that is what went wrong. A complaint about something that the form does not have means
/// that it was not filled in on our page.
///
/// # Errors
/// Every other failure, as it was.
pub(crate) fn complaints(error: ServiceError, fields: &[&'static str]) -> Result<FieldErrors, Failure> {
    let ServiceError::Invalid(problems) = error else { return Err(error.into()) };
    let mut errors = FieldErrors::none();
    for problem in &problems {
        let field = fields.iter().find(|field| **field == problem.field);
        match (field, problem.flaw) {
            (Some(field), Some(flaw)) => errors.add(field, words(flaw)),
            _ => return Err(ServiceError::Invalid(problems).into()),
        }
    }
    Ok(errors)
}

/// As [`complaints`], for problems that come without their error.
pub(crate) fn complaints_of(
    problems: Vec<FieldProblem>,
    fields: &[&'static str],
) -> Result<FieldErrors, Failure> {
    complaints(ServiceError::Invalid(problems), fields)
}

/// What is wrong, as pages say it.
#[expect(clippy::too_many_lines, reason = "a table with one line for each flaw")]
pub(crate) const fn words(flaw: Flaw) -> Problem {
    match flaw {
        Flaw::Required => Problem::Required,
        Flaw::TooLong { max } => Problem::TooLong { max },
        Flaw::PasswordTooShort { min } => Problem::PasswordTooShort { min },
        Flaw::PasswordIsLogin => Problem::PasswordIsLogin,
        Flaw::PasswordsDiffer => Problem::PasswordsDiffer,
        Flaw::WrongCode => Problem::WrongCode,
        Flaw::WrongPassword => Problem::WrongPassword,
        Flaw::TooManyAttempts => Problem::TooManyAttempts,
        Flaw::NotAPlate => Problem::NotAPlate,
        Flaw::NotACountry => Problem::NotACountry,
        Flaw::CorrectedMeanwhile => Problem::CorrectedMeanwhile,
        Flaw::UnknownPlaceholder => Problem::UnknownPlaceholder,
        Flaw::NotAReference => Problem::NotAReference,
        Flaw::NotADate => Problem::NotADate,
        Flaw::NotATime => Problem::NotATime,
        Flaw::NotAMoment => Problem::NotAMoment,
        Flaw::InTheFuture => Problem::InTheFuture,
        Flaw::NothingToDrawFrom => Problem::NothingToDrawFrom,
        Flaw::SomethingHeld => Problem::SomethingHeld,
        Flaw::TooMuch { max } => Problem::TooMuch { max },
        Flaw::EndBeforeStart => Problem::EndBeforeStart,
        Flaw::NotAChoice => Problem::NotAChoice,
        Flaw::OffenceDoesNotApply => Problem::OffenceDoesNotApply,
        Flaw::ContainsPlate => Problem::ContainsPlate,
        Flaw::NothingToSearchBy => Problem::NothingToSearchBy,
        Flaw::PlateNeedsLocation => Problem::PlateNeedsLocation,
        Flaw::StartsInThePast => Problem::StartsInThePast,
        Flaw::MoreThanOneDay => Problem::MoreThanOneDay,
        Flaw::NotInRange { min, max } => Problem::NotInRange { min, max },
        Flaw::NothingDrawn => Problem::NothingDrawn,
        Flaw::TooManyAreas { max } => Problem::TooManyAreas { max },
        Flaw::AreaOutside => Problem::AreaOutside,
        Flaw::PeriodTooLong { max } => Problem::PeriodTooLong { max },
        Flaw::NotALogin => Problem::NotALogin,
        Flaw::LoginTaken => Problem::LoginTaken,
        Flaw::NotAPerson => Problem::NotAPerson,
        Flaw::NameTaken => Problem::NameTaken,
        Flaw::RolesClash => Problem::RolesClash,
        Flaw::TermTooLong => Problem::TermTooLong,
        Flaw::NotARange => Problem::NotARange,
        Flaw::RangeHostBits => Problem::RangeHostBits,
        Flaw::RangeEverywhere => Problem::RangeEverywhere,
        Flaw::RangeUnspecified => Problem::RangeUnspecified,
        Flaw::LocksYouOut => Problem::LocksYouOut,
        Flaw::LastRange => Problem::LastRange,
        Flaw::NotAnswered => Problem::NotAnswered,
        Flaw::NotTicked => Problem::NotTicked,
        Flaw::NotACertificate => Problem::NotACertificate,
        Flaw::CertificateExpired => Problem::CertificateExpired,
        Flaw::CertificateKnown => Problem::CertificateKnown,
        Flaw::NotASigningKey => Problem::NotASigningKey,
        Flaw::BadLine { line } => Problem::BadLine { line },
        Flaw::LineEndBeforeStart { line } => Problem::LineEndBeforeStart { line },
        Flaw::LineNotForSign { line } => Problem::LineNotForSign { line },
        Flaw::NotASign => Problem::NotASign,
        Flaw::NotACoordinate => Problem::NotACoordinate,
        Flaw::NotACode => Problem::NotACode,
        Flaw::CodeTaken => Problem::CodeTaken,
        Flaw::NotAZoneName => Problem::NotAZoneName,
        Flaw::ZoneNameTaken => Problem::ZoneNameTaken,
        Flaw::NoLocations => Problem::NoLocations,
        Flaw::ZoneOrLocations => Problem::ZoneOrLocations,
        Flaw::ZoneInUse { count } => Problem::ZoneInUse { count },
        Flaw::UnitNameTaken => Problem::UnitNameTaken,
        Flaw::TermClashes { min, max } => Problem::TermClashes { min, max },
        Flaw::TermUnchanged => Problem::TermUnchanged,
        Flaw::TermNeedsGround { max } => Problem::TermNeedsGround { max },
        Flaw::TermNeedsNoGround { max } => Problem::TermNeedsNoGround { max },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_keep_their_order_and_their_words() {
        let problems = vec![
            FieldProblem::flawed("plate", Flaw::NotAPlate),
            FieldProblem::flawed("from", Flaw::NotADate),
        ];
        let errors = complaints_of(problems, &["from", "plate"]).unwrap();
        let all: Vec<_> = errors.iter().cloned().collect();
        assert_eq!(all, [("plate", Problem::NotAPlate), ("from", Problem::NotADate)]);
    }

    #[test]
    fn a_complaint_that_no_field_can_show_is_an_error_and_not_lost() {
        for problem in
            [FieldProblem::flawed("other", Flaw::Required), FieldProblem::new("plate", "words only")]
        {
            assert!(complaints_of(vec![problem], &["plate"]).is_err());
        }
        assert!(complaints(ServiceError::NotFound("case"), &["plate"]).is_err());
    }
}
