use std::os::unix::fs::PermissionsExt;

use super::place::contains;
use super::{MASTER, Place};
use crate::keystore::{KeyStore, KeyStoreError, KeyStoreOpenError, KeyStorePlace, KeyStoreSite};

#[test]
fn a_new_file_is_readable_by_its_owner_only() {
    let place = Place::sqlite();
    let _store = place.create();
    let mode = std::fs::metadata(place.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_file_that_a_crash_left_empty_is_completed_only_when_creating() {
    let place = Place::sqlite();
    drop(place.create());
    std::fs::write(place.path(), b"").unwrap();
    let refusal = place.refusal(false, MASTER);
    assert!(matches!(refusal, KeyStoreOpenError::NotAKeyStore { .. }), "{refusal}");
    place.create().take_half().unwrap();
}

#[test]
fn a_text_file_is_no_key_store() {
    let place = Place::sqlite();
    drop(place.create());
    std::fs::write(place.path(), "this is a text and by no means a database".repeat(200)).unwrap();
    let refusal = place.refusal(false, MASTER);
    assert!(matches!(refusal, KeyStoreOpenError::NotAKeyStore { .. }), "{refusal}");
}

#[test]
fn a_path_with_marks_of_a_uri_is_still_a_path() {
    let place = Place::sqlite();
    let path = place.folder.path().join("50% keys?mode=memory#1.sqlite");
    let site = KeyStoreSite { place: KeyStorePlace::Sqlite { path: path.clone() }, ..place.site() };
    let half = place.open_as(site.clone(), true, MASTER).unwrap().take_half().unwrap();
    assert!(path.exists());
    assert!(place.open_as(site, false, MASTER).unwrap().half(half.id).unwrap().is_some());
}

#[test]
fn nothing_of_a_destroyed_half_is_left_in_any_file() {
    let place = Place::sqlite();
    let store = place.create();
    let row = store.take_half().unwrap().id;
    let sealed = place.sealed_half(&row.to_string());
    assert!(contains(&place.bytes(), &sealed));
    store.destroy_halves(&[row]).unwrap();
    assert!(!contains(&place.bytes(), &sealed));
    assert!(!contains(&place.bytes(), row.to_string().as_bytes()));
}

#[test]
fn halves_of_a_deleted_file_are_not_handed_out_after_an_older_one_is_put_back() {
    let place = Place::sqlite();
    let store = place.create();
    let older = place.folder.path().join("older");
    drop(place.reopen());
    std::fs::copy(place.path(), &older).unwrap();
    store.take_half().unwrap();

    std::fs::remove_dir_all(place.keys_folder()).unwrap();
    assert!(matches!(store.take_half(), Err(KeyStoreError::Unavailable(_))));
    std::fs::create_dir(place.keys_folder()).unwrap();
    std::fs::copy(&older, place.path()).unwrap();
    let half = store.take_half().unwrap();
    assert!(place.reopen().half(half.id).unwrap().is_some());
}

#[test]
fn a_key_store_under_another_master_key_in_its_place_is_not_used() {
    let (place, other) = (Place::sqlite(), Place::sqlite());
    let store = place.create();
    drop(other.open_as(other.site(), true, [99; 32]).unwrap());
    std::fs::remove_dir_all(place.keys_folder()).unwrap();
    std::fs::create_dir(place.keys_folder()).unwrap();
    std::fs::copy(other.path(), place.path()).unwrap();
    let error = store.take_half().unwrap_err();
    assert!(matches!(&error, KeyStoreError::Unavailable(why) if why.contains("master key")), "{error}");
}

#[test]
fn a_damaged_file_is_unavailable_and_does_not_panic() {
    let place = Place::sqlite();
    let store = place.create();
    store.take_half().unwrap();
    drop(store);
    let store = place.reopen();
    std::fs::remove_file(place.path()).unwrap();
    std::fs::write(place.path(), [0x55; 8192]).unwrap();
    assert!(matches!(store.probe(), Err(KeyStoreError::Unavailable(_))));
}
