use poortwacht_ledger::KeptHead;

use super::Place;
use crate::keystore::{KeyStore, KeyStoreError};

fn head(size: u64, byte: u8) -> KeptHead {
    KeptHead { shard: "system/2026-2".parse().unwrap(), size, root: [byte; 32] }
}

on_both! {
    fn the_last_head_of_each_log_is_kept(place: &Place) {
        let store = place.create();
        assert!(store.kept_heads().unwrap().is_empty());
        for head in [head(1, 1), head(5, 5), head(5, 5)] {
            store.keep_heads(std::slice::from_ref(&head)).unwrap();
            assert_eq!(place.reopen().kept_heads().unwrap(), [head]);
        }
    }

    fn a_log_that_went_back_or_changed_in_place_is_refused_and_nothing_is_kept(place: &Place) {
        let store = place.create();
        store.keep_heads(&[head(5, 5)]).unwrap();
        for offered in [head(4, 4), head(5, 6)] {
            let error = store.keep_heads(std::slice::from_ref(&offered)).unwrap_err();
            assert!(matches!(error, KeyStoreError::HeadWentBack { .. }), "{error}");
            assert_eq!(store.kept_heads().unwrap(), [head(5, 5)]);
        }
    }

    fn processes_that_keep_heads_at_once_never_let_a_log_go_back(place: &Place) {
        drop(place.create());
        std::thread::scope(|scope| {
            for first in 0..4_u8 {
                scope.spawn(move || {
                    let store = place.reopen();
                    for byte in (first..80).step_by(4) {
                        let kept = store.keep_heads(&[head(u64::from(byte), byte)]);
                        assert!(matches!(kept, Ok(()) | Err(KeyStoreError::HeadWentBack { .. })), "{kept:?}");
                    }
                });
            }
        });
        assert_eq!(place.reopen().kept_heads().unwrap(), [head(79, 79)]);
    }

    fn a_head_written_without_the_master_key_is_corrupt(place: &Place) {
        let store = place.create();
        store.keep_heads(&[head(5, 5)]).unwrap();
        place.execute("UPDATE kept_heads SET sealed = (SELECT check_value FROM marker)");
        assert!(matches!(store.kept_heads(), Err(KeyStoreError::Corrupt { table: "kept_heads", .. })));
    }
}
