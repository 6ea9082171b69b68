//! What a unit can be told instead of an answer.

use poortwacht_domain::FieldError;
use poortwacht_evidence::KeyStoreError;
use poortwacht_evidence::seal::{OpenError, SealError};
use poortwacht_ledger::LedgerError;
use poortwacht_store::StoreError;

use crate::ServiceError;

/// Why nothing was taken. Nothing of the request is kept then; only [`IntakeRefusal::TooOld`] lets the unit erase.
#[derive(Debug, thiserror::Error)]
pub enum IntakeRefusal {
    /// The client certificate is not registered.
    #[error("the certificate is not registered")]
    UnknownUnit,
    /// The client certificate was revoked.
    #[error("the unit is revoked")]
    RevokedUnit,
    /// The unit was suspended for the time being.
    #[error("the unit is suspended")]
    SuspendedUnit,
    /// The emergency stop closed intake.
    #[error("intake is closed by the emergency stop")]
    Closed,
    /// Everything that is wrong with the request.
    #[error("the request has {} fault(s)", .0.len())]
    Invalid(Vec<PacketFault>),
    /// The unit used this packet identifier before, for other content.
    #[error("the packet identifier was used for other content")]
    OtherContent,
    /// The passage is more than 48 hours ago: the unit must erase it.
    #[error("the packet is older than 48 hours")]
    TooOld,
    /// Something of ours failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<StoreError> for IntakeRefusal {
    fn from(error: StoreError) -> Self {
        Self::Service(error.into())
    }
}

impl From<LedgerError> for IntakeRefusal {
    fn from(error: LedgerError) -> Self {
        Self::Service(error.into())
    }
}

impl From<KeyStoreError> for IntakeRefusal {
    fn from(error: KeyStoreError) -> Self {
        Self::Service(error.into())
    }
}

impl From<OpenError> for IntakeRefusal {
    fn from(error: OpenError) -> Self {
        Self::Service(error.into())
    }
}

impl From<SealError> for IntakeRefusal {
    fn from(error: SealError) -> Self {
        Self::Service(ServiceError::Damaged(error.to_string()))
    }
}

impl From<serde_json::Error> for IntakeRefusal {
    fn from(error: serde_json::Error) -> Self {
        Self::Service(ServiceError::Damaged(format!("a record of a case cannot be written: {error}")))
    }
}

impl From<Vec<PacketFault>> for IntakeRefusal {
    fn from(faults: Vec<PacketFault>) -> Self {
        Self::Invalid(faults)
    }
}

/// One fault of a request, as the unit hears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PacketFault {
    /// JSON pointer into the document; empty: the request as a whole, or a part that the document does not name.
    pub pointer: String,
    /// Stable code.
    pub code: &'static str,
    /// What to do about it. Never repeats a value of the document.
    pub detail: String,
}

impl PacketFault {
    /// A fault at `pointer`.
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code, detail: detail.into() }
    }

    /// A fault of the request as a whole.
    pub fn of_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new("", code, detail)
    }
}

impl From<FieldError> for PacketFault {
    fn from(error: FieldError) -> Self {
        Self { pointer: error.pointer, code: error.code.as_str(), detail: error.detail }
    }
}

/// All faults of a document.
pub(super) fn faults(errors: Vec<FieldError>) -> Vec<PacketFault> {
    errors.into_iter().map(PacketFault::from).collect()
}
