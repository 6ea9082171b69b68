//! What is wrong with a form, said in the viewer's language by the page that shows it again.

use crate::texts::{Texts, fill};
use poortwacht_domain::Placeholder;

/// Why a field was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Nothing was filled in.
    Required,
    /// More characters than fit.
    TooLong {
        /// The most that fit, in characters.
        max: usize,
    },
    /// A password with fewer characters than the rule asks.
    PasswordTooShort {
        /// The fewest, in characters.
        min: usize,
    },
    /// The password is the login name.
    PasswordIsLogin,
    /// The two passwords are not the same.
    PasswordsDiffer,
    /// The code of the authenticator is wrong, old or used before.
    WrongCode,
    /// Not the account's password.
    WrongPassword,
    /// Too many wrong passwords and codes in a row.
    TooManyAttempts,
    /// Not a number plate.
    NotAPlate,
    /// Not a country.
    NotACountry,
    /// The reading of the plate was corrected after the page was shown.
    CorrectedMeanwhile,
    /// The grounds of knowledge name a placeholder that is not on the list.
    UnknownPlaceholder,
    /// Not a case reference, or its check character does not fit.
    NotAReference,
    /// Not a date.
    NotADate,
    /// A day or moment that has not come yet.
    InTheFuture,
    /// A period without anything that a sample could be drawn from.
    NothingToDrawFrom,
    /// Something is held that the answer says is not.
    SomethingHeld,
    /// Not a time of day.
    NotATime,
    /// Not a date with a time.
    NotAMoment,
    /// The end lies before the start.
    EndBeforeStart,
    /// The period reaches over more entries of the ledger than fit.
    TooMuch {
        /// The most.
        max: usize,
    },
    /// Not one of the choices offered.
    NotAChoice,
    /// The offence code does not hold for this vehicle category on the day of the act.
    OffenceDoesNotApply,
    /// A reason must not contain a plate: it would be kept longer than the case.
    ContainsPlate,
    /// A search needs at least one thing to search by.
    NothingToSearchBy,
    /// A plate can only be searched at one location.
    PlateNeedsLocation,
    /// A start in the past needs a document and a second person.
    StartsInThePast,
    /// A day ticket is for one day.
    MoreThanOneDay,
    /// No file was chosen, or it is empty.
    NoFile,
    /// A file that is too large.
    FileTooLarge {
        /// The most, in megabytes.
        max: usize,
    },
    /// Not a whole number, or one beyond what fits.
    NotInRange {
        /// The least.
        min: u32,
        /// The most.
        max: u32,
    },
    /// Nothing was drawn on the picture.
    NothingDrawn,
    /// More rectangles than one form may hold.
    TooManyAreas {
        /// The most.
        max: usize,
    },
    /// A rectangle that holds nothing or reaches beyond the picture.
    AreaOutside,
    /// More days than are looked through at once.
    PeriodTooLong {
        /// The most, in days.
        max: u32,
    },
    /// Not a login.
    NotALogin,
    /// Somebody has this login.
    LoginTaken,
    /// Not the name of one person: accounts are never shared.
    NotAPerson,
    /// Somebody of this name has an account.
    NameTaken,
    /// The person is administrator or officer already: nobody is both.
    RolesClash,
    /// An authorisation for more than five years.
    TermTooLong,
    /// Not an address or a range of addresses.
    NotARange,
    /// A range with bits set behind its prefix.
    RangeHostBits,
    /// The whole internet, or a large part of it.
    RangeEverywhere,
    /// The unspecified address.
    RangeUnspecified,
    /// Without this range the one who edits is shut out.
    LocksYouOut,
    /// An empty list shuts everybody out.
    LastRange,
    /// The desk asked something that must be answered before a decision.
    NotAnswered,
    /// A line of the checklist was not ticked.
    NotTicked,
    /// Not a certificate.
    NotACertificate,
    /// A certificate that is over.
    CertificateExpired,
    /// A certificate that is or was registered.
    CertificateKnown,
    /// Not a signing key.
    NotASigningKey,
    /// A line of a list that cannot be read.
    BadLine {
        /// Its number, from 1.
        line: u32,
    },
    /// A line of a list whose last day lies before its first.
    LineEndBeforeStart {
        /// Its number, from 1.
        line: u32,
    },
    /// An offence code that does not belong to the sign.
    LineNotForSign {
        /// Its number, from 1.
        line: u32,
    },
    /// Not a sign of the RVV.
    NotASign,
    /// Not a number of degrees.
    NotACoordinate,
    /// Not a code of plain characters.
    NotACode,
    /// Another location has this code.
    CodeTaken,
    /// Not a name that a zone can have.
    NotAZoneName,
    /// Another zone, or a location, is called so.
    ZoneNameTaken,
    /// No location was ticked.
    NoLocations,
    /// Both a zone and locations.
    ZoneOrLocations,
    /// Exemptions name it that are not over.
    ZoneInUse {
        /// How many.
        count: u64,
    },
    /// Another unit is called so.
    UnitNameTaken,
    /// The other retention terms leave this one less room.
    TermClashes {
        /// The least.
        min: u32,
        /// The most.
        max: u32,
    },
    /// The retention term is so already.
    TermUnchanged,
    /// A retention term longer than the usual most.
    TermNeedsGround {
        /// The most without a ground.
        max: u32,
    },
    /// A ground for a retention term that needs none.
    TermNeedsNoGround {
        /// The most without a ground.
        max: u32,
    },
}

