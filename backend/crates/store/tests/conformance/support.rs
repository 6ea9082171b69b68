//! Databases to test on, and the few things that many tests do.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, SqliteConnection};
use jiff::Timestamp;
use poortwacht_domain::MunicipalityId;
use poortwacht_domain::testing::SequenceRng;
use poortwacht_store::municipalities::{self, Municipality};
use poortwacht_store::{
    Backend, MigrationReport, OpenError, Plan, Scope, Store, StoreConfig, StoreError, Tx,
};
use poortwacht_test_postgres::TestDatabase;
use tempfile::TempDir;

use crate::templates;

/// Runs each body on both databases, under the body's name.
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* fn $name:ident($database:ident: &Database) $body:block)+) => {$(
        mod $name {
            use super::*;

            $(#[$meta])*
            fn body($database: &$crate::support::Database) $body

            #[test]
            fn on_sqlite() {
                body(&$crate::support::Database::migrated(poortwacht_store::Backend::Sqlite));
            }

            #[test]
            fn on_postgresql() {
                body(&$crate::support::Database::migrated(poortwacht_store::Backend::Postgres));
            }
        }
    )+};
}

/// The municipality scope of tests that look at everything.
pub fn everything() -> Scope {
    Scope::job("test")
}

/// A database of one test.
pub struct Database {
    pub config: StoreConfig,
    place: Place,
}

enum Place {
    File(PathBuf, #[expect(dead_code, reason = "kept for as long as the file is used")] TempDir),
    Server(TestDatabase),
}

impl Database {
    /// A database without a schema; the SQLite file is not there yet.
    pub fn empty(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => Self::in_a_file(|_| ()),
            Backend::Postgres => Self::on_a_server(poortwacht_test_postgres::database()),
        }
    }

    /// A database with our schema, marked for tests.
    pub fn migrated(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => Self::in_a_file(templates::migrated_file),
            Backend::Postgres => Self::on_a_server(templates::migrated_server()),
        }
    }

    fn in_a_file(make: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("poortwacht.db");
        make(&path);
        Self { config: templates::config_of_file(&path), place: Place::File(path, folder) }
    }

    fn on_a_server(database: TestDatabase) -> Self {
        Self { config: templates::config(database.url.clone()), place: Place::Server(database) }
    }

    pub fn migrate(&self, config: &StoreConfig) -> Result<MigrationReport, OpenError> {
        templates::migrate(config)
    }

    /// Opens it; each call is like one more process.
    pub fn open(&self) -> Store {
        Store::open(&self.config).unwrap()
    }

    /// Runs SQL behind the store's back.
    pub fn execute(&self, sql: &str) {
        match &self.place {
            Place::File(path, _) => {
                SqliteConnection::establish(&path.display().to_string()).unwrap().batch_execute(sql).unwrap();
            }
            Place::Server(database) => drop(database.execute(sql)),
        }
    }

    /// The SQLite file.
    pub fn file(&self) -> &PathBuf {
        match &self.place {
            Place::File(path, _) => path,
            Place::Server(_) => panic!("not a file"),
        }
    }

    /// The PostgreSQL database.
    pub fn server(&self) -> &TestDatabase {
        match &self.place {
            Place::File(..) => panic!("not a server"),
            Place::Server(database) => database,
        }
    }
}

pub fn now() -> Timestamp {
    "2026-11-22T09:00:00Z".parse().unwrap()
}

/// A number that no other call in this process gets.
pub fn fresh() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// An invented municipality.
pub fn municipality(code: &str) -> Municipality {
    Municipality {
        id: MunicipalityId::random(&SequenceRng::new(fresh())),
        code: code.to_owned(),
        name: format!("Voorbeeldstad {code}"),
        oin: None,
        exemption_version: 0,
        created_at: now(),
    }
}

/// Stores a municipality.
pub fn add(store: &Store, code: &str) -> Municipality {
    let new = municipality(code);
    let stored = new.clone();
    store
        .write_blocking(Plan::new(), move |tx| municipalities::add(tx, &everything(), &new))
        .unwrap()
        .into_inner();
    stored
}

/// The codes of all stored municipalities.
pub fn codes(store: &Store) -> Vec<String> {
    let all = store.read_blocking(|conn| municipalities::all(conn, &everything())).unwrap();
    all.into_iter().map(|municipality| municipality.code).collect()
}

/// Holds the writer inside a closure until it is let go, so that what is queued meanwhile shares the next batch.
pub struct Gate {
    release: mpsc::Sender<()>,
    held: std::thread::JoinHandle<()>,
}

impl Gate {
    pub fn hold(store: &Store) -> Self {
        let (release, released) = mpsc::channel::<()>();
        let (enter, entered) = mpsc::channel();
        let closure = move |_: &mut Tx<'_>| {
            enter.send(()).unwrap();
            released.recv().unwrap();
            Ok::<(), StoreError>(())
        };
        let store = store.clone();
        let held =
            std::thread::spawn(move || store.write_blocking(Plan::new(), closure).unwrap().into_inner());
        entered.recv().unwrap();
        Self { release, held }
    }

    pub fn open(self) {
        self.release.send(()).unwrap();
        self.held.join().unwrap();
    }
}

/// Runs a future to its end.
pub fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}
