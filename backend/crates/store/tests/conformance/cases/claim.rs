//! Two officers never get the same case.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use poortwacht_domain::{AccountId, CaseId, CaseState};
use poortwacht_store::cases::{self, ClaimRequest, StockLine};
use poortwacht_store::{Plan, Scope, Store, StoreError};

use crate::casework::{LEASE, World, ago, officer, request, undecided};
use crate::support::now;

/// Claims until nothing is left.
fn claim_all(store: &Store, scope: &Scope, officer: AccountId) -> Vec<CaseId> {
    let next = || {
        let (scope, request) = (scope.clone(), request(officer));
        let claimed = store.write_blocking(Plan::new(), move |tx| cases::claim_next(tx, &scope, &request));
        claimed.unwrap().into_inner()
    };
    std::iter::from_fn(next).collect()
}

on_both_databases! {
    fn many_officers_on_two_servers_share_the_stock_without_one_case_twice(database: &Database) {
        let world = World::new(database);
        let stock: BTreeSet<CaseId> = (0..120).map(|minute| world.case(minute)).collect();
        let servers = [world.store.clone(), database.open()];
        let claimed: Vec<CaseId> = std::thread::scope(|threads| {
            let officers: Vec<_> = (0..8)
                .map(|desk| {
                    let (store, scope) = (&servers[desk % 2], &world.scope);
                    threads.spawn(move || claim_all(store, scope, officer()))
                })
                .collect();
            officers.into_iter().flat_map(|officer| officer.join().unwrap()).collect()
        });
        assert_eq!(claimed.len(), stock.len());
        assert_eq!(claimed.into_iter().collect::<BTreeSet<_>>(), stock);
    }

    fn the_oldest_act_comes_first(database: &Database) {
        let world = World::new(database);
        let (young, old, middle) = (world.case(10), world.case(500), world.case(100));
        let officer = officer();
        let order: Vec<_> = (0..4).map(|_| world.claim_next(officer)).collect();
        assert_eq!(order, [Some(old), Some(middle), Some(young), None]);
        let desk = world.read(|conn, scope| cases::claimed(conn, scope, officer, now()));
        assert_eq!(desk, [old, middle, young]);
        assert!(world.find(old).is_claimed_by(officer, now()));
    }

    fn what_was_claimed_first_stays_first_and_what_comes_back_goes_to_the_end(database: &Database) {
        let world = World::new(database);
        let (young, old) = (world.case(10), world.case(500));
        let officer = officer();
        let at = |seconds| now() + SignedDuration::from_secs(seconds);
        let claim = |id, seconds| world.write(move |tx, scope| cases::claim(tx, scope, id, officer, at(seconds), LEASE));
        let held = || world.read(|conn, scope| cases::claimed(conn, scope, officer, at(3)));
        claim(young, 0).unwrap();
        claim(old, 1).unwrap();
        assert_eq!(held(), [young, old], "the order of the queue does not count any more");
        world.write(move |tx, scope| cases::renew_claim(tx, scope, young, officer, at(2), LEASE)).unwrap();
        assert_eq!(held(), [young, old], "renewing moves nothing");
        claim(young, 3).unwrap();
        assert_eq!(held(), [old, young]);
        world.write(move |tx, scope| cases::release_claim(tx, scope, old, officer)).unwrap();
        assert_eq!(held(), [young]);
    }

    fn skipped_cases_and_other_places_are_passed_over(database: &Database) {
        let world = World::new(database);
        let (location, unit) = world.place("place-2");
        let (first, second) = (world.case(200), world.case(100));
        let mut elsewhere = world.new_case(300);
        (elsewhere.location, elsewhere.unit) = (location, unit);
        let elsewhere = world.store_case(elsewhere);
        let officer = officer();
        let here = ClaimRequest { location: Some(world.location), skip: vec![first], ..request(officer) };
        assert_eq!(world.claim(here.clone()), Some(second));
        assert_eq!(world.claim(here), None);
        assert_eq!(world.claim(ClaimRequest { location: Some(location), ..request(officer) }), Some(elsewhere));
        assert_eq!(world.claim_next(officer), Some(first));
    }

    fn only_cases_that_await_review_in_the_own_municipality_are_given(database: &Database) {
        let world = World::new(database);
        let other = World::in_store(world.store.clone(), "GM0002");
        other.case(900);
        let judged = world.case(800);
        world.confirm(judged, officer());
        let waiting = world.case(5);
        let officer = officer();
        assert_eq!(world.claim_next(officer), Some(waiting));
        assert_eq!(world.claim_next(officer), None);
    }

    fn a_claim_that_ran_out_goes_to_whoever_asks_next(database: &Database) {
        let world = World::new(database);
        let id = world.case(5);
        let (slow, quick) = (officer(), officer());
        assert_eq!(world.claim_next(slow), Some(id));
        let before = ClaimRequest { now: now() + LEASE - SignedDuration::from_micros(1), ..request(quick) };
        assert_eq!(world.claim(before), None);
        let after = ClaimRequest { now: now() + LEASE, ..request(quick) };
        assert_eq!(world.claim(after), Some(id));
        let renewed = world.write(move |tx, scope| cases::renew_claim(tx, scope, id, slow, now(), LEASE));
        assert!(matches!(renewed, Err(StoreError::Conflict { .. })), "{renewed:?}");
        world.write(move |tx, scope| cases::release_claim(tx, scope, id, slow)).unwrap();
        assert!(world.find(id).is_claimed_by(quick, now() + LEASE));
    }

    fn a_renewed_claim_lasts_and_a_released_one_does_not(database: &Database) {
        let world = World::new(database);
        let id = world.case(5);
        let (holder, next) = (officer(), officer());
        assert_eq!(world.claim_next(holder), Some(id));
        let later = now() + SignedDuration::from_mins(9);
        world.write(move |tx, scope| cases::renew_claim(tx, scope, id, holder, later, LEASE)).unwrap();
        assert_eq!(world.claim(ClaimRequest { now: now() + LEASE, ..request(next) }), None);
        world.write(move |tx, scope| cases::release_claim(tx, scope, id, holder)).unwrap();
        assert_eq!(world.claim_next(next), Some(id));
    }

    fn a_known_case_is_claimed_unless_a_colleague_has_it(database: &Database) {
        let world = World::new(database);
        let id = world.case(5);
        let (first, second) = (officer(), officer());
        let claim = |officer: AccountId| world.write(move |tx, scope| cases::claim(tx, scope, id, officer, now(), LEASE));
        claim(first).unwrap();
        claim(first).unwrap();
        assert!(matches!(claim(second), Err(StoreError::Conflict { .. })));
        world.set_state(id, CaseState::AwaitingReview, CaseState::Expired).unwrap();
        assert!(matches!(claim(first), Err(StoreError::Conflict { .. })));
        assert_eq!(world.find(id).claim, None);
    }

    fn an_abandoned_claim_is_released_and_one_that_has_just_run_out_is_not(database: &Database) {
        let world = World::new(database);
        let (id, officer) = (world.case(10), officer());
        assert_eq!(world.claim_next(officer), Some(id));
        let release = |before| {
            let scope = world.scope.clone();
            let release = move |tx: &mut poortwacht_store::Tx<'_>| cases::release_expired(tx, &scope, before);
            world.store.write_blocking(Plan::new(), release).unwrap().into_inner()
        };
        assert_eq!(release(now() + LEASE), 0);
        assert!(world.find(id).claim.is_some());
        assert_eq!(release(now() + LEASE + SignedDuration::from_micros(1)), 1);
        assert_eq!(world.find(id).claim, None);
    }

    fn the_stock_is_counted_by_place_with_the_nearest_deadline_first(database: &Database) {
        let world = World::new(database);
        assert_eq!(world.read(cases::stock), []);
        let (location, unit) = world.place("place-2");
        let mut elsewhere = world.new_case(300);
        (elsewhere.location, elsewhere.unit) = (location, unit);
        world.store_case(elsewhere);
        for minutes in [10, 20, 30] {
            world.case(minutes);
        }
        let judged = world.case(900);
        world.confirm(judged, officer());
        World::in_store(world.store.clone(), "GM0002").case(1);
        let line = |location, waiting, minutes| StockLine {
            location,
            waiting,
            oldest: ago(minutes),
            deadline: undecided(minutes).destroy_after,
        };
        assert_eq!(world.read(cases::stock), [line(location, 1, 300), line(world.location, 3, 30)]);
    }
}
