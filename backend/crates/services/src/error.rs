//! What can go wrong in a use case, in terms a surface can show.

use poortwacht_evidence::KeyStoreError;
use poortwacht_evidence::bucket::BucketError;
use poortwacht_evidence::seal::{OpenError, SealError};
use poortwacht_ledger::LedgerError;
use poortwacht_store::StoreError;

use crate::Flaw;
use crate::custody::Alteration;

/// Why a use case did not do what was asked. Texts are for the operational log; surfaces choose their own words.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The store, the ledger or the key store cannot be used now: nothing was done, try again later.
    #[error("not available now: {0}")]
    Unavailable(String),
    /// The database is older than the ledger that was seen of it: nothing opens and nothing is taken until
    /// `poortwacht recover` has run.
    #[error("the database is older than its ledger was when last seen; run `poortwacht recover --dry-run`")]
    DatabaseBehind,
    /// There is no such thing within the asker's scope.
    #[error("not found: {0}")]
    NotFound(&'static str),
    /// The thing has changed meanwhile: look again.
    #[error("changed meanwhile: {0}")]
    Conflict(String),
    /// The asker may not do this.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// The input is wrong; each error names its field and the fix.
    #[error("{} field(s) are wrong", .0.len())]
    Invalid(Vec<FieldProblem>),
    /// Stored data or evidence does not open or does not parse: an incident, never shown.
    #[error("damaged: {0}")]
    Damaged(String),
    /// A part of a case is not what the ledger says: an incident, and nothing of the case is shown.
    #[error(transparent)]
    Altered(#[from] Alteration),
}

/// One wrong field of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Name of the field as the surface knows it.
    pub field: String,
    /// What is wrong and how to mend it.
    pub message: String,
    /// The same as a code, for surfaces that choose their own words; `None` where only the message tells.
    pub flaw: Option<Flaw>,
}

impl FieldProblem {
    /// A problem of `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into(), flaw: None }
    }

    /// A flaw of `field` that surfaces have words for.
    pub fn flawed(field: impl Into<String>, flaw: Flaw) -> Self {
        Self { field: field.into(), message: flaw.to_string(), flaw: Some(flaw) }
    }
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound("row"),
            StoreError::Conflict { constraint } => Self::Conflict(constraint),
            StoreError::Corrupt { .. } => Self::Damaged(error.to_string()),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

impl From<LedgerError> for ServiceError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Store(store) => store.into(),
            other => Self::Damaged(other.to_string()),
        }
    }
}

impl From<KeyStoreError> for ServiceError {
    fn from(error: KeyStoreError) -> Self {
        match error {
            KeyStoreError::Withheld => Self::DatabaseBehind,
            error => Self::Unavailable(format!("key store: {error}")),
        }
    }
}

impl From<BucketError> for ServiceError {
    fn from(error: BucketError) -> Self {
        match error {
            BucketError::Unavailable(_) | BucketError::Refused(_) => Self::Unavailable(error.to_string()),
            other => Self::Damaged(other.to_string()),
        }
    }
}

impl From<OpenError> for ServiceError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::KeyStore(error) => error.into(),
            other => Self::Damaged(other.to_string()),
        }
    }
}

impl From<SealError> for ServiceError {
    fn from(error: SealError) -> Self {
        Self::Damaged(error.to_string())
    }
}
