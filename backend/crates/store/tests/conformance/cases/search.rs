//! Search narrows with every part and never answers more than was asked.

use poortwacht_domain::{CaseId, CaseState};
use poortwacht_store::cases::{self, SearchFilter};

use crate::casework::{World, ago, officer, plate};

fn found(world: &World, filter: &SearchFilter) -> Vec<CaseId> {
    world.read(|conn, scope| cases::search(conn, scope, filter)).into_iter().map(|case| case.id).collect()
}

fn everything() -> SearchFilter {
    SearchFilter { limit: 50, ..SearchFilter::default() }
}

on_both_databases! {
    fn each_part_of_a_search_narrows_it(database: &Database) {
        let world = World::new(database);
        let (location, unit) = world.place("place-2");
        let (recent, old) = (world.case(10), world.case(1000));
        let mut elsewhere = world.new_case(500);
        (elsewhere.location, elsewhere.unit) = (location, unit);
        let reference = elsewhere.reference.clone();
        let elsewhere = world.store_case(elsewhere);
        world.confirm(old, officer());
        World::in_store(world.store.clone(), "GM0002").case(1);

        assert_eq!(found(&world, &everything()), [recent, elsewhere, old]);
        assert_eq!(found(&world, &SearchFilter { limit: 2, ..everything() }), [recent, elsewhere]);
        assert_eq!(found(&world, &SearchFilter { reference: Some(reference), ..everything() }), [elsewhere]);
        assert_eq!(found(&world, &SearchFilter { location: Some(location), ..everything() }), [elsewhere]);
        let period = SearchFilter { from: Some(ago(1000)), until: Some(ago(500)), ..everything() };
        assert_eq!(found(&world, &period), [old]);
        assert_eq!(found(&world, &SearchFilter { states: vec![CaseState::Confirmed], ..everything() }), [old]);
    }

    fn candidates_come_page_by_page_with_what_tells_their_plate_and_each_once(database: &Database) {
        let world = World::new(database);
        // Two of them at the same instant: the page between them must not lose one.
        let mut ids: Vec<CaseId> = [1, 2, 2, 3, 4].map(|minutes| world.case(minutes)).into();
        let mut other = world.new_case(5);
        other.plate = plate(2);
        let half = other.half.clone();
        ids.push(world.store_case(other));
        World::in_store(world.store.clone(), "GM0002").case(1);
        let page = |after| {
            let filter = SearchFilter { limit: 2, ..everything() };
            world.read(|conn, scope| cases::plate_candidates(conn, scope, &filter, after))
        };
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let found = page(after);
            let Some(last) = found.last() else { break };
            after = Some(last.case.cursor());
            seen.extend(found);
        }
        assert_eq!(seen.len(), ids.len());
        assert!(ids.iter().all(|id| seen.iter().any(|candidate| candidate.case.id == *id)));
        assert!(seen.is_sorted_by_key(|candidate| std::cmp::Reverse(candidate.case.captured_at)));
        let last = seen.last().unwrap();
        assert_eq!((last.index, &last.half), (plate(2), &half));
        let mut named = world.read(|conn, scope| cases::candidate_ids(conn, scope, &everything()));
        named.sort_unstable();
        ids.sort_unstable();
        assert_eq!(named, ids);
        let none = SearchFilter { states: vec![CaseState::Confirmed], ..everything() };
        assert!(world.read(|conn, scope| cases::plate_candidates(conn, scope, &none, None)).is_empty());
    }
}
