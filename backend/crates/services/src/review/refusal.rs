//! Why the desk did not do what was asked.

use poortwacht_ledger::LedgerError;
use poortwacht_store::StoreError;

use crate::custody::{Alteration, MayBeAltered};
use crate::{FieldProblem, ServiceError};

/// Why the desk did not do what was asked. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum ReviewRefusal {
    /// Fields of the form are wrong.
    #[error("{} field(s) are wrong", .0.len())]
    Invalid(Vec<FieldProblem>),
    /// The case is not on this officer's desk (any more): the claim was lost, or it was decided.
    #[error("the case is not on this officer's desk")]
    NoLongerYours,
    /// The officer holds no authorisation at this moment.
    #[error("the officer holds no valid authorisation now")]
    NotAuthorised,
    /// A colleague decided the case; only that colleague can take it back.
    #[error("a colleague decided this case")]
    NotYourDecision,
    /// The decision can no longer be taken back: the time is over, or the case went on.
    #[error("the decision can no longer be taken back")]
    UndoTooLate,
    /// Anything else.
    #[error(transparent)]
    Service(ServiceError),
}

impl From<ServiceError> for ReviewRefusal {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Invalid(problems) => Self::Invalid(problems),
            other => Self::Service(other),
        }
    }
}

impl From<StoreError> for ReviewRefusal {
    fn from(error: StoreError) -> Self {
        ServiceError::from(error).into()
    }
}

impl From<LedgerError> for ReviewRefusal {
    fn from(error: LedgerError) -> Self {
        ServiceError::from(error).into()
    }
}

impl MayBeAltered for ReviewRefusal {
    fn alteration(&self) -> Option<Alteration> {
        match self {
            Self::Service(error) => error.alteration(),
            _ => None,
        }
    }
}

/// A decision that found the case in another state or on another desk: whoever was first, won.
pub(super) fn lost(error: StoreError) -> ReviewRefusal {
    match error {
        StoreError::Conflict { .. } | StoreError::NotFound => ReviewRefusal::NoLongerYours,
        other => other.into(),
    }
}
