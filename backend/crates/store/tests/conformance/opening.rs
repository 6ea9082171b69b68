//! Every doubt about a database is a refusal that says what to do.

use poortwacht_store::{Backend, Environment, OpenError, Store, StoreConfig};

use crate::support::Database;

fn refusal(config: &StoreConfig) -> OpenError {
    match Store::open(config) {
        Ok(_) => panic!("it was opened"),
        Err(refusal) => refusal,
    }
}

fn assert_no_schema(database: &Database) {
    let refusal = refusal(&database.config);
    assert!(matches!(refusal, OpenError::NoSchema), "{refusal}");
    assert!(refusal.to_string().contains("poortwacht migrate"));
}

on_both_databases! {
    fn a_newer_database_is_refused_and_not_migrated(database: &Database) {
        database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000000')");
        for refusal in [refusal(&database.config), database.migrate(&database.config).unwrap_err()] {
            assert!(matches!(&refusal, OpenError::Newer(version) if version == "20991231000000"), "{refusal}");
        }
    }

    fn a_database_for_another_use_is_refused_and_not_migrated(database: &Database) {
        let all = [Environment::Production, Environment::Demo, Environment::Test];
        for mark in all {
            database.execute(&format!("UPDATE instance SET environment = '{mark}'"));
            for other in all.into_iter().filter(|other| *other != mark) {
                let config = StoreConfig { environment: other, ..database.config.clone() };
                for refusal in [refusal(&config), database.migrate(&config).unwrap_err()] {
                    let named =
                        matches!(refusal, OpenError::Environment { found, wanted } if found == mark && wanted == other);
                    assert!(named, "{refusal}");
                }
            }
        }
    }

    fn a_schema_without_its_marker_is_refused(database: &Database) {
        database.execute("DELETE FROM instance");
        assert_no_schema(database);
    }
}

#[test]
fn a_missing_file_is_refused_and_not_created() {
    let database = Database::empty(Backend::Sqlite);
    let refusals = [
        refusal(&database.config),
        database.migrate(&StoreConfig { create: false, ..database.config.clone() }).unwrap_err(),
    ];
    for refusal in refusals {
        assert!(matches!(refusal, OpenError::MissingFile(_)), "{refusal}");
        assert!(refusal.to_string().contains("poortwacht migrate"));
    }
    assert!(!database.file().exists());
}

#[test]
fn an_empty_postgresql_database_is_refused() {
    assert_no_schema(&Database::empty(Backend::Postgres));
}

#[test]
fn an_empty_file_is_refused_until_it_is_migrated() {
    let database = Database::empty(Backend::Sqlite);
    std::fs::write(database.file(), []).unwrap();
    assert_no_schema(&database);
    assert!(database.migrate(&database.config).unwrap().created);
    drop(database.open());
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let database = Database::empty(Backend::Sqlite);
    std::fs::write(database.file(), "no database ".repeat(1000)).unwrap();
    let refusal = refusal(&database.config);
    assert!(matches!(refusal, OpenError::Store(_) | OpenError::Connect(_)), "{refusal}");
}

#[test]
fn a_new_file_is_private_and_can_shrink() {
    use std::os::unix::fs::PermissionsExt;
    let database = Database::empty(Backend::Sqlite);
    assert!(database.migrate(&database.config).unwrap().created);
    assert_eq!(std::fs::metadata(database.file()).unwrap().permissions().mode() & 0o777, 0o600);
    let header = std::fs::read(database.file()).unwrap();
    let page_size = u16::from_be_bytes([header[16], header[17]]);
    let (write_ahead, incremental_vacuum) = (header[18], header[67]);
    assert_eq!((page_size, write_ahead, incremental_vacuum), (8192, 2, 1));
}

#[test]
fn postgresql_that_may_lose_commits_is_refused() {
    let database = Database::migrated(Backend::Postgres);
    let name = database.server().name();
    database.execute(&format!("ALTER DATABASE {name} SET synchronous_commit = off"));
    for refusal in [refusal(&database.config), database.migrate(&database.config).unwrap_err()] {
        assert!(matches!(refusal, OpenError::NotDurable("synchronous_commit")), "{refusal}");
    }
}

#[test]
fn postgresql_over_tcp_without_verified_tls_is_refused_before_anything_is_sent() {
    let config = StoreConfig {
        url: "postgres://poortwacht:secret@db.invalid/poortwacht".to_owned(),
        read_connections: 1,
        environment: Environment::Test,
        create: false,
    };
    assert!(matches!(refusal(&config), OpenError::PlainTcp));
    assert!(!format!("{config:?}").contains("secret"));
}
