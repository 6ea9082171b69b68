//! Addresses of retention terms.

use poortwacht_domain::RecordId;

/// How long what is kept (GET).
pub const RETENTION_TERMS: &str = "/retention-terms";
/// Another term (GET form, POST).
pub const RETENTION_TERM_NEW: &str = "/retention-terms/new";
/// Route pattern of [`retention_term_answer`].
pub const RETENTION_TERM_ANSWER: &str = "/retention-terms/{term}/answer";

/// Confirm, refuse or withdraw a proposed term (POST).
#[must_use]
pub fn retention_term_answer(id: RecordId) -> String {
    format!("/retention-terms/{id}/answer")
}
