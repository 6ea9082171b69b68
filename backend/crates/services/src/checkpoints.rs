//! Signed checkpoints: what outsiders hold the ledger to.
//!
//! Every server signs where the shards stand, twice a second while they grow. A shard that stands before an end that this
//! server has signed already is a database put back behind its back: it is not signed again but alarmed.

use std::collections::BTreeMap;
use std::time::Duration;

use poortwacht_evidence::KeyStore;
use poortwacht_evidence::signing::ledger_seed;
use poortwacht_ledger::checkpoint::{Checkpoint, PublicKey, SigningKey, origin};
use poortwacht_ledger::{self as ledger, KeptHead, ShardName};
use poortwacht_store::ledger_rows::{self, StoredCheckpoint};
use poortwacht_store::{Connection, Plan, Scope, StoreError, Tx};
use tokio::sync::watch;
use uuid::Uuid;

use crate::alarms::{self, Notice};
use crate::blocking::off_worker;
use crate::{ServiceError, Services};

/// The ledger is shorter than what was signed.
pub(crate) const ALARM_WENT_BACK: &str = "ledger_went_back";

/// Half of the second within which every entry is under a checkpoint.
const BEAT: Duration = Duration::from_millis(500);

/// Signs the checkpoints of one server.
pub struct Signer {
    services: Services,
    key: SigningKey,
    database: Uuid,
    signed: BTreeMap<ShardName, KeptHead>,
}

impl Signer {
    /// Fetches the key that signs this database's ledger.
    ///
    /// # Errors
    /// [`ServiceError::Unavailable`].
    pub async fn new(services: &Services) -> Result<Self, ServiceError> {
        let keys = services.keys();
        let key = off_worker(move || signing_key(keys.as_ref())).await?;
        let database = services.store().read(ledger_rows::database).await?;
        Ok(Self { services: services.clone(), key, database, signed: BTreeMap::new() })
    }

    /// Signs twice a second until told to stop, and once more then.
    ///
    /// # Errors
    /// None: what cannot be signed now is signed at the next beat, and reported until then.
    pub async fn run(mut self, mut stopped: watch::Receiver<bool>) -> Result<(), ServiceError> {
        loop {
            let last = tokio::select! {
                _ = stopped.wait_for(|stopped| *stopped) => true,
                () = tokio::time::sleep(BEAT) => false,
            };
            if let Err(error) = self.sign().await {
                tracing::warn!(%error, "no checkpoint could be signed");
            }
            if last {
                return Ok(());
            }
        }
    }

    /// Signs where every shard stands that has grown since its last checkpoint. Answers how many.
    ///
    /// # Errors
    /// [`ServiceError::Unavailable`]; [`ServiceError::Damaged`] for a shard that went back.
    pub async fn sign(&mut self) -> Result<usize, ServiceError> {
        let grown = self.services.store().read(grown).await?;
        let mut notes = Vec::new();
        for head in grown {
            self.refuse_return(&head).await?;
            notes.push((head.clone(), self.note(&head)?));
        }
        let count = notes.len();
        if count > 0 {
            self.store(notes).await?;
        }
        Ok(count)
    }

    fn note(&self, head: &KeptHead) -> Result<StoredCheckpoint, ServiceError> {
        let origin = origin(self.database, &head.shard.to_string());
        let checkpoint = Checkpoint { origin, size: head.size, root: head.root };
        let note = checkpoint.sign(&self.key).map_err(|error| ServiceError::Damaged(error.to_string()))?;
        Ok(StoredCheckpoint { size: head.size, note, at: self.services.now() })
    }

    async fn store(&mut self, notes: Vec<(KeptHead, StoredCheckpoint)>) -> Result<(), ServiceError> {
        let signed: Vec<KeptHead> = notes.iter().map(|(head, _)| head.clone()).collect();
        let store = move |tx: &mut Tx<'_>| {
            notes
                .iter()
                .try_for_each(|(head, note)| ledger_rows::set_checkpoint(tx, &head.shard, note).map(drop))
        };
        self.services.store().write::<_, StoreError, _>(Plan::new(), store).await?.into_inner();
        self.signed.extend(signed.into_iter().map(|head| (head.shard.clone(), head)));
        Ok(())
    }

    /// Nobody takes entries back: a smaller shard, or another one of the same size, is not the one that was signed.
    async fn refuse_return(&self, head: &KeptHead) -> Result<(), ServiceError> {
        let Some(before) = self.signed.get(&head.shard) else { return Ok(()) };
        if before.size < head.size || before == head {
            return Ok(());
        }
        let detail = format!("{} entries were signed, {} are left", before.size, head.size);
        let shard = head.shard.to_string();
        let notice = Notice {
            kind: ALARM_WENT_BACK,
            subject: shard.clone(),
            municipality: head.shard.log().owner(),
            detail: detail.clone(),
        };
        alarms::raise(&self.services, notice).await?;
        Err(ServiceError::Damaged(format!("ledger {shard} went back: {detail}")))
    }
}

/// Shards that have grown since their last checkpoint.
fn grown(conn: &mut Connection) -> Result<Vec<KeptHead>, StoreError> {
    let heads = ledger_rows::heads(conn, &Scope::job("checkpoints"))?;
    let grown = heads.into_iter().filter(|head| head.signed != Some(head.end.size));
    grown.map(|head| ledger::head_of(head.end)).collect()
}

/// Signs where every shard stands: for a process that ends right after, as commands do.
///
/// # Errors
/// As [`Signer::sign`].
pub async fn sign_now(services: &Services) -> Result<usize, ServiceError> {
    Signer::new(services).await?.sign().await
}

/// What outsiders check the checkpoints with.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn public_key(services: &Services) -> Result<PublicKey, ServiceError> {
    let keys = services.keys();
    off_worker(move || signing_key(keys.as_ref()).map(|key| key.public())).await
}

pub(crate) fn signing_key(keys: &dyn KeyStore) -> Result<SigningKey, ServiceError> {
    Ok(SigningKey::from_seed(ledger_seed(keys)?))
}
