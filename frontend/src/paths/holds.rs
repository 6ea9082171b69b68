//! Addresses of legal holds.

use poortwacht_domain::CaseRef;

/// Cases that are kept beyond their term (GET).
pub const HOLDS: &str = "/holds";
/// Route pattern of [`case_hold`].
pub const CASE_HOLD: &str = "/cases/{reference}/hold";
/// Route pattern of [`case_hold_answer`].
pub const CASE_HOLD_ANSWER: &str = "/cases/{reference}/hold/answer";

/// Ask that a case be kept (POST).
#[must_use]
pub fn case_hold(reference: &CaseRef) -> String {
    format!("/cases/{}/hold", reference.as_str())
}

/// Agree, refuse, withdraw, review or release (POST).
#[must_use]
pub fn case_hold_answer(reference: &CaseRef) -> String {
    format!("/cases/{}/hold/answer", reference.as_str())
}
