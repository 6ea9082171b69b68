//! The key store: the other half of every case's key, the keys of other uses, and the last ledger heads seen.
//!
//! It is a small store of its own, never in the database's file or backup. Deleting a half here makes every copy of that
//! case's evidence unreadable, wherever the copy is and however old. The trait is shaped so that a municipality can one
//! day run the key store itself.

mod any;
mod backup;
mod census;
mod dialect;
mod error;
mod file;
mod halves;
mod heads;
mod marker;
mod master;
mod named_keys;
mod names;
mod place;
mod pool;
mod rotate;
mod rows;
mod schema;
mod session;
mod store;
#[cfg(test)]
mod tests;
mod transaction;

use std::path::Path;

use jiff::Timestamp;
use poortwacht_domain::ids::HalfId;
use poortwacht_ledger::KeptHead;

pub use self::backup::{
    BACKUPS_LIVE, BackupError, BackupReport, Copied, ExpiryReport, RestoreError, RestoreReport, backup,
    expire_backups, restore,
};
pub use self::census::Census;
pub use self::error::{KeyStoreError, KeyStoreOpenError};
pub use self::master::{MasterKey, MasterKeyError};
pub use self::names::{Generation, Purpose};
pub use self::place::{KeyStoreConfig, KeyStorePlace, KeyStoreSite, PostgresKeyStoreConfig};
pub use self::pool::{HALF_USABLE_FOR, POOL_SIZE};
pub use self::rotate::{RotationError, RotationReport, rotate};
pub use self::store::{PostgresKeyStore, SqlKeyStore, SqliteKeyStore, open};
use crate::secret::SecretKey;

/// One half of a data key, durable in the key store before it is handed out.
#[derive(Debug)]
pub struct Half {
    /// Its name; goes into the row of the case.
    pub id: HalfId,
    /// The half itself.
    pub secret: SecretKey,
}

/// A long-lived key for one [`Purpose`].
#[derive(Debug)]
pub struct PurposeKey(SecretKey);

impl PurposeKey {
    pub(crate) fn new(secret: SecretKey) -> Self {
        Self(secret)
    }

    pub(crate) fn secret(&self) -> &SecretKey {
        &self.0
    }
}

/// A key under which a municipality's exemptions are indexed until one of them dies.
#[derive(Debug)]
pub struct GenerationKey(SecretKey);

impl GenerationKey {
    pub(crate) fn new(secret: SecretKey) -> Self {
        Self(secret)
    }

    pub(crate) fn secret(&self) -> &SecretKey {
        &self.0
    }
}

/// What the rest of the system asks of a key store. Calls may block for a durable write (milliseconds): keep them off
/// asynchronous workers. Every call can answer [`KeyStoreError::Unavailable`]; a later call may succeed again.
pub trait KeyStore: Send + Sync {
    /// A fresh half, already durable. Nobody else gets the same one.
    fn take_half(&self) -> Result<Half, KeyStoreError>;

    /// The half of that name; `None` when it was destroyed or never existed.
    fn half(&self, id: HalfId) -> Result<Option<SecretKey>, KeyStoreError>;

    /// Those of the halves that exist, in no order: what [`half`](Self::half) gives, for many at once.
    fn halves(&self, ids: &[HalfId]) -> Result<Vec<Half>, KeyStoreError>;

    /// Records that these halves have found their subject in the database, so that the sweep passes over them. Halves
    /// that no longer exist are passed over. Gives the number marked.
    fn attach_halves(&self, ids: &[HalfId]) -> Result<usize, KeyStoreError>;

    /// Destroys halves for good: durable, and out of reach in the key store itself, when this returns. Backups may still
    /// hold them for at most [`BACKUPS_LIVE`]. Repeating it is harmless. Gives the number that still existed.
    fn destroy_halves(&self, ids: &[HalfId]) -> Result<usize, KeyStoreError>;

    /// Halves made before that instant that nobody has [attached](Self::attach_halves), oldest first. The sweep attaches
    /// those with a subject in the database and destroys the rest.
    fn halves_created_before(&self, before: Timestamp, limit: u32) -> Result<Vec<HalfId>, KeyStoreError>;

    /// Those of the halves that do not exist, whatever is withheld: it tells no secret.
    fn missing_halves(&self, ids: &[HalfId]) -> Result<Vec<HalfId>, KeyStoreError>;

    /// Halves that have found their subject, in the order of their names, after the one given.
    fn attached_halves(&self, after: Option<HalfId>, limit: u32) -> Result<Vec<HalfId>, KeyStoreError>;

    /// Gives this process no half any more, neither an old nor a fresh one, and shows the sweep none: the database was found
    /// to be older than what was seen of its ledger. `false` ends that. Destroying halves always works.
    fn withhold(&self, withheld: bool);

    /// Whether halves are withheld: every call that gives some answers [`KeyStoreError::Withheld`].
    fn is_withholding(&self) -> bool;

    /// The key of a generation. Without `create`, `None` when it was destroyed or never existed.
    fn generation_key(&self, name: Generation, create: bool) -> Result<Option<GenerationKey>, KeyStoreError>;

    /// Destroys the keys of these generations, durably. Repeating it is harmless.
    fn destroy_generation_keys(&self, names: &[Generation]) -> Result<(), KeyStoreError>;

    /// The key for a purpose, made when first asked for.
    fn purpose_key(&self, purpose: Purpose) -> Result<PurposeKey, KeyStoreError>;

    /// Keeps the heads of the ledger's logs outside the database. A head that goes back, or that changes without the log
    /// having grown, is [`KeyStoreError::HeadWentBack`], and then none of them is kept.
    fn keep_heads(&self, heads: &[KeptHead]) -> Result<(), KeyStoreError>;

    /// The heads kept last, one per log.
    fn kept_heads(&self) -> Result<Vec<KeptHead>, KeyStoreError>;

    /// Keeps `left` in place of heads that were lost with the database: the only way in which a log may go back, for a
    /// recovery alone. All or none.
    fn recover_heads(&self, lost: &[KeptHead], left: &[KeptHead]) -> Result<(), KeyStoreError>;

    /// How many keys there are.
    fn census(&self) -> Result<Census, KeyStoreError>;

    /// Whether the store can be read and written right now; for readiness.
    fn probe(&self) -> Result<(), KeyStoreError>;

    /// Writes one consistent state into a new file, everything still sealed under the master key, readable by its owner
    /// only and durable. For [`backup`], which gives it its name.
    fn copy_to(&self, file: &Path, now: Timestamp) -> Result<Copied, KeyStoreError>;
}
