//! Opening sealed values. Invariant 1: nothing is opened without a receipt of the log entry that says so.

use poortwacht_domain::act::Act;
use poortwacht_domain::ids::HalfId;
use poortwacht_ledger::Receipt;
use poortwacht_store::cases::DatabaseHalf;
use uuid::Uuid;

use super::{Binding, DataKey, SealError, aead, derive};
use crate::keystore::{KeyStore, KeyStoreError};
use crate::secret::{KEY_LENGTH, SecretBytes};

/// The two halves as the database knows them: the id of the one in the key store, and its own.
#[derive(Clone, Copy)]
pub struct CaseHalves {
    /// Names the half in the key store.
    pub half_id: HalfId,
    /// The half in the database row.
    pub db_half: [u8; KEY_LENGTH],
}

impl From<&DatabaseHalf> for CaseHalves {
    fn from(half: &DatabaseHalf) -> Self {
        Self { half_id: half.id, db_half: half.half }
    }
}

impl std::fmt::Debug for CaseHalves {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CaseHalves").field("half_id", &self.half_id).finish_non_exhaustive()
    }
}

/// Why a sealed value was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The receipt is for another case, or for none.
    #[error("the log entry is not about this case")]
    OtherSubject,
    /// The receipt's entry records a refusal or a failure: it proves that something was *not* shown.
    #[error("the log entry records no disclosure")]
    NoDisclosure,
    /// The receipt's act does not stand for opening this kind of record.
    #[error("the act {act:?} does not open {kind:?}")]
    WrongAct {
        /// The act in the log entry.
        act: Act,
        /// What was to be opened.
        kind: RecordKind,
    },
    /// The key store's half is gone: the subject has been destroyed.
    #[error("the key has been destroyed")]
    Destroyed,
    /// The value was altered, or belongs to another subject, field or revision.
    #[error("the sealed value does not belong here or was altered")]
    DoesNotOpen,
    /// The key store did not answer.
    #[error(transparent)]
    KeyStore(#[from] KeyStoreError),
    /// Key derivation failed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// Sealed records that are not part of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordKind {
    /// Holder of an exemption.
    ExemptionHolder,
    /// Plate of an exemption.
    ExemptionPlate,
    /// Free text that stands outside the log.
    LedgerText,
    /// File of a batch.
    BatchFile,
    /// A file of exemptions that was uploaded.
    ImportFile,
    /// What was said in a step of an incident.
    Incident,
    /// An extract of the ledger that was secured for an incident.
    LedgerExtract,
    /// Plate and proof of identity of a person's request.
    PersonRequest,
    /// What an inspector said of the lines of a sample, and the conclusion.
    Sample,
}

impl RecordKind {
    /// The acts whose log entry covers opening such a record.
    fn opened_by(self) -> &'static [Act] {
        match self {
            Self::ExemptionHolder => &[
                Act::ExemptionListed,
                Act::ExemptionAdded,
                Act::ExemptionEnded,
                Act::ExemptionsImported,
                Act::ExemptionsExported,
            ],
            // Also to index it anew, seen by nobody.
            Self::ExemptionPlate => &[
                Act::ExemptionListed,
                Act::ExemptionAdded,
                Act::ExemptionEnded,
                Act::ExemptionsImported,
                Act::ExemptionsExported,
                Act::LateStartDecided,
                Act::KeyEvent,
            ],
            // Why an exemption starts in the past, for the second person.
            Self::LedgerText => &[Act::CaseShown, Act::Searched, Act::ExemptionListed, Act::TermsShown],
            // Also to look it through when it has come in, seen by nobody.
            Self::ImportFile => &[Act::ExemptionListed, Act::ExemptionsImported, Act::KeyEvent],
            Self::BatchFile => &[Act::BatchBuilt, Act::BatchDelivered],
            Self::Incident => &[Act::IncidentShown],
            Self::LedgerExtract => &[Act::LedgerExtractDownloaded],
            Self::PersonRequest => &[Act::PersonRequestShown],
            Self::Sample => &[Act::SampleShown, Act::SampleExported],
        }
    }
}

/// Opens one sealed field of a case.
///
/// # Errors
/// See [`OpenError`]; the receipt is checked before the key store is asked.
pub fn open_case_field(
    receipt: &Receipt,
    keys: &dyn KeyStore,
    halves: &CaseHalves,
    binding: &Binding<'_>,
    sealed: &[u8],
) -> Result<SecretBytes, OpenError> {
    if receipt.case().map(|case| case.as_uuid()) != Some(binding.subject) {
        return Err(OpenError::OtherSubject);
    }
    if !receipt.discloses() {
        return Err(OpenError::NoDisclosure);
    }
    open(&data_key(keys, halves, binding.subject)?, binding, sealed)
}

/// Opens one sealed field of a record that is not part of a case, for example an exemption's holder.
///
/// # Errors
/// See [`OpenError`]; the receipt's act must be one that discloses this kind of record.
pub fn open_record(
    receipt: &Receipt,
    keys: &dyn KeyStore,
    kind: RecordKind,
    halves: &CaseHalves,
    binding: &Binding<'_>,
    sealed: &[u8],
) -> Result<SecretBytes, OpenError> {
    if !receipt.discloses() {
        return Err(OpenError::NoDisclosure);
    }
    if !kind.opened_by().contains(&receipt.act()) {
        return Err(OpenError::WrongAct { act: receipt.act(), kind });
    }
    open(&data_key(keys, halves, binding.subject)?, binding, sealed)
}

/// The data key of an existing subject, to seal one more field or a new revision. It cannot open anything.
///
/// # Errors
/// [`OpenError::Destroyed`] when the key store's half is gone, [`OpenError::KeyStore`] when it does not answer.
pub fn data_key(keys: &dyn KeyStore, halves: &CaseHalves, subject: Uuid) -> Result<DataKey, OpenError> {
    let store_half = keys.half(halves.half_id)?.ok_or(OpenError::Destroyed)?;
    Ok(derive(&halves.db_half, store_half.expose(), subject)?)
}

/// The one private way in: every public function above has checked a receipt first.
fn open(key: &DataKey, binding: &Binding<'_>, sealed: &[u8]) -> Result<SecretBytes, OpenError> {
    aead::open(&key.0, &binding.associated_data(), sealed).ok_or(OpenError::DoesNotOpen)
}
