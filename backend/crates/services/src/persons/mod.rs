//! Requests of persons about their own data (AVG art. 12 and 15 to 21, Wpg art. 24a to 28).
//!
//! Who the person is was made certain elsewhere, at the counter or with DigiD; here the privacy officer registers the
//! request with its plate, finds everything that is held about that plate, and answers. A plate is looked for nowhere
//! else without a location, so each look is in the ledger with its request before it happens, again for every case
//! found, and is possible only while the request waits for an answer.

mod answer;
mod form;
mod found;
mod list;
mod register;
mod restriction;
mod sealing;
mod show;

use poortwacht_domain::RecordId;

pub use answer::{AnswerForm, ExtendForm, answer, extend};
pub use form::RequestForm;
pub use found::{Disclosed, FoundCase, FoundExemption};
pub use list::{RequestRow, list};
pub use register::register;
pub use restriction::{RestrictionView, lift, restrict};
pub use show::{Answer, RequestView, show};

pub(crate) use restriction::{may_restrict, view as restriction_of};

use crate::ServiceError;

const NOT_FOUND: ServiceError = ServiceError::NotFound("request");

/// Longest text in the answer or about the identity, in characters.
const LONGEST: usize = 1_000;

fn parse(id: &str) -> Result<RecordId, ServiceError> {
    id.parse().map_err(|_| NOT_FOUND)
}

fn moved_on() -> ServiceError {
    ServiceError::Conflict("the request".to_owned())
}
