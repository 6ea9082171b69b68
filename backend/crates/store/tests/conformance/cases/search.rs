//! Search narrows with every part and never answers more than was asked.

use poortwacht_domain::{CaseId, CaseState};
use poortwacht_store::cases::{self, EarlierFilter, SearchFilter};

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
        (elsewhere.location, elsewhere.unit, elsewhere.plate) = (location, unit, plate(2));
        let reference = elsewhere.reference.clone();
        let elsewhere = world.store_case(elsewhere);
        world.confirm(old, officer());
        World::in_store(world.store.clone(), "GM0002").case(1);

        assert_eq!(found(&world, &everything()), [recent, elsewhere, old]);
        assert_eq!(found(&world, &SearchFilter { limit: 2, ..everything() }), [recent, elsewhere]);
        assert_eq!(found(&world, &SearchFilter { reference: Some(reference), ..everything() }), [elsewhere]);
        assert_eq!(found(&world, &SearchFilter { location: Some(location), ..everything() }), [elsewhere]);
        let indexes = Some(vec![[2; 32], [9; 32]]);
        assert_eq!(found(&world, &SearchFilter { plate_indexes: indexes, ..everything() }), [elsewhere]);
        assert!(found(&world, &SearchFilter { plate_indexes: Some(Vec::new()), ..everything() }).is_empty());
        let period = SearchFilter { from: Some(ago(1000)), until: Some(ago(500)), ..everything() };
        assert_eq!(found(&world, &period), [old]);
        assert_eq!(found(&world, &SearchFilter { states: vec![CaseState::Confirmed], ..everything() }), [old]);
    }

    fn the_same_plate_at_the_same_place_in_the_same_period_is_found(database: &Database) {
        let world = World::new(database);
        let (location, unit) = world.place("place-2");
        let (now_judged, an_hour_ago, last_week) = (world.case(10), world.case(70), world.case(7 * 24 * 60));
        let mut elsewhere = world.new_case(20);
        (elsewhere.location, elsewhere.unit) = (location, unit);
        world.store_case(elsewhere);
        let mut another_vehicle = world.new_case(30);
        another_vehicle.plate = plate(2);
        world.store_case(another_vehicle);
        let mut filter = EarlierFilter {
            plate_indexes: vec![[1; 32], [5; 32]],
            location: world.location,
            from: ago(24 * 60),
            until: ago(0),
            except: now_judged,
        };
        let earlier = |filter: &EarlierFilter| {
            let cases = world.read(|conn, scope| cases::earlier_for_plate(conn, scope, filter));
            cases.into_iter().map(|case| case.id).collect::<Vec<_>>()
        };
        assert_eq!(earlier(&filter), [an_hour_ago]);
        filter.from = ago(8 * 24 * 60);
        assert_eq!(earlier(&filter), [last_week, an_hour_ago]);
    }
}
