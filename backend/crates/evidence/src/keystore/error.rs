//! What can go wrong with a key store: when it is opened, and later.

use std::path::PathBuf;

use poortwacht_ledger::KeptHead;

use crate::seal::SealError;

/// Why a key store was not opened. Each text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum KeyStoreOpenError {
    /// The file does not exist and was not to be created.
    #[error(
        "the key store {path} does not exist: put the file or its backup there; only a first installation creates a new one, and nothing sealed before can be opened with it"
    )]
    Missing {
        /// Configured path.
        path: PathBuf,
    },
    /// The file exists but is something else.
    #[error("{path} is not a key store: check the configured path")]
    NotAKeyStore {
        /// Configured path.
        path: PathBuf,
    },
    /// The check value does not open under the configured master key.
    #[error("the master key does not fit the key store {path}: configure the master key it was created with")]
    WrongMasterKey {
        /// Configured path.
        path: PathBuf,
    },
    /// A newer version of the program wrote the file.
    #[error("the key store has schema version {found}, this program knows {known}: use a newer program")]
    Newer {
        /// Version in the file.
        found: i64,
        /// Version of this program.
        known: i64,
    },
    /// The file belongs to another database.
    #[error("the key store belongs to instance {found}, the database is instance {expected}")]
    OtherInstance {
        /// Instance in the file.
        found: String,
        /// Instance of the database.
        expected: String,
    },
    /// The file belongs to another environment.
    #[error("the key store is marked {found}, the configuration says {expected}")]
    OtherEnvironment {
        /// Environment in the file.
        found: String,
        /// Environment of the database.
        expected: String,
    },
    /// The file system or SQLite refused.
    #[error("the key store {path} cannot be opened: {detail}")]
    Unusable {
        /// Configured path.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
}

/// Why a key store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum KeyStoreError {
    /// Gone, locked, full or unreadable; may come back. What needs a key has to wait or be refused.
    #[error("the key store is not available: {0}")]
    Unavailable(String),
    /// A stored value does not open under the master key or does not parse: it was altered or damaged.
    #[error("the key store holds a corrupt value in {table}, row {row}: {detail}")]
    Corrupt {
        /// Table of the value.
        table: &'static str,
        /// Its primary key.
        row: String,
        /// What is wrong.
        detail: &'static str,
    },
    /// The ledger shows less than, or something else than, what was kept: it was truncated or rolled back.
    #[error("the ledger went back: kept {kept}, offered {offered}")]
    HeadWentBack {
        /// The head kept before.
        kept: Box<KeptHead>,
        /// The head offered now.
        offered: Box<KeptHead>,
    },
    /// Sealing failed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl From<diesel::result::Error> for KeyStoreError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}
