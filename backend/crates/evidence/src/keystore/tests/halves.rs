use std::collections::HashSet;

use jiff::SignedDuration;
use poortwacht_domain::{Clock, HalfId};

use super::place::contains;
use super::{MASTER, Place};
use crate::keystore::{HALF_USABLE_FOR, KeyStore, KeyStoreError, POOL_SIZE};

on_both! {
    fn a_half_is_durable_before_it_is_handed_out(place: &Place) {
        let half = place.create().take_half().unwrap();
        let found = place.reopen().half(half.id).unwrap().unwrap();
        assert_eq!(found.expose(), half.secret.expose());
    }

    fn many_halves_are_found_at_once_and_those_that_are_gone_left_out(place: &Place) {
        let store = place.create();
        let taken: Vec<_> = (0..3 * POOL_SIZE).map(|_| store.take_half().unwrap()).collect();
        let (gone, lasting) = taken.split_at(7);
        store.destroy_halves(&gone.iter().map(|half| half.id).collect::<Vec<_>>()).unwrap();
        let found = store.halves(&taken.iter().map(|half| half.id).collect::<Vec<_>>()).unwrap();
        let secret = |id| found.iter().find(|half| half.id == id).map(|half| *half.secret.expose());
        assert_eq!(found.len(), lasting.len());
        assert!(lasting.iter().all(|half| secret(half.id) == Some(*half.secret.expose())));
        assert!(store.halves(&[]).unwrap().is_empty());
    }

    fn one_durable_write_serves_a_whole_pool(place: &Place) {
        let store = place.create();
        for _ in 0..POOL_SIZE {
            store.take_half().unwrap();
        }
        assert_eq!(place.half_rows(), 256);
        store.take_half().unwrap();
        assert_eq!(place.half_rows(), 512);
    }

    fn no_half_is_handed_out_twice_to_anyone(place: &Place) {
        let store = place.create();
        let taken = std::thread::scope(|scope| {
            let takers: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| (0..200).map(|_| store.take_half().unwrap().id).collect::<Vec<_>>()))
                .collect();
            takers.into_iter().flat_map(|taker| taker.join().unwrap()).collect::<HashSet<HalfId>>()
        });
        assert_eq!(taken.len(), 1600);
    }

    fn processes_share_halves_but_no_pool(place: &Place) {
        let (one, other) = (place.create(), place.reopen());
        let (first, second) = (one.take_half().unwrap(), other.take_half().unwrap());
        assert_eq!(place.half_rows(), 512);
        assert_eq!(other.half(first.id).unwrap().unwrap().expose(), first.secret.expose());
        assert_eq!(one.destroy_halves(&[first.id, second.id]).unwrap(), 2);
        assert!(other.half(second.id).unwrap().is_none());
    }

    fn halves_older_than_half_an_hour_are_left_to_the_sweep(place: &Place) {
        let store = place.create();
        let start = place.clock.now();
        let first = store.take_half().unwrap();
        store.attach_halves(&[first.id]).unwrap();

        place.clock.advance(HALF_USABLE_FOR);
        let still_usable = store.take_half().unwrap();
        store.attach_halves(&[still_usable.id]).unwrap();

        place.clock.advance(SignedDuration::from_secs(1));
        let fresh = store.take_half().unwrap();
        let unused = store.halves_created_before(start + SignedDuration::from_secs(1), 1000).unwrap();
        assert_eq!(unused.len(), POOL_SIZE - 2);
        assert!(!unused.contains(&fresh.id));
    }

    fn a_clock_that_went_back_does_not_keep_old_halves_in_use(place: &Place) {
        let store = place.create();
        let first = store.take_half().unwrap();
        place.clock.advance(-SignedDuration::from_hours(3));
        store.take_half().unwrap();
        let before = store.halves_created_before(place.clock.now() + SignedDuration::from_secs(1), 1000).unwrap();
        assert_eq!(before.len(), POOL_SIZE);
        assert!(!before.contains(&first.id));
    }

    fn the_sweep_sees_each_half_until_it_is_attached_or_destroyed(place: &Place) {
        let store = place.create();
        let (kept, unused) = (store.take_half().unwrap(), store.take_half().unwrap());
        let later = place.clock.now() + SignedDuration::from_hours(1);
        assert_eq!(store.halves_created_before(later, 10).unwrap().len(), 10);

        assert_eq!(store.attach_halves(&[kept.id]).unwrap(), 1);
        assert_eq!(store.attach_halves(&[kept.id]).unwrap(), 0);
        assert_eq!(store.destroy_halves(&[unused.id]).unwrap(), 1);
        let left = store.halves_created_before(later, 1000).unwrap();
        assert_eq!(left.len(), POOL_SIZE - 2);
        assert!(!left.contains(&kept.id) && !left.contains(&unused.id));
    }

    fn a_destroyed_half_is_gone_for_good_and_destroying_it_again_is_harmless(place: &Place) {
        let store = place.create();
        let ids: Vec<HalfId> = (0..1200).map(|_| store.take_half().unwrap().id).collect();
        let (destroyed, kept) = ids.split_at(1100);
        assert_eq!(store.destroy_halves(destroyed).unwrap(), 1100);
        assert_eq!(store.destroy_halves(destroyed).unwrap(), 0);
        let reopened = place.reopen();
        assert!(destroyed.iter().all(|id| reopened.half(*id).unwrap().is_none()));
        assert!(kept.iter().all(|id| reopened.half(*id).unwrap().is_some()));
    }

    fn a_half_that_is_destroyed_before_it_is_handed_out_is_never_handed_out(place: &Place) {
        let store = place.create();
        store.take_half().unwrap();
        let waiting =
            store.halves_created_before(place.clock.now() + SignedDuration::from_secs(1), 1000).unwrap();
        store.destroy_halves(&waiting).unwrap();
        let next = store.take_half().unwrap();
        assert!(store.half(next.id).unwrap().is_some());
    }

    fn no_secret_is_in_the_file_in_clear(place: &Place) {
        let store = place.create();
        let half = store.take_half().unwrap();
        assert!(!contains(&place.bytes(), half.secret.expose()));
        assert!(!contains(&place.bytes(), &MASTER));
    }

    fn a_value_moved_to_another_row_is_corrupt(place: &Place) {
        let store = place.create();
        let (first, second) = (store.take_half().unwrap().id, store.take_half().unwrap().id);
        place.execute(&format!(
            "UPDATE halves SET sealed = (SELECT sealed FROM halves WHERE id = '{first}') WHERE id = '{second}'"
        ));
        let error = store.half(second).unwrap_err();
        assert!(
            matches!(&error, KeyStoreError::Corrupt { table: "halves", row, .. } if *row == second.to_string())
        );
        assert!(store.half(first).unwrap().is_some());
    }
}
