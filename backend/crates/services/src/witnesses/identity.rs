//! Which witness is asking.

use poortwacht_ledger::ShardName;
use poortwacht_store::witnesses::{self, Witness};

use crate::{ServiceError, Services};

/// A registered witness.
#[derive(Debug, Clone)]
pub struct WitnessIdentity {
    /// The witness as registered.
    pub witness: Witness,
}

/// What a witness can be told instead of an answer.
#[derive(Debug, thiserror::Error)]
pub enum WitnessRefusal {
    /// The client certificate is not registered.
    #[error("the certificate is not registered")]
    Unknown,
    /// The witness was revoked.
    #[error("the witness is revoked")]
    Revoked,
    /// There is no such shard, checkpoint or tile in the witness's log, or not yet.
    #[error("there is no such thing in this log")]
    NotFound,
    /// The cosignature cannot be taken; why.
    #[error("{0}")]
    Invalid(String),
    /// The cosigned state is not one of this log.
    #[error("this log never stood there")]
    OtherState,
    /// Something of ours failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<poortwacht_store::StoreError> for WitnessRefusal {
    fn from(error: poortwacht_store::StoreError) -> Self {
        Self::Service(error.into())
    }
}

impl WitnessIdentity {
    /// The shard of this name, if it is one of the witness's log: others do not exist for it.
    pub(super) fn shard(&self, name: &str) -> Result<ShardName, WitnessRefusal> {
        let shard = name.parse::<ShardName>().ok().filter(|shard| *shard.log() == self.witness.log);
        shard.ok_or(WitnessRefusal::NotFound)
    }
}

/// The witness whose client certificate has this fingerprint (SHA-256 of its public key, lower-case hexadecimal). Asked at
/// every request: revoking counts from the next one.
///
/// The emergency stop of intake does not count here. It protects units' packets and whom they show; a witness sees
/// neither, and during an incident the log must be watched more than ever.
///
/// # Errors
/// [`WitnessRefusal::Unknown`], [`WitnessRefusal::Revoked`], or the store's own.
pub async fn identify(services: &Services, fingerprint: &str) -> Result<WitnessIdentity, WitnessRefusal> {
    let (fingerprint, now) = (fingerprint.to_owned(), services.now());
    let found = services.store().read(move |conn| witnesses::by_fingerprint(conn, &fingerprint)).await?;
    let witness = found.ok_or(WitnessRefusal::Unknown)?;
    if witness.revoked_at.is_some_and(|revoked| revoked <= now) {
        return Err(WitnessRefusal::Revoked);
    }
    Ok(WitnessIdentity { witness })
}
