//! Cases that are left alone because the person concerned asked so.

use poortwacht_domain::{CaseId, RestrictionGround};
use poortwacht_store::case_restrictions::{self, Restriction};
use poortwacht_store::{StoreError, cases};

use crate::casework::{World, ago, officer};

fn restrict(world: &World, case: CaseId) -> Result<Restriction, StoreError> {
    let new = Restriction { ground: RestrictionGround::Unlawful, by: officer(), at: ago(3) };
    world.write(move |tx, scope| case_restrictions::restrict(tx, scope, case, &new)).map(|()| new)
}

fn lift(world: &World, case: CaseId) -> Result<(), StoreError> {
    world.write(move |tx, scope| case_restrictions::lift(tx, scope, case))
}

fn of_case(world: &World, case: CaseId) -> Option<Restriction> {
    world.read(|conn, scope| case_restrictions::of_case(conn, scope, case))
}

on_both_databases! {
    fn a_case_is_restricted_once_and_until_that_is_lifted(database: &Database) {
        let world = World::new(database);
        let case = world.case(9);
        assert_eq!(of_case(&world, case), None);
        let new = restrict(&world, case).unwrap();
        assert_eq!(of_case(&world, case), Some(new));
        assert!(matches!(restrict(&world, case), Err(StoreError::Conflict { .. })));
        lift(&world, case).unwrap();
        assert_eq!(of_case(&world, case), None);
        assert!(matches!(lift(&world, case), Err(StoreError::Conflict { .. })));
    }

    fn a_restricted_case_lies_on_no_desk_and_waits_for_nobody(database: &Database) {
        let world = World::new(database);
        let (old, young) = (world.case(9), world.case(5));
        let officers = [officer(), officer()];
        assert_eq!(world.claim_next(officers[0]), Some(old));
        restrict(&world, old).unwrap();
        assert_eq!(world.find(old).claim, None);
        let waiting = || world.read(|conn, scope| cases::count_waiting(conn, scope, 10));
        let stock = || world.read(cases::stock).first().map(|line| line.waiting);
        assert_eq!((waiting(), stock()), (1, Some(1)));
        assert_eq!([world.claim_next(officers[1]), world.claim_next(officers[1])], [Some(young), None]);
        lift(&world, old).unwrap();
        assert_eq!((waiting(), stock()), (2, Some(2)));
        assert_eq!(world.claim_next(officers[1]), Some(old));
    }

    fn a_restriction_follows_its_case_and_belongs_to_one_municipality(database: &Database) {
        let world = World::new(database);
        let other = World::in_store(world.store.clone(), "GM0002");
        let case = world.case(9);
        restrict(&world, case).unwrap();
        assert_eq!(of_case(&other, case), None);
        assert!(matches!(lift(&other, case), Err(StoreError::NotFound)));
        world.confirm(case, officer());
        assert!(of_case(&world, case).is_some(), "another term moves the mark along");
        assert!(world.write(move |tx, scope| cases::delete(tx, scope, case)).unwrap());
        assert_eq!(of_case(&world, case), None);
    }
}
