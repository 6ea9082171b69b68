//! Tests of the SQLite key store, on files in folders of their own.

mod halves;
mod heads;
mod loss;
mod named_keys;
mod opening;

use std::path::PathBuf;
use std::sync::Arc;

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use jiff::Timestamp;
use poortwacht_domain::testing::FixedClock;
use poortwacht_store::Environment;
use tempfile::TempDir;
use uuid::Uuid;

use super::{KeyStoreConfig, KeyStoreOpenError, MasterKey, SqliteKeyStore};
use crate::testing::TestRng;

const MASTER: [u8; 32] = [17; 32];

/// A folder with a key store, and the clock it goes by.
struct Place {
    folder: TempDir,
    clock: Arc<FixedClock>,
}

impl Place {
    fn new() -> Self {
        let start: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        Self { folder: TempDir::new().unwrap(), clock: Arc::new(FixedClock::at(start)) }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("keys").join("key-store.sqlite")
    }

    fn config(&self, create: bool) -> KeyStoreConfig {
        KeyStoreConfig {
            path: self.path(),
            instance: Uuid::from_u128(1),
            environment: Environment::Test,
            create,
        }
    }

    fn open_as(&self, config: KeyStoreConfig, master: [u8; 32]) -> Result<SqliteKeyStore, KeyStoreOpenError> {
        let clock = Arc::clone(&self.clock);
        SqliteKeyStore::open(config, MasterKey::from_bytes(master), clock, Arc::new(TestRng))
    }

    fn create(&self) -> SqliteKeyStore {
        self.open_as(self.config(true), MASTER).unwrap()
    }

    fn reopen(&self) -> SqliteKeyStore {
        self.open_as(self.config(false), MASTER).unwrap()
    }

    /// A connection of its own, as somebody with access to the file would have.
    fn raw(&self) -> SqliteConnection {
        SqliteConnection::establish(self.path().to_str().unwrap()).unwrap()
    }

    fn execute(&self, sql: &str) {
        diesel::sql_query(sql).execute(&mut self.raw()).unwrap();
    }

    /// All bytes on disk: the file, its write-ahead log and its shared memory.
    fn bytes(&self) -> Vec<u8> {
        let folder = self.path().parent().unwrap().to_owned();
        let files = std::fs::read_dir(folder).unwrap();
        files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
