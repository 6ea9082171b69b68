//! Whoever judges first, wins; the other hears so.

use jiff::SignedDuration;
use poortwacht_domain::{AccountId, CaseId, CaseState, DismissalReason, RetentionClass, VehicleCategory};
use poortwacht_store::StoreError;
use poortwacht_store::cases::{self, Charge, Claim, Decided, Decision, Undo};

use crate::casework::{LEASE, World, ago, confirmation, officer, retention, undecided};
use crate::support::now;

fn dismissal(officer: AccountId) -> Decision {
    Decision {
        to: CaseState::Dismissed,
        dismissal_reason: Some(DismissalReason::PlateUnreadable),
        undo_until: Some(ago(-15)),
        retention: retention(RetentionClass::Dismissed, ago(-60 * 24)),
        ..confirmation(officer)
    }
}

fn decide(world: &World, id: CaseId, decision: Decision) -> Result<(), StoreError> {
    world.write(move |tx, scope| cases::decide(tx, scope, id, &decision))
}

fn undo(world: &World, id: CaseId, from: CaseState, officer: AccountId) -> Result<(), StoreError> {
    let undo = Undo { from, officer, at: now(), lease: LEASE, retention: undecided(5) };
    world.write(move |tx, scope| cases::undo(tx, scope, id, &undo))
}

on_both_databases! {
    fn a_confirmation_is_stored_with_charge_and_term_and_leaves_the_desk(database: &Database) {
        let world = World::new(database);
        let (id, officer) = (world.case(5), officer());
        assert_eq!(world.claim_next(officer), Some(id));
        let charge = Charge {
            offence_code: "R559".parse().unwrap(),
            vehicle_category: VehicleCategory::new(1).unwrap(),
            vehicle_category_source: "officer".to_owned(),
        };
        let term = retention(RetentionClass::Confirmed, ago(-60 * 24 * 120));
        let decision = Decision { charge: Some(charge.clone()), retention: term, ..confirmation(officer) };
        decide(&world, id, decision).unwrap();
        let case = world.find(id);
        assert_eq!((case.state, case.charge, case.retention), (CaseState::Confirmed, Some(charge), term));
        assert_eq!(case.decided, Some(Decided { by: officer, at: now(), undo_until: None }));
        assert_eq!(case.claim, None);
    }

    fn a_case_is_judged_only_by_the_officer_who_has_it(database: &Database) {
        let world = World::new(database);
        let (id, holder, other) = (world.case(5), officer(), officer());
        let unclaimed = decide(&world, id, confirmation(holder));
        assert!(matches!(unclaimed, Err(StoreError::Conflict { .. })), "{unclaimed:?}");
        assert_eq!(world.claim_next(holder), Some(id));
        let others = decide(&world, id, confirmation(other));
        assert!(matches!(others, Err(StoreError::Conflict { .. })), "{others:?}");
        assert_eq!(world.find(id).state, CaseState::AwaitingReview);
        let late = Decision { at: now() + LEASE + LEASE, ..confirmation(holder) };
        decide(&world, id, late).unwrap();
    }

    fn a_judged_case_is_not_judged_again(database: &Database) {
        let world = World::new(database);
        let (id, officer) = (world.case(5), officer());
        assert_eq!(world.claim_next(officer), Some(id));
        decide(&world, id, dismissal(officer)).unwrap();
        let again = decide(&world, id, confirmation(officer));
        assert!(matches!(again, Err(StoreError::Conflict { .. })), "{again:?}");
        let case = world.find(id);
        assert_eq!(case.state, CaseState::Dismissed);
        assert_eq!(case.dismissal_reason, Some(DismissalReason::PlateUnreadable));
        let nothing = decide(&world, CaseId::random(&crate::casework::rng()), confirmation(officer));
        assert!(matches!(nothing, Err(StoreError::NotFound)), "{nothing:?}");
    }

    fn an_undone_dismissal_is_back_on_the_same_desk_as_if_it_had_not_been(database: &Database) {
        let world = World::new(database);
        let (id, officer, other) = (world.case(5), officer(), officer());
        let before = world.find(id);
        assert_eq!(world.claim_next(officer), Some(id));
        decide(&world, id, dismissal(officer)).unwrap();
        assert!(matches!(undo(&world, id, CaseState::Dismissed, other), Err(StoreError::Conflict { .. })));
        undo(&world, id, CaseState::Dismissed, officer).unwrap();
        let mut after = world.find(id);
        assert_eq!(after.claim, Some(Claim { by: officer, expires_at: now() + LEASE }));
        after.claim = None;
        assert_eq!(after, before);
        assert!(matches!(undo(&world, id, CaseState::Dismissed, officer), Err(StoreError::Conflict { .. })));
    }

    fn undo_last_finds_the_latest_decision_that_still_stands(database: &Database) {
        let world = World::new(database);
        let officer = officer();
        let last = || world.read(|conn, scope| cases::last_decided_by(conn, scope, officer)).map(|case| case.id);
        assert_eq!(last(), None);
        let (first, second) = (world.case(20), world.case(10));
        for (minute, id) in [(0, first), (1, second)] {
            assert_eq!(world.claim_next(officer), Some(id));
            let at = now() + SignedDuration::from_mins(minute);
            decide(&world, id, Decision { at, ..dismissal(officer) }).unwrap();
        }
        assert_eq!(last(), Some(second));
        let since = |minute, limit| -> Vec<CaseId> {
            let since = now() + SignedDuration::from_mins(minute);
            let decided = world.read(|conn, scope| cases::decided_since(conn, scope, officer, since, limit));
            decided.into_iter().map(|case| case.id).collect()
        };
        assert_eq!((since(0, 9), since(1, 9), since(0, 1)), (vec![second, first], vec![second], vec![second]));
        undo(&world, second, CaseState::Dismissed, officer).unwrap();
        assert_eq!(last(), Some(first));
    }

    fn a_change_of_state_starts_where_it_says_or_not_at_all(database: &Database) {
        let world = World::new(database);
        let id = world.case(5);
        let wrong = world.set_state(id, CaseState::Confirmed, CaseState::Ready);
        assert!(matches!(wrong, Err(StoreError::Conflict { .. })), "{wrong:?}");
        world.confirm(id, officer());
        world.set_state(id, CaseState::Confirmed, CaseState::Ready).unwrap();
        assert_eq!(world.find(id).state, CaseState::Ready);
    }

    fn a_case_that_goes_back_to_the_desk_is_undecided(database: &Database) {
        let world = World::new(database);
        let id = world.case(5);
        world.confirm(id, officer());
        world.set_state(id, CaseState::Confirmed, CaseState::AwaitingReview).unwrap();
        assert_eq!(world.find(id).decided, None);
        assert_eq!(world.claim_next(officer()), Some(id));
    }
}
