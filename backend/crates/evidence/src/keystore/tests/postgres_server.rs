use poortwacht_store::{Environment, OpenError};
use uuid::Uuid;

use super::place::contains;
use super::{MASTER, Place};
use crate::keystore::{KeyStore, KeyStoreError, KeyStoreOpenError, KeyStorePlace, KeyStoreSite, POOL_SIZE};

fn site(url: &str) -> KeyStoreSite {
    let place = KeyStorePlace::Postgres { url: url.to_owned().into() };
    KeyStoreSite { place, instance: Uuid::from_u128(1), environment: Environment::Test }
}

#[test]
fn the_database_of_the_cases_is_refused_in_whatever_schema_it_has_them() {
    let place = Place::postgres();
    let server = place.server();
    server.execute("CREATE SCHEMA town CREATE TABLE instance (id INT) CREATE TABLE cases (id INT)");
    let refusal = place.refusal(true, MASTER);
    assert!(matches!(refusal, KeyStoreOpenError::CaseDatabase), "{refusal}");
    assert_eq!(server.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'halves'"), "0");
}

#[test]
fn a_server_that_may_lose_a_commit_is_refused() {
    let place = Place::postgres();
    place.server().execute(&format!("ALTER DATABASE {} SET synchronous_commit = off", place.server().name()));
    let refusal = place.refusal(true, MASTER);
    assert!(
        matches!(refusal, KeyStoreOpenError::Server(OpenError::NotDurable("synchronous_commit"))),
        "{refusal}"
    );
}

#[test]
fn a_line_that_others_can_read_is_refused_before_anything_is_sent() {
    let place = Place::sqlite();
    let refusal =
        place.open_as(site("postgres://keys@db.example/keys?sslmode=require"), true, MASTER).err().unwrap();
    assert!(matches!(refusal, KeyStoreOpenError::Server(OpenError::PlainTcp)), "{refusal}");
}

#[test]
fn no_refusal_shows_a_password() {
    let place = Place::sqlite();
    for url in [
        "postgres://keys:geheim@%2Fnonexistent/keys",
        "postgres://keys:a@geheim@%2Fnonexistent/keys",
        "postgres://keys:a/geheim@%2Fnonexistent/keys",
        "postgres://keys:%zzgeheim@%2Fnonexistent/keys",
        "postgres:///keys?host=/nonexistent&password=geheim",
        "mysql://keys:geheim@db.example/keys",
        "sqlite:geheim",
    ] {
        let refusal = place.open_as(site(url), true, MASTER).err().unwrap();
        assert!(!format!("{refusal} {refusal:?} {:?}", site(url)).contains("geheim"), "{refusal}");
    }
}

#[test]
fn tables_of_another_role_are_refused() {
    let place = Place::postgres();
    drop(place.create());
    let role = format!("reader_of_{}", place.server().name());
    place.server().execute(&format!("CREATE ROLE {role} LOGIN"));
    let url = place.server().url.replace("user=postgres", &format!("user={role}"));
    let refusal = place.open_as(site(&url), false, MASTER).err().unwrap();
    place.server().execute(&format!("DROP ROLE {role}"));
    assert!(matches!(refusal, KeyStoreOpenError::NotOwner), "{refusal}");
}

#[test]
fn a_restarted_server_goes_unnoticed() {
    let place = Place::postgres();
    let store = place.create();
    let half = store.take_half().unwrap();
    place.server().disconnect_all();
    assert_eq!(store.half(half.id).unwrap().unwrap().expose(), half.secret.expose());
    place.server().disconnect_all();
    store.probe().unwrap();
}

#[test]
fn a_server_that_takes_no_writes_does_not_pass_the_probe() {
    let place = Place::postgres();
    drop(place.create());
    let name = place.server().name();
    place.server().execute(&format!("ALTER DATABASE {name} SET default_transaction_read_only = on"));
    let store = place.reopen();
    assert!(matches!(store.probe(), Err(KeyStoreError::Unavailable(_))));
    assert!(matches!(store.take_half(), Err(KeyStoreError::Unavailable(_))));
}

#[test]
fn deleted_rows_are_vacuumed_before_the_call_returns() {
    let place = Place::postgres();
    let store = place.create();
    let half = store.take_half().unwrap();
    let later = "2026-11-23T00:00:00Z".parse().unwrap();
    let all = store.halves_created_before(later, 1000).unwrap();
    assert!(all.contains(&half.id));
    assert_eq!(store.destroy_halves(&all).unwrap(), POOL_SIZE);
    assert_eq!(place.server().execute("SELECT pg_relation_size('halves')"), "0");
}

#[test]
fn nothing_of_a_destroyed_half_is_left_in_the_tables_after_the_next_backup() {
    let place = Place::postgres();
    let store = place.create();
    let row = store.take_half().unwrap().id;
    let sealed = place.sealed_half(&row.to_string());
    assert!(contains(&place.bytes(), &sealed));
    store.destroy_halves(&[row]).unwrap();
    crate::keystore::backup(&store, place.folder.path(), "2026-11-22T09:00:00Z".parse().unwrap()).unwrap();
    assert!(!contains(&place.bytes(), &sealed));
    assert!(!contains(&place.bytes(), row.to_string().as_bytes()));
}
