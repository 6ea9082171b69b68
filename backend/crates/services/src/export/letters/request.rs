//! Which letters are asked for.

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::DatePeriod;
use poortwacht_store::letters::LetterPeriod;

use crate::ServiceError;

/// What the form holds, as the page wrote it.
#[derive(Debug, Clone, Default)]
pub struct LetterRequest {
    /// The location.
    pub location: String,
    /// First day of the warning period.
    pub from: String,
    /// Its last day.
    pub until: String,
    /// Instant at which the letters were handed over, to get the same file again; empty for those that wait.
    pub issued: String,
}

/// A bundle of letters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub(super) period: LetterPeriod,
    pub(super) issued: Option<Timestamp>,
}

/// Nobody types these values: what does not read is no bundle.
pub(super) fn read(request: &LetterRequest) -> Result<Asked, ServiceError> {
    let day = |text: &str| text.parse::<Date>().map_err(|_| NOT_FOUND);
    let days = DatePeriod { from: day(&request.from)?, until: day(&request.until)? };
    let location = request.location.parse().map_err(|_| NOT_FOUND)?;
    let issued = match request.issued.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| NOT_FOUND)?),
    };
    Ok(Asked { period: LetterPeriod { location, days }, issued })
}

pub(super) const NOT_FOUND: ServiceError = ServiceError::NotFound("letters");
