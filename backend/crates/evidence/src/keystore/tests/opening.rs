use std::os::unix::fs::PermissionsExt;

use poortwacht_store::Environment;
use uuid::Uuid;

use super::{MASTER, Place};
use crate::keystore::{KeyStore, KeyStoreConfig, KeyStoreOpenError};

#[test]
fn a_missing_file_is_refused_and_not_made() {
    let place = Place::new();
    let refusal = place.open_as(place.config(false), MASTER).err().unwrap();
    assert!(matches!(refusal, KeyStoreOpenError::Missing { .. }), "{refusal}");
    assert!(!place.path().exists());
}

#[test]
fn a_new_file_is_readable_by_its_owner_only() {
    let place = Place::new();
    let _store = place.create();
    let mode = std::fs::metadata(place.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn creating_again_keeps_what_is_there() {
    let place = Place::new();
    let half = place.create().take_half().unwrap();
    let found = place.create().half(half.id).unwrap().unwrap();
    assert_eq!(found.expose(), half.secret.expose());
}

#[test]
fn a_file_that_a_crash_left_empty_is_completed_only_when_creating() {
    let place = Place::new();
    drop(place.create());
    std::fs::write(place.path(), b"").unwrap();
    let refusal = place.open_as(place.config(false), MASTER).err().unwrap();
    assert!(matches!(refusal, KeyStoreOpenError::NotAKeyStore { .. }), "{refusal}");
    place.create().take_half().unwrap();
}

#[test]
fn another_master_key_is_told_at_once() {
    let place = Place::new();
    drop(place.create());
    let refusal = place.open_as(place.config(false), [18; 32]).err().unwrap();
    assert!(matches!(refusal, KeyStoreOpenError::WrongMasterKey { .. }), "{refusal}");
}

#[test]
fn a_text_file_and_a_foreign_database_are_no_key_stores() {
    let place = Place::new();
    drop(place.create());
    std::fs::write(place.path(), "this is a text and by no means a database".repeat(200)).unwrap();
    let refusal = place.open_as(place.config(false), MASTER).err().unwrap();
    assert!(matches!(refusal, KeyStoreOpenError::NotAKeyStore { .. }), "{refusal}");

    std::fs::remove_file(place.path()).unwrap();
    place.execute("CREATE TABLE cases (id TEXT)");
    for create in [false, true] {
        let refusal = place.open_as(place.config(create), MASTER).err().unwrap();
        assert!(matches!(refusal, KeyStoreOpenError::NotAKeyStore { .. }), "{refusal}");
    }
}

#[test]
fn a_newer_schema_is_refused() {
    let place = Place::new();
    drop(place.create());
    place.execute("UPDATE marker SET schema_version = 2");
    let refusal = place.open_as(place.config(false), MASTER).err().unwrap();
    assert!(matches!(refusal, KeyStoreOpenError::Newer { found: 2, known: 1 }), "{refusal}");
}

#[test]
fn the_key_store_of_another_database_or_environment_is_refused() {
    let place = Place::new();
    drop(place.create());
    let other = KeyStoreConfig { instance: Uuid::from_u128(2), ..place.config(false) };
    let refusal = place.open_as(other, MASTER).err().unwrap();
    assert!(matches!(refusal, KeyStoreOpenError::OtherInstance { .. }), "{refusal}");

    let other = KeyStoreConfig { environment: Environment::Production, ..place.config(false) };
    let refusal = place.open_as(other, MASTER).err().unwrap();
    assert!(matches!(refusal, KeyStoreOpenError::OtherEnvironment { .. }), "{refusal}");
}

#[test]
fn a_path_with_marks_of_a_uri_is_still_a_path() {
    let place = Place::new();
    let mut config = place.config(true);
    config.path = place.folder.path().join("50% keys?mode=memory#1.sqlite");
    let half = place.open_as(config.clone(), MASTER).unwrap().take_half().unwrap();
    assert!(config.path.exists());
    assert!(place.open_as(config, MASTER).unwrap().half(half.id).unwrap().is_some());
}
