//! Databases with our schema: migrated once, copied for each test.

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use poortwacht_domain::testing::{FixedClock, SequenceRng};
use poortwacht_store::{Environment, MigrationReport, OpenError, Store, StoreConfig};
use poortwacht_test_postgres::TestDatabase;

use crate::support::{fresh, now};

/// How the tests open a database.
pub fn config(url: String) -> StoreConfig {
    StoreConfig { url, read_connections: 4, environment: Environment::Test, create: true }
}

/// The configuration of a SQLite file.
pub fn config_of_file(path: &Path) -> StoreConfig {
    config(format!("sqlite:{}", path.display()))
}

pub fn migrate(config: &StoreConfig) -> Result<MigrationReport, OpenError> {
    Store::migrate(config, &FixedClock::at(now()), &SequenceRng::new(fresh()))
}

/// A migrated PostgreSQL database.
pub fn migrated_server() -> TestDatabase {
    poortwacht_test_postgres::prepared_database(|url| drop(migrate(&config(url.to_owned())).unwrap()))
}

/// Puts a migrated SQLite database at `path`, with the rights that `migrate` gives it.
pub fn migrated_file(path: &Path) {
    let template = Path::new(env!("CARGO_TARGET_TMPDIR")).join("store-conformance.db");
    if !is_newer_than_this_program(&template) {
        make(&template);
    }
    std::fs::copy(&template, path).unwrap();
}

/// A template that an earlier build of these tests migrated does not count.
fn is_newer_than_this_program(template: &Path) -> bool {
    let changed = |path: PathBuf| -> io::Result<SystemTime> { std::fs::metadata(path)?.modified() };
    let program = std::env::current_exe().and_then(changed).unwrap();
    changed(template.to_owned()).is_ok_and(|template| template > program)
}

/// Migrates a file of our own and moves it into place: who finds the name finds all of it.
fn make(template: &Path) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let own = folder.path().join("template.db");
    drop(migrate(&config_of_file(&own)).unwrap());
    // A file that is still in use would lack what its write-ahead log holds.
    assert!(!own.with_extension("db-wal").exists());
    std::fs::rename(own, template).unwrap();
}
