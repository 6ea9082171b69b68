//! What can be wrong with a field of a form, as a code: a surface says it in the viewer's own language.

use poortwacht_domain::looks_like_plate;

use crate::{FieldProblem, ServiceError};

/// The value behind a code that was chosen.
///
/// # Errors
/// [`Flaw::Required`] without a code; [`Flaw::NotAChoice`].
pub(crate) fn choice<T: std::str::FromStr>(typed: &str) -> Result<T, Flaw> {
    match typed.trim() {
        "" => Err(Flaw::Required),
        code => code.parse().map_err(|_| Flaw::NotAChoice),
    }
}

/// Why a field was not accepted. Never repeats what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// Nothing was filled in.
    #[error("is missing; fill it in")]
    Required,
    /// More characters than fit.
    #[error("is too long; use at most {max} characters")]
    TooLong {
        /// The most that fit, in characters.
        max: usize,
    },
    /// A password with fewer characters than the rule asks.
    #[error("is too short; use at least {min} characters")]
    PasswordTooShort {
        /// The fewest, in characters.
        min: usize,
    },
    /// The password is the login name.
    #[error("is the login name; choose something else")]
    PasswordIsLogin,
    /// The two passwords are not the same.
    #[error("differs from the first one; type the same password twice")]
    PasswordsDiffer,
    /// The code of the authenticator is wrong, old or used before.
    #[error("is not the authenticator's code of this moment; wait for the next one")]
    WrongCode,
    /// Not the account's password.
    #[error("is not the password of this account; type it again")]
    WrongPassword,
    /// Too many wrong passwords and codes in a row.
    #[error("cannot be checked after so many failures; wait a quarter of an hour")]
    TooManyAttempts,
    /// Not a number plate.
    #[error("is not a number plate; write letters and digits")]
    NotAPlate,
    /// Not a country.
    #[error("is not a country; give the distinguishing sign, one to three letters, as NL, B or D")]
    NotACountry,
    /// The reading of the plate was corrected after the page was shown.
    #[error("was corrected after this page was shown; look at the plate and at what resembles it again")]
    CorrectedMeanwhile,
    /// The grounds of knowledge name a placeholder that is not on the list.
    #[error("names a placeholder that does not exist; use one of the list, or write the words themselves")]
    UnknownPlaceholder,
    /// Not a case reference, or its check character does not fit.
    #[error("is not a case reference; check its ten characters")]
    NotAReference,
    /// Not a date.
    #[error("is not a date; write it as 2026-11-22")]
    NotADate,
    /// A day that has not come yet.
    #[error("lies in the future; give a day or moment that is past")]
    InTheFuture,
    /// The answer says that nothing is held, and something is.
    #[error("is not so; something is held about this plate, see the list")]
    SomethingHeld,
    /// Not a time of day.
    #[error("is not a time; write it as 07:30")]
    NotATime,
    /// Not a date with a time.
    #[error("is not a date and time; write it as 2026-11-22T07:30")]
    NotAMoment,
    /// More than one answer holds.
    #[error("reaches over more than {max} entries; choose fewer days")]
    TooMuch {
        /// The most that fit.
        max: usize,
    },
    /// A period in which there is nothing that a sample could be drawn from.
    #[error("ends a period with nothing to draw from; choose a longer one, or another location")]
    NothingToDrawFrom,
    /// The end lies before the start.
    #[error("lies before the start; give a later end")]
    EndBeforeStart,
    /// Not one of the choices offered.
    #[error("is not one of the choices; choose one that is offered")]
    NotAChoice,
    /// The offence code does not hold for this vehicle category on the day of the act.
    #[error("does not apply to this vehicle category on the day of the act; choose another code or category")]
    OffenceDoesNotApply,
    /// A reason must not contain a plate: it would be kept longer than the case.
    #[error("contains what reads as a plate; leave the plate out")]
    ContainsPlate,
    /// A search needs at least one thing to search by.
    #[error("is missing; give a case reference, a plate or a location to search by")]
    NothingToSearchBy,
    /// A plate can only be searched at one location.
    #[error("is missing; an officer searches a plate at one location")]
    PlateNeedsLocation,
    /// A start in the past needs a document and a second person.
    #[error("lies in the past; choose a start from today on")]
    StartsInThePast,
    /// A day ticket is for one day.
    #[error("is not the first day; a day ticket is for one day")]
    MoreThanOneDay,
    /// Not a whole number, or one beyond what fits.
    #[error("is not a whole number from {min} to {max}")]
    NotInRange {
        /// The least.
        min: u32,
        /// The most.
        max: u32,
    },
    /// No rectangle was drawn on the picture.
    #[error("is empty; draw at least one rectangle on the picture")]
    NothingDrawn,
    /// More rectangles than one form may hold.
    #[error("holds too many rectangles; use at most {max}, larger ones where needed")]
    TooManyAreas {
        /// The most.
        max: usize,
    },
    /// A rectangle that holds no pixel or reaches beyond the picture.
    #[error("holds a rectangle that is empty or reaches beyond the picture; remove it and draw it again")]
    AreaOutside,
    /// More days than are looked through at once.
    #[error("is too long a period; choose at most {max} days")]
    PeriodTooLong {
        /// The most, in days.
        max: u32,
    },
    /// A line of a list that cannot be read.
    #[error("has a line that cannot be read, line {line}; write it as the example")]
    BadLine {
        /// Its number, from 1.
        line: u32,
    },
    /// A line of a list whose last day lies before its first.
    #[error("has a last day before the first, line {line}; give a later last day")]
    LineEndBeforeStart {
        /// Its number, from 1.
        line: u32,
    },
    /// An offence code that does not belong to the sign.
    #[error("has a code that does not belong to the sign, line {line}; give one that does")]
    LineNotForSign {
        /// Its number, from 1.
        line: u32,
    },
    /// Not a sign of the RVV.
    #[error("is not a traffic sign; write it as C1, C12 or C22a")]
    NotASign,
    /// Not a number of degrees.
    #[error("is not a number of degrees; write it as 52.0907")]
    NotACoordinate,
    /// Not a code of plain characters.
    #[error("is not a code; use letters, digits, hyphens and dots")]
    NotACode,
    /// Another location has this code.
    #[error("is the code of another location; choose one of its own")]
    CodeTaken,
    /// Not a name that a zone can have.
    #[error("is no name for a zone; use 2 to 60 characters without commas, semicolons and quotation marks")]
    NotAZoneName,
    /// Another zone, or a location, is called so.
    #[error("is the name of another zone, or a location's code; choose a name of its own")]
    ZoneNameTaken,
    /// Nothing was ticked.
    #[error("holds no location; tick at least one")]
    NoLocations,
    /// Both a zone and locations.
    #[error("is chosen beside locations; choose a zone or tick locations, not both")]
    ZoneOrLocations,
    /// Exemptions name it that are not over.
    #[error("is named by {count} exemptions that are not over; change or end those first")]
    ZoneInUse {
        /// How many.
        count: u64,
    },
    /// A unit of this name is registered.
    #[error("is the name of another unit; choose one of its own")]
    UnitNameTaken,
    /// The other retention terms leave this one less room.
    #[error("does not go with the other terms; choose {min} to {max}, or change those first")]
    TermClashes {
        /// The least.
        min: u32,
        /// The most.
        max: u32,
    },
    /// The retention term is so already.
    #[error("is the term that counts already; choose another one")]
    TermUnchanged,
    /// A retention term longer than the usual most.
    #[error("is missing; a term above {max} needs a ground")]
    TermNeedsGround {
        /// The most without a ground.
        max: u32,
    },
    /// A ground for a retention term that needs none.
    #[error("does not belong to a term of at most {max}; leave it out")]
    TermNeedsNoGround {
        /// The most without a ground.
        max: u32,
    },
    /// Not a certificate.
    #[error("is no PEM certificate; give the unit's TLS client certificate")]
    NotACertificate,
    /// A certificate that is over.
    #[error("has expired; give a certificate that holds now")]
    CertificateExpired,
    /// A certificate that is or was registered.
    #[error("is registered already; give a certificate with a key of its own")]
    CertificateKnown,
    /// Not a signing key.
    #[error("is no P-256 or P-384 public key; give the unit's signing key as PEM")]
    NotASigningKey,
    /// A line of the checklist was not ticked.
    #[error("is not ticked; confirm only what the pictures show, or dismiss the case")]
    NotTicked,
    /// Not a login.
    #[error("is no login; use 2 to 60 letters, digits, dots, dashes, underscores or @, a letter first")]
    NotALogin,
    /// Somebody has this login.
    #[error("is taken; choose another login")]
    LoginTaken,
    /// Not the name of one person: accounts are never shared.
    #[error("is not one person's name; give first name and surname")]
    NotAPerson,
    /// Somebody of this name has an account.
    #[error(
        "belongs to somebody who has an account; change that account, or tell two people of one name apart"
    )]
    NameTaken,
    /// The person is administrator or officer already: nobody is both.
    #[error("does not go with what this person is; nobody is administrator and officer at once")]
    RolesClash,
    /// An authorisation for more than five years.
    #[error("is more than five years after the start; give an earlier last day")]
    TermTooLong,
    /// Not an address or a range of addresses.
    #[error("is not an address range; write it as 192.0.2.0/24 or 2001:db8::/48")]
    NotARange,
    /// A range with bits set behind its prefix.
    #[error("has address bits behind its prefix; write 192.0.2.0/24, not 192.0.2.7/24")]
    RangeHostBits,
    /// The whole internet, or a large part of it.
    #[error("covers the whole internet or a large part of it; give the municipality's own range")]
    RangeEverywhere,
    /// The unspecified address.
    #[error("is the unspecified address; give the municipality's own range")]
    RangeUnspecified,
    /// Without this range the one who edits is shut out.
    #[error("holds the address you work from; allow another range that holds it first")]
    LocksYouOut,
    /// An empty list shuts everybody out.
    #[error("is the only range; an empty list shuts everybody out")]
    LastRange,
    /// The desk asked something that must be answered before a decision.
    #[error("is not answered; say first whether anybody can be recognised behind the windscreen, or mask it")]
    NotAnswered,
}