impl Problem {
    /// The problem in one sentence that says how to mend it.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a table with one line for each problem")]
    pub fn text(&self, texts: &'static Texts) -> String {
        let t = &texts.problems;
        match self {
            Self::Required => t.required.into(),
            Self::TooLong { max } => fill(t.too_long, &[max]),
            Self::PasswordTooShort { min } => fill(t.password_too_short, &[min]),
            Self::PasswordIsLogin => t.password_is_login.into(),
            Self::PasswordsDiffer => t.passwords_differ.into(),
            Self::WrongCode => t.wrong_code.into(),
            Self::WrongPassword => t.wrong_password.into(),
            Self::TooManyAttempts => t.too_many_attempts.into(),
            Self::NotAPlate => t.not_a_plate.into(),
            Self::NotACountry => t.not_a_country.into(),
            Self::CorrectedMeanwhile => t.corrected_meanwhile.into(),
            Self::UnknownPlaceholder => fill(t.unknown_placeholder, &[&every_placeholder()]),
            Self::NotAReference => t.not_a_reference.into(),
            Self::NotADate => t.not_a_date.into(),
            Self::NotATime => t.not_a_time.into(),
            Self::NotAMoment => t.not_a_moment.into(),
            Self::InTheFuture => t.in_the_future.into(),
            Self::NothingToDrawFrom => t.nothing_to_draw_from.into(),
            Self::SomethingHeld => t.something_held.into(),
            Self::EndBeforeStart => t.end_before_start.into(),
            Self::TooMuch { max } => fill(t.too_much, &[max]),
            Self::NotAChoice => t.not_a_choice.into(),
            Self::OffenceDoesNotApply => t.offence_does_not_apply.into(),
            Self::ContainsPlate => t.contains_plate.into(),
            Self::NothingToSearchBy => t.nothing_to_search_by.into(),
            Self::PlateNeedsLocation => t.plate_needs_location.into(),
            Self::StartsInThePast => t.starts_in_the_past.into(),
            Self::MoreThanOneDay => t.more_than_one_day.into(),
            Self::NoFile => t.no_file.into(),
            Self::FileTooLarge { max } => fill(t.file_too_large, &[max]),
            Self::NotInRange { min, max } => fill(t.not_in_range, &[min, max]),
            Self::NothingDrawn => t.nothing_drawn.into(),
            Self::TooManyAreas { max } => fill(t.too_many_areas, &[max]),
            Self::AreaOutside => t.area_outside.into(),
            Self::PeriodTooLong { max } => fill(t.period_too_long, &[max]),
            Self::NotALogin => t.not_a_login.into(),
            Self::LoginTaken => t.login_taken.into(),
            Self::NotAPerson => t.not_a_person.into(),
            Self::NameTaken => t.name_taken.into(),
            Self::RolesClash => t.roles_clash.into(),
            Self::TermTooLong => t.term_too_long.into(),
            Self::NotARange => t.not_a_range.into(),
            Self::RangeHostBits => t.range_host_bits.into(),
            Self::RangeEverywhere => t.range_everywhere.into(),
            Self::RangeUnspecified => t.range_unspecified.into(),
            Self::LocksYouOut => t.locks_you_out.into(),
            Self::LastRange => t.last_range.into(),
            Self::NotAnswered => t.not_answered.into(),
            Self::NotTicked => t.not_ticked.into(),
            Self::NotACertificate => t.not_a_certificate.into(),
            Self::CertificateExpired => t.certificate_expired.into(),
            Self::CertificateKnown => t.certificate_known.into(),
            Self::NotASigningKey => t.not_a_signing_key.into(),
            Self::BadLine { line } => fill(t.bad_line, &[line]),
            Self::LineEndBeforeStart { line } => fill(t.line_end_before_start, &[line]),
            Self::LineNotForSign { line } => fill(t.line_not_for_sign, &[line]),
            Self::NotASign => t.not_a_sign.into(),
            Self::NotACoordinate => t.not_a_coordinate.into(),
            Self::NotACode => t.not_a_code.into(),
            Self::CodeTaken => t.code_taken.into(),
            Self::NotAZoneName => t.not_a_zone_name.into(),
            Self::ZoneNameTaken => t.zone_name_taken.into(),
            Self::NoLocations => t.no_locations.into(),
            Self::ZoneOrLocations => t.zone_or_locations.into(),
            Self::ZoneInUse { count } => fill(t.zone_in_use, &[count]),
            Self::UnitNameTaken => t.unit_name_taken.into(),
            Self::TermClashes { min, max } => fill(t.term_clashes, &[min, max]),
            Self::TermUnchanged => t.term_unchanged.into(),
            Self::TermNeedsGround { max } => fill(t.term_needs_ground, &[max]),
            Self::TermNeedsNoGround { max } => fill(t.term_needs_no_ground, &[max]),
        }
    }
}

pub(crate) fn every_placeholder() -> String {
    Placeholder::ALL.iter().map(|place| format!("{{{place}}}")).collect::<Vec<_>>().join(" ")
}

/// The fields that were not accepted, in the order of the form. Names are those of the form struct's members.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<(&'static str, Problem)>);

impl FieldErrors {
    /// No complaint.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds a complaint about a field.
    pub fn add(&mut self, field: &'static str, problem: Problem) {
        self.0.push((field, problem));
    }

    /// Whether the form is fine.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first complaint about a field.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<&Problem> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, problem)| problem)
    }

    /// All complaints.
    pub fn iter(&self) -> impl Iterator<Item = &(&'static str, Problem)> {
        self.0.iter()
    }
}
