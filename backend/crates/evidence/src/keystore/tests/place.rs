//! Places to test in, and the few things that many tests do.

use std::path::PathBuf;
use std::sync::Arc;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::testing::FixedClock;
use poortwacht_store::Environment;
use poortwacht_test_postgres::TestDatabase;
use tempfile::TempDir;
use uuid::Uuid;

use crate::keystore::any::AnyConnection;
use crate::keystore::schema::halves;
use crate::keystore::store::SqlKeyStore;
use crate::keystore::{KeyStoreOpenError, KeyStorePlace, KeyStoreSite, MasterKey, dialect};
use crate::testing::TestRng;

pub(super) const MASTER: [u8; 32] = [17; 32];

/// Runs each body on both databases, under the body's name.
macro_rules! on_both {
    ($(fn $name:ident($place:ident: &Place) $body:block)+) => {$(
        mod $name {
            use super::*;

            fn body($place: &Place) $body

            #[test]
            fn on_sqlite() {
                body(&Place::sqlite());
            }

            #[test]
            fn on_postgresql() {
                body(&Place::postgres());
            }
        }
    )+};
}

/// Where one test has its key store, and the clock it goes by.
pub(super) struct Place {
    pub(super) clock: Arc<FixedClock>,
    /// For files of the test.
    pub(super) folder: TempDir,
    pub(super) server: Option<TestDatabase>,
}

impl Place {
    pub(super) fn sqlite() -> Self {
        Self::with(None)
    }

    pub(super) fn postgres() -> Self {
        Self::with(Some(poortwacht_test_postgres::database()))
    }

    /// A fresh one, on the other database.
    pub(super) fn opposite(&self) -> Self {
        if self.server.is_some() { Self::sqlite() } else { Self::postgres() }
    }

    fn with(server: Option<TestDatabase>) -> Self {
        let start: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        Self { clock: Arc::new(FixedClock::at(start)), folder: TempDir::new().unwrap(), server }
    }

    /// The SQLite file.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("keys").join("key-store.sqlite")
    }

    /// The PostgreSQL database.
    pub(super) fn server(&self) -> &TestDatabase {
        self.server.as_ref().unwrap()
    }

    pub(super) fn site(&self) -> KeyStoreSite {
        let place = match &self.server {
            None => KeyStorePlace::Sqlite { path: self.path() },
            Some(server) => KeyStorePlace::Postgres { url: server.url.clone().into() },
        };
        KeyStoreSite { place, instance: Uuid::from_u128(1), environment: Environment::Test }
    }

    pub(super) fn open_as(
        &self,
        site: KeyStoreSite,
        create: bool,
        master: [u8; 32],
    ) -> Result<SqlKeyStore, KeyStoreOpenError> {
        let clock = Arc::clone(&self.clock);
        SqlKeyStore::open(site, create, MasterKey::from_bytes(master), clock, Arc::new(TestRng))
    }

    pub(super) fn refusal(&self, create: bool, master: [u8; 32]) -> KeyStoreOpenError {
        self.open_as(self.site(), create, master).err().unwrap()
    }

    /// Each is like one more process.
    pub(super) fn create(&self) -> SqlKeyStore {
        self.open_as(self.site(), true, MASTER).unwrap()
    }

    pub(super) fn reopen(&self) -> SqlKeyStore {
        self.open_as(self.site(), false, MASTER).unwrap()
    }

    /// A connection of its own, as somebody with access to the database would have.
    pub(super) fn raw(&self) -> AnyConnection {
        dialect::connect(&self.site().place).unwrap()
    }

    pub(super) fn execute(&self, sql: &str) {
        self.raw().batch_execute(sql).unwrap();
    }

    pub(super) fn half_rows(&self) -> i64 {
        halves::table.count().get_result(&mut self.raw()).unwrap()
    }

    pub(super) fn sealed_half(&self, row: &str) -> Vec<u8> {
        halves::table.find(row).select(halves::sealed).first(&mut self.raw()).unwrap()
    }

    /// All bytes on disk: the SQLite file with its write-ahead log, or the files of PostgreSQL's tables.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let Some(server) = &self.server else { return bytes_in(&self.path()) };
        server.execute("CHECKPOINT");
        let files = ["marker", "halves", "named_keys", "kept_heads"].map(|table| {
            server.execute(&format!(
                "SELECT encode(pg_read_binary_file(pg_relation_filepath('{table}')), 'hex')"
            ))
        });
        files.iter().flat_map(|file| hex::decode(file.replace('\n', "")).unwrap()).collect()
    }

    /// Takes the key store away, as a lost disk or a server that is down.
    pub(super) fn take_away(&self) {
        match &self.server {
            None => std::fs::rename(self.keys_folder(), self.folder.path().join("away")).unwrap(),
            Some(server) => server.shut_out(),
        }
    }

    pub(super) fn bring_back(&self) {
        match &self.server {
            None => std::fs::rename(self.folder.path().join("away"), self.keys_folder()).unwrap(),
            Some(server) => server.let_in(),
        }
    }

    pub(super) fn keys_folder(&self) -> PathBuf {
        self.path().parent().unwrap().to_owned()
    }
}

fn bytes_in(path: &std::path::Path) -> Vec<u8> {
    let files = std::fs::read_dir(path.parent().unwrap()).unwrap();
    files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

pub(super) fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