/// The flaws of one form, in the order of its fields.
#[derive(Debug, Default)]
pub(crate) struct Flaws(Vec<FieldProblem>);

impl Flaws {
    /// Adds a flaw of a field.
    pub(crate) fn add(&mut self, field: &str, flaw: Flaw) {
        self.0.push(FieldProblem::flawed(field, flaw));
    }

    /// Notes the flaw of a field, if it has one, and gives its value otherwise.
    pub(crate) fn take<T>(&mut self, field: &str, read: Result<T, Flaw>) -> Option<T> {
        read.map_err(|flaw| self.add(field, flaw)).ok()
    }

    /// Adds flaws that were found elsewhere.
    pub(crate) fn extend(&mut self, problems: Vec<FieldProblem>) {
        self.0.extend(problems);
    }

    /// Nothing was wrong.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] with every flaw.
    pub(crate) fn check(self) -> Result<(), ServiceError> {
        if self.0.is_empty() { Ok(()) } else { Err(ServiceError::Invalid(self.0)) }
    }
}

/// A mandatory text of at most `max` characters, without the blanks around it.
pub(crate) fn text(typed: &str, max: usize) -> Result<String, Flaw> {
    let typed = typed.trim();
    match typed.chars().count() {
        0 => Err(Flaw::Required),
        length if length > max => Err(Flaw::TooLong { max }),
        _ => Ok(typed.to_owned()),
    }
}

/// As [`text`], for words that outlive what they are about, or that others read: no plate may stand in them.
pub(crate) fn text_without_plate(typed: &str, max: usize) -> Result<String, Flaw> {
    let words = text(typed, max)?;
    if looks_like_plate(&words) { Err(Flaw::ContainsPlate) } else { Ok(words) }
}

/// A date as a browser's date field sends it.
pub(crate) fn date(typed: &str) -> Result<jiff::civil::Date, Flaw> {
    match typed.trim() {
        "" => Err(Flaw::Required),
        typed => typed.parse().map_err(|_| Flaw::NotADate),
    }
}

/// A time as a browser's time field sends it.
pub(crate) fn time(typed: &str) -> Result<jiff::civil::Time, Flaw> {
    match typed.trim() {
        "" => Err(Flaw::Required),
        typed => jiff::civil::Time::strptime("%H:%M", typed).map_err(|_| Flaw::NotATime),
    }
}

/// What an optional field holds: nothing, or what `read` makes of it.
pub(crate) fn optional<T>(
    typed: &str,
    read: impl FnOnce(&str) -> Result<T, Flaw>,
) -> Result<Option<T>, Flaw> {
    match typed.trim() {
        "" => Ok(None),
        typed => read(typed).map(Some),
    }
}
