use poortwacht_domain::{Clock, HalfId};

use super::{MASTER, Place};
use crate::keystore::{IndexClass, IndexKeyName, KeyStore, KeyStoreError, Purpose, SqliteKeyStore};

/// Every call of the trait, by its name.
fn every_call(
    place: &Place,
    store: &SqliteKeyStore,
    half: HalfId,
) -> [(&'static str, Result<(), KeyStoreError>); 11] {
    let municipality = poortwacht_domain::MunicipalityId::from_uuid(uuid::Uuid::nil());
    let name = IndexKeyName::new(municipality, place.clock.now(), IndexClass::Kept);
    [
        ("take_half", store.take_half().map(drop)),
        ("half", store.half(half).map(drop)),
        ("attach_halves", store.attach_halves(&[half]).map(drop)),
        ("destroy_halves", store.destroy_halves(&[half]).map(drop)),
        ("halves_created_before", store.halves_created_before(place.clock.now(), 1).map(drop)),
        ("index_key", store.index_key(&name, true).map(drop)),
        ("destroy_index_key", store.destroy_index_key(&name).map(drop)),
        ("purpose_key", store.purpose_key(Purpose::Totp).map(drop)),
        ("keep_heads", store.keep_heads(&[])),
        ("kept_heads", store.kept_heads().map(drop)),
        ("probe", store.probe()),
    ]
}

#[test]
fn while_the_file_is_away_every_call_is_unavailable_and_when_it_is_back_all_work() {
    let place = Place::new();
    let store = place.create();
    let half = store.take_half().unwrap();
    let (folder, away) = (place.path().parent().unwrap().to_owned(), place.folder.path().join("away"));

    std::fs::rename(&folder, &away).unwrap();
    for (call, answer) in every_call(&place, &store, half.id) {
        assert!(matches!(answer, Err(KeyStoreError::Unavailable(_))), "{call}: {answer:?}");
    }
    assert!(!place.path().exists(), "a lost key store must not be made anew");

    std::fs::rename(&away, &folder).unwrap();
    let found = store.half(half.id).unwrap().unwrap();
    assert_eq!(found.expose(), half.secret.expose());
    for (call, answer) in every_call(&place, &store, half.id) {
        assert!(answer.is_ok(), "{call}: {answer:?}");
    }
}

#[test]
fn halves_of_a_deleted_file_are_not_handed_out_after_a_backup_is_put_back() {
    let place = Place::new();
    let store = place.create();
    let backup = place.folder.path().join("backup");
    drop(place.reopen());
    std::fs::copy(place.path(), &backup).unwrap();
    store.take_half().unwrap();

    let folder = place.path().parent().unwrap().to_owned();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(matches!(store.take_half(), Err(KeyStoreError::Unavailable(_))));
    std::fs::create_dir(&folder).unwrap();
    std::fs::copy(&backup, place.path()).unwrap();
    let half = store.take_half().unwrap();
    assert!(place.reopen().half(half.id).unwrap().is_some());
}

#[test]
fn a_key_store_under_another_master_key_in_its_place_is_not_used() {
    let (place, other) = (Place::new(), Place::new());
    let store = place.create();
    drop(other.open_as(other.config(true), [99; 32]).unwrap());
    assert_ne!(MASTER, [99; 32]);
    std::fs::remove_dir_all(place.path().parent().unwrap()).unwrap();
    std::fs::create_dir(place.path().parent().unwrap()).unwrap();
    std::fs::copy(other.path(), place.path()).unwrap();
    let error = store.take_half().unwrap_err();
    assert!(matches!(&error, KeyStoreError::Unavailable(why) if why.contains("master key")), "{error}");
}

#[test]
fn a_damaged_file_is_unavailable_and_does_not_panic() {
    let place = Place::new();
    let store = place.create();
    store.take_half().unwrap();
    drop(store);
    let store = place.reopen();
    std::fs::remove_file(place.path()).unwrap();
    std::fs::write(place.path(), [0x55; 8192]).unwrap();
    assert!(matches!(store.probe(), Err(KeyStoreError::Unavailable(_))));
}
