//! Addresses of requests of persons. An address carries the request's random id and nothing of the person.

use poortwacht_domain::{CaseRef, RecordId};

/// Requests of persons about their own data (GET).
pub const PERSONS: &str = "/persons";
/// Register a request (GET form, POST).
pub const PERSONS_NEW: &str = "/persons/new";
/// Route pattern of [`person`].
pub const PERSON: &str = "/persons/{person}";
/// Route pattern of [`person_extend`].
pub const PERSON_EXTEND: &str = "/persons/{person}/extend";
/// Route pattern of [`person_answer`].
pub const PERSON_ANSWER: &str = "/persons/{person}/answer";

/// Route pattern of [`case_restriction`].
pub const CASE_RESTRICTION: &str = "/cases/{reference}/restriction";
/// Route pattern of [`case_restriction_lift`].
pub const CASE_RESTRICTION_LIFT: &str = "/cases/{reference}/restriction/lift";

/// Leave a case alone (POST).
#[must_use]
pub fn case_restriction(reference: &CaseRef) -> String {
    format!("/cases/{}/restriction", reference.as_str())
}

/// Leave it alone no longer (POST).
#[must_use]
pub fn case_restriction_lift(reference: &CaseRef) -> String {
    format!("/cases/{}/restriction/lift", reference.as_str())
}

/// One request with what is held about its plate (GET).
#[must_use]
pub fn person(id: RecordId) -> String {
    format!("/persons/{id}")
}

/// Give a request more time (POST).
#[must_use]
pub fn person_extend(id: RecordId) -> String {
    format!("/persons/{id}/extend")
}

/// Answer a request (POST).
#[must_use]
pub fn person_answer(id: RecordId) -> String {
    format!("/persons/{id}/answer")
}
