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

    fn only_a_recovery_lets_a_log_go_back(place: &Place) {
        let store = place.create();
        let other = KeptHead { shard: "system/2027-1".parse().unwrap(), ..head(3, 3) };
        store.keep_heads(&[head(5, 5), other.clone()]).unwrap();
        let next = KeptHead { shard: "system/2027-1.2".parse().unwrap(), ..head(2, 2) };
        let left = [head(4, 4), next];
        store.recover_heads(&[head(5, 5), other], &left).unwrap();
        assert_eq!(place.reopen().kept_heads().unwrap(), left);
    }

    fn what_is_withheld_is_given_again_afterwards(place: &Place) {
        let store = place.create();
        let half = store.take_half().unwrap().id;
        store.withhold(true);
        assert!(matches!(store.take_half(), Err(KeyStoreError::Withheld)));
        assert!(matches!(store.half(half), Err(KeyStoreError::Withheld)));
        assert!(matches!(store.halves(&[half]), Err(KeyStoreError::Withheld)));
        assert!(matches!(store.halves_created_before(jiff::Timestamp::MAX, 1), Err(KeyStoreError::Withheld)));
        store.withhold(false);
        assert!(store.half(half).unwrap().is_some());
    }

    fn attached_halves_are_paged_and_missing_ones_named(place: &Place) {
        let store = place.create();
        let mut halves: Vec<_> = (0..5).map(|_| store.take_half().unwrap().id).collect();
        halves.sort_by_key(ToString::to_string);
        assert!(store.attached_halves(None, 10).unwrap().is_empty());
        store.attach_halves(&halves).unwrap();
        let first = store.attached_halves(None, 3).unwrap();
        assert_eq!(first, halves[..3]);
        assert_eq!(store.attached_halves(first.last().copied(), 3).unwrap(), halves[3..]);
        store.destroy_halves(&halves[1..3]).unwrap();
        assert_eq!(store.missing_halves(&halves).unwrap(), halves[1..3]);
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
