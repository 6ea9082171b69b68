//! The numbering of a unit's packets: what is missing is known, whatever the order of arrival.

use std::collections::BTreeSet;

use poortwacht_domain::{Rng, UnitId};
use poortwacht_store::StoreError;
use poortwacht_store::units::{self, Missing};

use crate::support::{fresh, now};
use crate::town::{Town, minutes, race, rng};

fn arrive(town: &Town, unit: UnitId, sequence: u64) -> Option<Missing> {
    town.write(move |tx, scope| units::record_sequence(tx, scope, unit, sequence, now())).unwrap()
}

fn missing(town: &Town, unit: UnitId) -> Vec<(u64, u64)> {
    let gaps = town.read(|conn, scope| units::gaps_of(conn, scope, unit));
    gaps.into_iter().map(|gap| (gap.missing.first, gap.missing.last)).collect()
}

fn highest(town: &Town) -> Option<u64> {
    town.read(|conn, scope| units::by_id(conn, scope, town.unit)).unwrap().last_sequence
}

/// The numbers from the first arrival to the highest one that have not arrived.
fn expected(arrived: &[u64]) -> BTreeSet<u64> {
    let mut reached = None;
    let mut missing = BTreeSet::new();
    for &number in arrived {
        missing.remove(&number);
        let from = reached.map_or(number, |reached| reached + 1);
        missing.extend(from..number);
        reached = Some(reached.unwrap_or(number).max(number));
    }
    missing
}

/// Numbers below `count` in some order, a third of them left out.
fn some_order(count: u8) -> Vec<u64> {
    let rng = rng();
    let mut keyed: Vec<([u8; 2], u64)> = (0..u64::from(count)).map(|number| ([0; 2], number)).collect();
    keyed.iter_mut().for_each(|(key, _)| rng.fill(key));
    keyed.sort_unstable();
    keyed.into_iter().filter(|(key, _)| key[1] % 3 != 0).map(|(_, number)| number).collect()
}

on_both_databases! {
    fn numbers_in_a_row_leave_no_gap(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        for sequence in [17, 18, 19, 19] {
            assert_eq!(arrive(&town, town.unit, sequence), None);
        }
        assert_eq!((missing(&town, town.unit), highest(&town)), (vec![], Some(19)));
    }

    fn a_jump_opens_a_gap_and_late_packets_close_it_from_any_side(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        arrive(&town, town.unit, 1);
        assert_eq!(arrive(&town, town.unit, 9), Some(Missing { first: 2, last: 8 }));
        assert_eq!(missing(&town, town.unit), [(2, 8)]);
        for (late, left) in [
            (5, vec![(2, 4), (6, 8)]),
            (2, vec![(3, 4), (6, 8)]),
            (8, vec![(3, 4), (6, 7)]),
            (5, vec![(3, 4), (6, 7)]),
            (4, vec![(3, 3), (6, 7)]),
            (3, vec![(6, 7)]),
        ] {
            assert_eq!(arrive(&town, town.unit, late), None);
            assert_eq!(missing(&town, town.unit), left, "after {late}");
        }
        assert_eq!(highest(&town), Some(9));
    }

    fn whatever_the_order_the_gaps_are_what_is_missing(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        for _ in 0..8 {
            let unit = UnitId::random(&rng());
            let name = format!("unit {}", fresh());
            let new = units::NewUnit { id: unit, name: name.clone(), ..town.new_unit(&name) };
            town.write(move |tx, scope| units::register(tx, scope, &new)).unwrap();
            let arrived = some_order(30);
            let numbers = arrived.clone();
            town.write(move |tx, scope| {
                numbers.iter().try_for_each(|&number| {
                    units::record_sequence(tx, scope, unit, number, now()).map(drop)
                })
            })
            .unwrap();
            let gaps: BTreeSet<u64> =
                missing(&town, unit).into_iter().flat_map(|(first, last)| first..=last).collect();
            assert_eq!(gaps, expected(&arrived), "{arrived:?}");
        }
    }

    fn packets_that_two_processes_receive_at_once_leave_no_gap(database: &Database) {
        let stores = [database.open(), database.open()];
        let town = Town::build(&stores[0], "GM0001");
        arrive(&town, town.unit, 0);
        let (unit, scope) = (town.unit, town.scope.clone());
        race(&[&stores[0], &stores[1]], |store, number| {
            for step in 0..5 {
                let (scope, sequence) = (scope.clone(), 1 + number as u64 * 5 + step);
                let receive = move |tx: &mut poortwacht_store::Tx<'_>| {
                    units::record_sequence(tx, &scope, unit, sequence, minutes(1))
                };
                store.write_blocking(poortwacht_store::Plan::new(), receive).unwrap().into_inner();
            }
        });
        assert_eq!((missing(&town, unit), highest(&town)), (vec![], Some(60)));
    }

    fn another_municipality_neither_moves_nor_sees_a_sequence(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        arrive(&own, own.unit, 1);
        arrive(&own, own.unit, 3);
        let unit = own.unit;
        let stranger = other.write(move |tx, scope| units::record_sequence(tx, scope, unit, 2, now()));
        assert!(matches!(stranger, Err(StoreError::NotFound)), "{stranger:?}");
        assert_eq!((missing(&own, unit), missing(&other, unit)), (vec![(2, 2)], vec![]));
        assert_eq!((own.read(units::gaps).len(), other.read(units::gaps).len()), (1, 0));
    }
}
