//! A case gives up its key for a new one.

use poortwacht_store::cases::{self, Rekey};
use poortwacht_store::{Scope, StoreError, spent_halves};

use crate::casework::{World, half, plate};
use crate::support::now;

on_both_databases! {
    fn a_case_with_a_new_key_counts_its_revision_and_leaves_its_old_half_to_be_destroyed(database: &Database) {
        let world = World::new(database);
        let (seen, new) = (world.find(world.case(5)), half());
        let (before, after) = (seen.clone(), new.clone());
        let revision = world
            .write(move |tx, scope| cases::rekey(tx, scope, &Rekey { seen: &before, half: &after, plate: &plate(7), at: now() }))
            .unwrap();
        let case = world.find(seen.id);
        assert_eq!((revision, case.revision), (2, 2));
        assert_eq!((case.half, case.plate), (new, plate(7)));
        let job = Scope::job("test");
        assert_eq!(world.read(|conn, _| spent_halves::waiting(conn, &job, 10)), [seen.half.id]);
        let other = World::in_store(world.store.clone(), "GM0002");
        assert_eq!(other.read(|conn, scope| spent_halves::waiting(conn, scope, 10)), []);
        let spent = [seen.half.id];
        assert_eq!(other.write(move |tx, scope| spent_halves::forget(tx, scope, &spent)).unwrap(), 0);
        assert_eq!(world.write(move |tx, scope| spent_halves::forget(tx, scope, &spent)).unwrap(), 1);
        assert_eq!(world.write(move |tx, scope| spent_halves::forget(tx, scope, &spent)).unwrap(), 0);
    }

    fn whoever_saw_the_case_before_it_changed_gives_it_no_key(database: &Database) {
        let world = World::new(database);
        let seen = world.find(world.case(5));
        let stale = seen.clone();
        let again = move |world: &World| {
            let (seen, half) = (stale.clone(), half());
            world.write(move |tx, scope| cases::rekey(tx, scope, &Rekey { seen: &seen, half: &half, plate: &plate(7), at: now() }))
        };
        let other = World::in_store(world.store.clone(), "GM0002");
        assert!(matches!(again(&other), Err(StoreError::NotFound)));
        again(&world).unwrap();
        assert!(matches!(again(&world), Err(StoreError::Conflict { .. })), "another key was faster");
        let seen = world.find(seen.id);
        let id = seen.id;
        world.write(move |tx, scope| cases::bump_revision(tx, scope, id)).unwrap();
        let refused = world.write(move |tx, scope| {
            cases::rekey(tx, scope, &Rekey { seen: &seen, half: &half(), plate: &plate(7), at: now() })
        });
        assert!(matches!(refused, Err(StoreError::Conflict { .. })), "a field was sealed meanwhile");
        assert_eq!(world.read(|conn, scope| spent_halves::waiting(conn, scope, 10)).len(), 1);
    }
}
