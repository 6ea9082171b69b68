//! What can go wrong with a key store: when it is opened, and later.

use poortwacht_ledger::KeptHead;
use poortwacht_store::OpenError;

use super::KeyStorePlace;
use crate::seal::SealError;

/// Why a key store was not opened. Each text says what to do; none shows a URL.
#[derive(Debug, thiserror::Error)]
pub enum KeyStoreOpenError {
    /// There is no key store and none was to be made.
    #[error(
        "the key store at {place} does not exist: put it back or restore its backup; only a first installation creates a new one, and nothing sealed before can be opened with it"
    )]
    Missing {
        /// Configured place.
        place: String,
    },
    /// There is something else.
    #[error("{place} is not a key store: check the configured path or URL")]
    NotAKeyStore {
        /// Configured place.
        place: String,
    },
    /// The file is a backup: used as it is, halves destroyed since would be alive again, and nobody would sweep them.
    #[error("{place} is a backup of a key store: restore it into a new one instead of using it")]
    Backup {
        /// Configured place.
        place: String,
    },
    /// The check value does not open under the configured master key.
    #[error(
        "the master key does not fit the key store at {place}: configure the master key it is sealed under"
    )]
    WrongMasterKey {
        /// Configured place.
        place: String,
    },
    /// A newer version of the program made it.
    #[error("the key store has schema version {found}, this program knows {known}: use a newer program")]
    Newer {
        /// Version found.
        found: i64,
        /// Version of this program.
        known: i64,
    },
    /// It belongs to another database.
    #[error("the key store belongs to instance {found}, the database is instance {expected}")]
    OtherInstance {
        /// Instance of the key store.
        found: String,
        /// Instance of the database.
        expected: String,
    },
    /// It belongs to another environment.
    #[error("the key store is marked {found}, the configuration says {expected}")]
    OtherEnvironment {
        /// Environment of the key store.
        found: String,
        /// Environment of the database.
        expected: String,
    },
    /// The PostgreSQL database holds cases: with halves and evidence in one backup, nothing is ever destroyed.
    #[error(
        "the key store's URL leads to a database of cases: give the key store a PostgreSQL database of its own, outside the backups of the cases"
    )]
    CaseDatabase,
    /// PostgreSQL vacuums a table for its owner only; for others it does nothing and says so in a warning.
    #[error(
        "the key store's tables belong to another role: connect as the role that owns them, or what is destroyed stays in their pages"
    )]
    NotOwner,
    /// The PostgreSQL server or the way to it is not fit for a key store, or it does not answer.
    #[error("the key store in PostgreSQL: {0}")]
    Server(#[from] OpenError),
    /// The file system or the database refused.
    #[error("the key store at {place} cannot be opened: {detail}")]
    Unusable {
        /// Configured place.
        place: String,
        /// What the system said.
        detail: String,
    },
}

impl KeyStoreOpenError {
    pub(super) fn unusable(place: &KeyStorePlace, detail: impl ToString) -> Self {
        Self::Unusable { place: place.to_string(), detail: detail.to_string() }
    }
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
    /// The database is older than the ledger that was seen of it: it gets no half until it is recovered.
    #[error(
        "the database is older than its ledger was when last seen: nothing opens; run `poortwacht recover --dry-run`"
    )]
    Withheld,
    /// The key store answers, but its copy could not be written.
    #[error("the copy of the key store cannot be written: {0}")]
    Copy(String),
    /// Sealing failed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl KeyStoreError {
    /// What a process hears whose master key no longer fits, after it did.
    pub(super) fn resealed() -> Self {
        Self::Unavailable(
            "the key store was re-sealed under another master key; restart with the new master_key_file"
                .to_owned(),
        )
    }
}

impl From<diesel::result::Error> for KeyStoreError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}
