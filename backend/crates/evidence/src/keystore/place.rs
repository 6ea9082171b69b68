//! Where a key store is, and to which database it belongs.

use std::fmt;
use std::path::PathBuf;

use poortwacht_store::Environment;
use secrecy::SecretString;
use uuid::Uuid;

/// Where a key store is. Shown, it names the file; of a PostgreSQL URL nothing is ever shown.
#[derive(Debug, Clone)]
pub enum KeyStorePlace {
    /// An SQLite file, for one server process.
    Sqlite {
        /// The file, in a folder of its own, outside the database's backup.
        path: PathBuf,
    },
    /// A PostgreSQL database of its own, for several server processes.
    Postgres {
        /// `postgres://…`; may hold a password.
        url: SecretString,
    },
}

impl fmt::Display for KeyStorePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite { path } => write!(f, "{}", path.display()),
            Self::Postgres { .. } => f.write_str("the configured PostgreSQL database"),
        }
    }
}

/// A key store and the database whose halves it holds.
#[derive(Debug, Clone)]
pub struct KeyStoreSite {
    /// Where it is.
    pub place: KeyStorePlace,
    /// Instance of the database.
    pub instance: Uuid,
    /// Environment of that database.
    pub environment: Environment,
}

/// How to open a key store in an SQLite file.
#[derive(Debug, Clone)]
pub struct KeyStoreConfig {
    /// The SQLite file, in a folder of its own, outside the database's backup.
    pub path: PathBuf,
    /// Instance of the database whose halves it holds.
    pub instance: Uuid,
    /// Environment of that database.
    pub environment: Environment,
    /// Make the file when it does not exist. Only for a first installation.
    pub create: bool,
}

impl From<&KeyStoreConfig> for KeyStoreSite {
    fn from(config: &KeyStoreConfig) -> Self {
        let place = KeyStorePlace::Sqlite { path: config.path.clone() };
        Self { place, instance: config.instance, environment: config.environment }
    }
}

/// How to open a key store in a PostgreSQL database of its own.
#[derive(Debug, Clone)]
pub struct PostgresKeyStoreConfig {
    /// `postgres://…`: another database than that of the cases, and a role that owns the key store's tables.
    pub url: SecretString,
    /// Instance of the database whose halves it holds.
    pub instance: Uuid,
    /// Environment of that database.
    pub environment: Environment,
    /// Make the tables when the database is empty. Only for a first installation.
    pub create: bool,
}

impl From<&PostgresKeyStoreConfig> for KeyStoreSite {
    fn from(config: &PostgresKeyStoreConfig) -> Self {
        let place = KeyStorePlace::Postgres { url: config.url.clone() };
        Self { place, instance: config.instance, environment: config.environment }
    }
}
