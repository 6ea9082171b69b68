//! What is wrong with a document that somebody sent, member by member.

use std::fmt;

use serde::{Deserialize, Serialize};

text_enum! {
    /// The kind of fault.
    pub enum FieldErrorCode {
        /// The document is no JSON.
        NotJson = "not_json",
        /// A mandatory member is missing.
        Missing = "missing",
        /// A member that the document does not have.
        Unknown = "unknown",
        /// A member is there twice.
        Duplicate = "duplicate",
        /// A value of another type.
        WrongType = "wrong_type",
        /// A number or a length outside its limits.
        OutOfRange = "out_of_range",
        /// A text that is not written as it must be.
        Malformed = "malformed",
        /// Two values that do not go together.
        Inconsistent = "inconsistent",
    }
}

/// One fault, as it goes into `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldError {
    /// Where, as a JSON pointer (RFC 6901); empty: the whole document.
    pub pointer: String,
    /// The kind of fault.
    pub code: FieldErrorCode,
    /// What to do about it. Never repeats the value.
    pub detail: String,
}

impl FieldError {
    /// A fault at `pointer`.
    #[must_use]
    pub fn new(pointer: impl Into<String>, code: FieldErrorCode, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code, detail: detail.into() }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the document" } else { &self.pointer };
        write!(formatter, "{place}: {}", self.detail)
    }
}
