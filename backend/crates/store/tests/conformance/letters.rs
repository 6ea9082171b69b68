//! Warning letters, days of delivery, the last batch, and what the gate found.

use poortwacht_domain::{CaseState, DatePeriod, Weekday};
use poortwacht_store::letters::{self, LetterBundle, LetterPeriod};
use poortwacht_store::{Scope, StoreError, batches, cases, municipalities};

use crate::casework::{World, ago};

fn period(world: &World) -> LetterPeriod {
    let day = |day| jiff::civil::date(2026, 11, day);
    LetterPeriod { location: world.location, days: DatePeriod { from: day(1), until: day(30) } }
}

/// Two cases on the list, the earlier act first.
fn listed(world: &World) -> [poortwacht_domain::CaseId; 2] {
    let (period, ids) = (period(world), [world.case(9), world.case(5)]);
    for id in ids {
        world.write(move |tx, scope| letters::insert(tx, scope, id, &period, ago(4))).unwrap();
        let twice = world.write(move |tx, scope| letters::insert(tx, scope, id, &period, ago(4)));
        assert!(matches!(twice, Err(StoreError::Conflict { .. })));
    }
    ids
}

on_both_databases! {
    fn letters_wait_until_they_are_handed_over_once(database: &Database) {
        let world = World::new(database);
        let (period, at, [first, second]) = (period(&world), ago(3), listed(&world));
        let of = |issued| world.read(|conn, scope| letters::of_bundle(conn, scope, &period, issued, 10));
        assert_eq!(of(None), [first, second]);
        world.write(move |tx, scope| letters::hand_over(tx, scope, first, at)).unwrap();
        assert_eq!((of(None), of(Some(at))), (vec![second], vec![first]));
        let mut bundles = world.read(letters::bundles);
        bundles.sort_by_key(|bundle| bundle.handed_over_at);
        let bundle = |handed_over_at| LetterBundle { period, handed_over_at, count: 1 };
        assert_eq!(bundles, [bundle(None), bundle(Some(at))]);
        let again = world.write(move |tx, scope| letters::hand_over(tx, scope, first, ago(1)));
        assert!(matches!(again, Err(StoreError::Conflict { .. })));
        let back = world.write(move |tx, scope| letters::remove(tx, scope, first));
        assert!(matches!(back, Err(StoreError::Conflict { .. })), "a letter that left is not called back");
        world.write(move |tx, scope| letters::remove(tx, scope, second)).unwrap();
        assert!(of(None).is_empty());
    }

    fn letters_die_with_their_cases_and_belong_to_one_municipality(database: &Database) {
        let world = World::new(database);
        let (period, [first, _]) = (period(&world), listed(&world));
        let other = World::in_store(world.store.clone(), "GM0002");
        assert!(other.read(letters::bundles).is_empty());
        let foreign = other.write(move |tx, scope| letters::hand_over(tx, scope, first, ago(1)));
        assert!(matches!(foreign, Err(StoreError::NotFound)));
        world.write(move |tx, scope| cases::delete(tx, scope, first)).unwrap();
        let left = world.read(|conn, scope| letters::of_bundle(conn, scope, &period, None, 10));
        assert_eq!(left.len(), 1);
    }

    fn batches_are_built_every_day_until_other_days_or_none_are_chosen(database: &Database) {
        let world = World::new(database);
        let id = world.municipality;
        let days = || world.read(|conn, scope| municipalities::delivery_days(conn, scope, id));
        assert_eq!(days().as_deref(), Some(Weekday::ALL));
        for chosen in [vec![Weekday::Tuesday, Weekday::Friday], Vec::new()] {
            let new = chosen.clone();
            world.write(move |tx, scope| municipalities::set_delivery_days(tx, scope, id, &new)).unwrap();
            assert_eq!(days(), Some(chosen).filter(|days| !days.is_empty()));
        }
    }

    fn what_the_gate_found_is_listed_and_nothing_else(database: &Database) {
        let world = World::new(database);
        let (found, _) = (world.case(5), world.case(4));
        let text = r#"[{"condition":"no_oin","effect":"curable"}]"#;
        world.write(move |tx, scope| cases::set_gate_findings(tx, scope, found, text)).unwrap();
        let listed = world.read(cases::with_findings);
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].state, listed[0].findings.as_str()), (CaseState::AwaitingReview, text));
        let other = World::in_store(world.store.clone(), "GM0002");
        assert!(other.read(cases::with_findings).is_empty());
        assert_eq!(other.read(batches::newest), world.read(|conn, _| batches::newest(conn, &Scope::job("none yet"))));
    }
}
