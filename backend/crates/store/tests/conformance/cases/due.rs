//! Everything dies on schedule, and nothing below a case outlives it.

use poortwacht_domain::{CaseId, RetentionClass};
use poortwacht_store::cases;
use poortwacht_store::events::{self, NewEvent};
use poortwacht_store::{Scope, StoreError, fields, pictures};

use crate::casework::{World, ago, confirmation, half, officer, retention};
use crate::support::now;

fn event(kind: &str) -> NewEvent {
    NewEvent { at: now(), kind: kind.to_owned(), account: None, detail: "{}".to_owned(), ledger_entry: None }
}

/// Stores a case that is due since `minutes`, with an event.
fn due_since(world: &World, minutes: i64) -> CaseId {
    let mut new = world.new_case(60 * 24 * 70);
    new.retention = retention(RetentionClass::Undecided, ago(minutes));
    let id = world.store_case(new);
    world.write(move |tx, scope| events::append(tx, scope, id, &event("received"))).unwrap();
    id
}

on_both_databases! {
    fn due_cases_come_the_longest_overdue_first_and_no_more_than_asked(database: &Database) {
        let world = World::new(database);
        let (second, first, third) = (due_since(&world, 5), due_since(&world, 9), due_since(&world, 0));
        let _alive = due_since(&world, -1);
        World::in_store(world.store.clone(), "GM0002");
        let due = |limit| world.read(|conn, _| cases::due(conn, &Scope::job("retention"), now(), limit));
        assert_eq!(due(10).iter().map(|case| case.id).collect::<Vec<_>>(), [first, second, third]);
        assert_eq!(due(2).len(), 2);
        assert_eq!(world.read(|conn, scope| cases::due(conn, scope, now(), 10)).len(), 3);
        let case = world.find(first);
        let told = due(1).remove(0);
        assert_eq!((told.half, told.class), (case.half.id, case.retention.class));
        assert_eq!((told.municipality, told.location, told.state), (case.municipality, case.location, case.state));
    }

    fn the_keys_of_due_cases_come_page_by_page_and_each_once(database: &Database) {
        let world = World::new(database);
        let (second, first, third) = (due_since(&world, 5), due_since(&world, 9), due_since(&world, 0));
        let (same_moment, _alive) = (due_since(&world, 5), due_since(&world, -1));
        let page = |after| world.read(|conn, scope| cases::due_halves(conn, scope, now(), after, 2));
        let mut found = page(None);
        found.extend(page(found.last().map(|due| due.place)));
        assert!(page(found.last().map(|due| due.place)).is_empty());
        let mut between = [second, same_moment];
        between.sort_by_key(CaseId::to_string);
        let [one, other] = between;
        assert_eq!(found.iter().map(|due| due.place.1).collect::<Vec<_>>(), [first, one, other, third]);
        assert!(found.iter().all(|due| due.half == world.find(due.place.1).half.id));
    }

    fn a_case_past_its_term_is_neither_handed_out_nor_decided(database: &Database) {
        let world = World::new(database);
        let (id, officer) = (world.case(5), officer());
        assert_eq!(world.claim_next(officer), Some(id));
        let over = retention(RetentionClass::Undecided, ago(0));
        world.write(move |tx, scope| cases::reclass(tx, scope, id, &over)).unwrap();
        let late = confirmation(officer);
        let decided = world.write(move |tx, scope| cases::decide(tx, scope, id, &late));
        assert!(matches!(decided, Err(StoreError::Conflict { .. })), "{decided:?}");
        assert_eq!(world.find(id).retention, over);
        due_since(&world, 5);
        assert_eq!(world.claim_next(crate::casework::officer()), None);
    }

    fn another_class_reaches_all_that_is_below_the_case(database: &Database) {
        let world = World::new(database);
        let id = due_since(&world, 5);
        let term = retention(RetentionClass::Sanctioned, ago(-1000));
        world.write(move |tx, scope| cases::reclass(tx, scope, id, &term)).unwrap();
        assert_eq!(world.find(id).retention, term);
        assert!(world.read(|conn, scope| cases::due(conn, scope, now(), 10)).is_empty());
        let old = format!("retention_class <> 'sanctioned' OR destroy_after <> {}", term.destroy_after.as_microsecond());
        let must_be_none = ["case_pictures", "case_fields", "case_events"]
            .map(|table| format!("INSERT INTO old_terms SELECT count(*) FROM {table} WHERE {old};"))
            .concat();
        database.execute(&format!("CREATE TABLE old_terms (rows_left BIGINT CHECK (rows_left = 0)); {must_be_none}"));
        world.write(move |tx, scope| events::append(tx, scope, id, &event("accepted"))).unwrap();
        assert_eq!(world.read(|conn, scope| pictures::of_case(conn, scope, id)).len(), 2);
    }

    fn a_deleted_case_leaves_nothing_behind_and_deleting_it_again_does_no_harm(database: &Database) {
        let world = World::new(database);
        let (id, other) = (due_since(&world, 5), world.case(5));
        assert!(world.write(move |tx, scope| cases::delete(tx, scope, id)).unwrap());
        assert!(!world.write(move |tx, scope| cases::delete(tx, scope, id)).unwrap());
        assert_eq!(world.read(|conn, scope| cases::find(conn, scope, id)), None);
        let orphans = world.store.read_blocking(|conn| pictures::of_case(conn, &world.scope, id));
        assert!(matches!(orphans, Err(StoreError::NotFound)), "{orphans:?}");
        assert_eq!(world.read(|conn, scope| pictures::of_case(conn, scope, other)).len(), 2);
        assert_eq!(world.read(|conn, scope| fields::of_case(conn, scope, other)).len(), 1);
    }

    fn a_half_with_a_case_is_told_apart_from_one_without(database: &Database) {
        let world = World::new(database);
        let id = world.case(5);
        let attached = world.find(id).half.id;
        let halves = [half().id, attached, half().id];
        let used = world.read(|conn, _| cases::halves_in_use(conn, &Scope::job("sweep"), &halves));
        assert_eq!(used, [attached]);
    }
}
