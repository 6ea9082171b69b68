use poortwacht_ledger::{KeptHead, LogName};

use super::Place;
use crate::keystore::{KeyStore, KeyStoreError};

fn head(size: u64, byte: u8) -> KeptHead {
    KeptHead { log: LogName::system(), size, hash: [byte; 32] }
}

#[test]
fn the_last_head_of_each_log_is_kept() {
    let place = Place::new();
    let store = place.create();
    assert!(store.kept_heads().unwrap().is_empty());
    for head in [head(1, 1), head(5, 5), head(5, 5)] {
        store.keep_heads(std::slice::from_ref(&head)).unwrap();
        assert_eq!(place.reopen().kept_heads().unwrap(), [head]);
    }
}

#[test]
fn a_log_that_went_back_or_changed_in_place_is_refused_and_nothing_is_kept() {
    let place = Place::new();
    let store = place.create();
    store.keep_heads(&[head(5, 5)]).unwrap();
    for offered in [head(4, 4), head(5, 6)] {
        let error = store.keep_heads(std::slice::from_ref(&offered)).unwrap_err();
        assert!(matches!(error, KeyStoreError::HeadWentBack { .. }), "{error}");
        assert_eq!(store.kept_heads().unwrap(), [head(5, 5)]);
    }
}

#[test]
fn a_head_written_without_the_master_key_is_corrupt() {
    let place = Place::new();
    let store = place.create();
    store.keep_heads(&[head(5, 5)]).unwrap();
    place.execute("UPDATE kept_heads SET sealed = zeroblob(150)");
    assert!(matches!(store.kept_heads(), Err(KeyStoreError::Corrupt { table: "kept_heads", .. })));
}
