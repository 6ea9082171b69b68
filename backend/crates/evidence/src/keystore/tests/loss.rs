use poortwacht_domain::{Clock, HalfId, MunicipalityId};

use super::Place;
use crate::keystore::{Generation, KeyStore, KeyStoreError, Purpose, SqlKeyStore};

/// Every call of the trait, by its name.
pub(super) fn every_call(
    place: &Place,
    store: &SqlKeyStore,
    half: HalfId,
) -> [(&'static str, Result<(), KeyStoreError>); 13] {
    let generation = Generation { municipality: MunicipalityId::from_uuid(uuid::Uuid::nil()), number: 1 };
    let copies = tempfile::tempdir().unwrap();
    [
        ("take_half", store.take_half().map(drop)),
        ("half", store.half(half).map(drop)),
        ("halves", store.halves(&[half]).map(drop)),
        ("attach_halves", store.attach_halves(&[half]).map(drop)),
        ("destroy_halves", store.destroy_halves(&[half]).map(drop)),
        ("halves_created_before", store.halves_created_before(place.clock.now(), 1).map(drop)),
        ("generation_key", store.generation_key(generation, true).map(drop)),
        ("destroy_generation_keys", store.destroy_generation_keys(&[generation])),
        ("purpose_key", store.purpose_key(Purpose::Totp).map(drop)),
        ("keep_heads", store.keep_heads(&[])),
        ("kept_heads", store.kept_heads().map(drop)),
        ("probe", store.probe()),
        ("copy_to", store.copy_to(&copies.path().join("copy"), place.clock.now()).map(drop)),
    ]
}

on_both! {
    fn while_it_is_away_every_call_is_unavailable_and_when_it_is_back_all_work(place: &Place) {
        let store = place.create();
        let half = store.take_half().unwrap();

        place.take_away();
        for (call, answer) in every_call(place, &store, half.id) {
            assert!(matches!(answer, Err(KeyStoreError::Unavailable(_))), "{call}: {answer:?}");
        }
        assert!(!place.path().exists(), "a lost key store must not be made anew");

        place.bring_back();
        let found = store.half(half.id).unwrap().unwrap();
        assert_eq!(found.expose(), half.secret.expose());
        for (call, answer) in every_call(place, &store, half.id) {
            assert!(answer.is_ok(), "{call}: {answer:?}");
        }
    }

    fn halves_that_waited_while_it_was_away_are_not_handed_out(place: &Place) {
        let store = place.create();
        store.take_half().unwrap();
        place.take_away();
        assert!(matches!(store.take_half(), Err(KeyStoreError::Unavailable(_))));
        place.bring_back();
        store.take_half().unwrap();
        assert_eq!(place.half_rows(), 512, "a second pool was made");
    }
}
