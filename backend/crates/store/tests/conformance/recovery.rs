//! A store that is gone, locked or back again.

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, SqliteConnection};
use poortwacht_store::municipalities;
use poortwacht_store::{Backend, Plan, StoreError};

use crate::support::{Database, add, codes, everything, municipality, run};

fn assert_unavailable(store: &poortwacht_store::Store) {
    let new = municipality("GM9999");
    let outcome = store.write_blocking(Plan::new(), move |tx| municipalities::add(tx, &everything(), &new));
    assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
}

#[test]
fn a_file_that_was_moved_away_takes_no_writes_until_it_is_back() {
    let database = Database::migrated(Backend::Sqlite);
    let store = database.open();
    add(&store, "GM0001");
    let elsewhere = database.file().with_extension("moved");
    std::fs::rename(database.file(), &elsewhere).unwrap();
    assert_unavailable(&store);
    assert!(run(store.probe()).is_err());
    assert!(!database.file().exists(), "no empty database in its place");
    std::fs::rename(&elsewhere, database.file()).unwrap();
    add(&store, "GM0002");
    assert_eq!(codes(&store), ["GM0001", "GM0002"]);
}

#[test]
fn another_file_in_its_place_is_not_written_to() {
    let (database, other) = (Database::migrated(Backend::Sqlite), Database::migrated(Backend::Sqlite));
    let store = database.open();
    std::fs::rename(other.file(), database.file()).unwrap();
    assert_unavailable(&store);
}

#[test]
fn a_file_that_another_process_keeps_locked_takes_writes_again_afterwards() {
    let database = Database::migrated(Backend::Sqlite);
    let store = database.open();
    let mut other = SqliteConnection::establish(&database.file().display().to_string()).unwrap();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    assert_unavailable(&store);
    other.batch_execute("ROLLBACK").unwrap();
    add(&store, "GM0001");
    assert_eq!(codes(&store), ["GM0001"]);
}

#[test]
fn a_postgresql_that_refuses_connections_takes_writes_again_afterwards() {
    let database = Database::migrated(Backend::Postgres);
    let store = database.open();
    database.server().shut_out();
    assert_unavailable(&store);
    assert!(run(store.probe()).is_err());
    database.server().let_in();
    add(&store, "GM0001");
    assert_eq!(codes(&store), ["GM0001"]);
}
