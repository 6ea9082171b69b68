//! Cases that are kept beyond their term.

use poortwacht_domain::{AccountId, CaseId, CaseState, HoldGround, RetentionClass};
use poortwacht_store::cases::{self, Retention};
use poortwacht_store::legal_holds::{self, HoldRequest};
use poortwacht_store::{StoreError, maintenance};

use crate::casework::{World, ago, confirmation, officer, retention};

/// When the hold of these tests must be reviewed.
fn review() -> jiff::Timestamp {
    ago(-5_000)
}

fn ask(world: &World, case: CaseId, asked_by: AccountId) -> Result<(), StoreError> {
    let request = HoldRequest {
        ground: HoldGround::Appeal,
        explanation: "beroep".to_owned(),
        asked_by,
        asked_at: ago(3),
        lapses_at: ago(-60),
    };
    world.write(move |tx, scope| legal_holds::ask(tx, scope, case, &request))
}

fn place(world: &World, case: CaseId) -> Result<(), StoreError> {
    let by = officer();
    world.write(move |tx, scope| legal_holds::place(tx, scope, case, by, ago(2), review()))
}

fn held(world: &World, minutes: i64) -> CaseId {
    let case = world.case(minutes);
    ask(world, case, officer()).unwrap();
    place(world, case).unwrap();
    case
}

fn under(world: &World, case: CaseId) -> Retention {
    world.read(|conn, scope| legal_holds::of_case(conn, scope, case)).unwrap().placed.unwrap().under
}

fn due(world: &World, at: jiff::Timestamp) -> Vec<CaseId> {
    world.read(|conn, scope| cases::due(conn, scope, at, 10)).into_iter().map(|case| case.id).collect()
}

on_both_databases! {
    fn a_request_changes_nothing_and_a_placed_hold_keeps_the_case(database: &Database) {
        let world = World::new(database);
        let case = world.case(9);
        let own = world.find(case).retention;
        ask(&world, case, officer()).unwrap();
        assert!(matches!(ask(&world, case, officer()), Err(StoreError::Conflict { .. })), "one for each case");
        assert_eq!(world.find(case).retention, own);
        assert_eq!(due(&world, own.destroy_after), [case]);
        place(&world, case).unwrap();
        let kept = retention(RetentionClass::LegalHold, review());
        assert_eq!((world.find(case).retention, under(&world, case)), (kept, own));
        assert!(due(&world, ago(-9_000_000)).is_empty(), "what is held waits for its review");
        assert!(matches!(place(&world, case), Err(StoreError::Conflict { .. })), "nothing waits any more");
        let late = world.read(|conn, scope| maintenance::overdue(conn, scope, review()));
        assert!(late.iter().any(|late| late.table == "cases" && late.class == RetentionClass::LegalHold));
    }

    fn decisions_go_on_below_a_hold_and_count_once_it_is_released(database: &Database) {
        let world = World::new(database);
        let (case, judge) = (held(&world, 9), officer());
        world.confirm(case, judge);
        let kept = retention(RetentionClass::LegalHold, review());
        let confirmed = confirmation(judge).retention;
        assert_eq!((world.find(case).retention, under(&world, case)), (kept, confirmed));
        let sanctioned = retention(RetentionClass::Sanctioned, ago(-900));
        world.write(move |tx, scope| cases::reclass(tx, scope, case, &sanctioned)).unwrap();
        assert_eq!((world.find(case).retention, under(&world, case)), (kept, sanctioned));
        world.write(move |tx, scope| legal_holds::release(tx, scope, case, &sanctioned)).unwrap();
        assert_eq!((world.find(case).retention, world.find(case).state), (sanctioned, CaseState::Confirmed));
        assert_eq!(due(&world, ago(-900)), [case]);
        let again = world.write(move |tx, scope| legal_holds::release(tx, scope, case, &sanctioned));
        assert!(matches!(again, Err(StoreError::Conflict { .. })));
    }

    fn a_review_moves_the_date_and_keeps_what_is_below(database: &Database) {
        let world = World::new(database);
        let case = held(&world, 9);
        let (below, reviewer) = (under(&world, case), officer());
        world
            .write(move |tx, scope| legal_holds::confirm(tx, scope, case, reviewer, ago(1), ago(-9_000)))
            .unwrap();
        let hold = world.read(|conn, scope| legal_holds::of_case(conn, scope, case)).unwrap();
        let placed = hold.placed.unwrap();
        assert_eq!((placed.confirmed, placed.review_at), (Some((reviewer, ago(1))), ago(-9_000)));
        assert_eq!((placed.under, world.find(case).retention.destroy_after), (below, ago(-9_000)));
        let back = world.write(move |tx, scope| legal_holds::take_back(tx, scope, case));
        assert!(matches!(back, Err(StoreError::Conflict { .. })), "what is placed is released, not taken back");
    }

    fn holds_are_listed_by_their_review_belong_to_one_municipality_and_die_with_their_case(database: &Database) {
        let world = World::new(database);
        let (case, waiting) = (held(&world, 9), world.case(5));
        ask(&world, waiting, officer()).unwrap();
        let listed: Vec<_> = world.read(legal_holds::list).into_iter().map(|line| line.hold.case).collect();
        assert_eq!(listed.len(), 2);
        assert!(listed.contains(&case) && listed.contains(&waiting));
        let other = World::in_store(world.store.clone(), "GM0002");
        assert!(other.read(legal_holds::list).is_empty());
        assert_eq!(other.read(|conn, scope| legal_holds::of_case(conn, scope, case)), None);
        let foreign = other.write(move |tx, scope| legal_holds::take_back(tx, scope, waiting));
        assert!(matches!(foreign, Err(StoreError::NotFound)));
        world.write(move |tx, scope| cases::delete(tx, scope, case)).unwrap();
        assert_eq!(world.read(legal_holds::list).len(), 1);
    }
}
