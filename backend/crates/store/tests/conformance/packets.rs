//! Packet receipts and the counters beside them.

use jiff::Timestamp;
use poortwacht_domain::{CaseId, PacketId, PacketOutcome};
use poortwacht_store::counters::{self, Counter};
use poortwacht_store::packets::{self, PacketReceipt};
use poortwacht_store::{Insertion, Plan, StoreError};

use crate::support::{everything, now};
use crate::town::{Town, minutes, race, rng};

fn receipt(town: &Town, destroy_after: Timestamp) -> PacketReceipt {
    PacketReceipt {
        unit: town.unit,
        packet: PacketId::generate(now(), &rng()),
        municipality: town.id,
        digest: vec![7; 32],
        outcome: PacketOutcome::Accepted,
        case: Some(CaseId::random(&rng())),
        received_at: now(),
        destroy_after,
    }
}

fn keep(town: &Town, receipt: &PacketReceipt) -> Result<Insertion, StoreError> {
    let receipt = receipt.clone();
    town.write(move |tx, scope| packets::insert_receipt(tx, scope, &receipt))
}

fn counter(town: &Town, outcome: PacketOutcome) -> Counter {
    Counter { municipality: town.id, location: town.location, day: "2026-11-22".parse().unwrap(), outcome }
}

on_both_databases! {
    fn a_retry_finds_the_first_answer(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let first = receipt(&own, minutes(72 * 60));
        assert_eq!(keep(&own, &first).unwrap(), Insertion::Inserted);
        let second = PacketReceipt { outcome: PacketOutcome::Exempt, case: None, ..first.clone() };
        assert_eq!(keep(&own, &second).unwrap(), Insertion::AlreadyThere);
        let find = |town: &Town| {
            town.read(|conn, scope| packets::find_receipt(conn, scope, own.unit, first.packet))
        };
        assert_eq!(find(&own), Some(first.clone()));
        assert_eq!(find(&other), None);
        assert!(matches!(keep(&other, &second), Err(StoreError::NotFound)));
    }

    fn of_the_same_packet_received_by_two_processes_one_is_kept(database: &Database) {
        let stores = [database.open(), database.open()];
        let town = Town::build(&stores[0], "GM0001");
        let (receipt, scope) = (receipt(&town, minutes(1)), town.scope.clone());
        let outcomes = race(&[&stores[0], &stores[1]], |store, _| {
            let (receipt, scope) = (receipt.clone(), scope.clone());
            let keep = move |tx: &mut poortwacht_store::Tx<'_>| packets::insert_receipt(tx, &scope, &receipt);
            store.write_blocking(Plan::new(), keep).unwrap().into_inner()
        });
        assert_eq!(outcomes.into_iter().filter(|outcome| outcome.is_new()).count(), 1);
    }

    fn receipts_die_when_they_are_due_the_oldest_first(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        let receipts: Vec<_> = (1..=5).map(|minute| receipt(&town, minutes(minute))).collect();
        receipts.iter().for_each(|receipt| assert!(keep(&town, receipt).unwrap().is_new()));
        let purge = || town.write(|tx, _| packets::delete_due(tx, &everything(), minutes(4), 3)).unwrap();
        assert_eq!(purge(), 3);
        let left = |receipt: &&PacketReceipt| {
            town.read(|conn, scope| packets::find_receipt(conn, scope, town.unit, receipt.packet)).is_some()
        };
        assert_eq!(receipts.iter().filter(left).count(), 2);
        assert_eq!((purge(), purge()), (1, 0));
        assert!(left(&&receipts[4]));
    }

    fn a_purge_of_one_municipality_leaves_the_others_alone(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        assert!(keep(&own, &receipt(&own, minutes(1))).unwrap().is_new());
        assert!(keep(&other, &receipt(&other, minutes(1))).unwrap().is_new());
        let purge = |town: &Town| {
            town.write(|tx, scope| packets::delete_due(tx, scope, minutes(2), 10)).unwrap()
        };
        assert_eq!((purge(&own), purge(&own), purge(&other)), (1, 0, 1));
    }

    fn counters_add_up_by_outcome_however_many_processes_count(database: &Database) {
        let stores = [database.open(), database.open()];
        let town = Town::build(&stores[0], "GM0001");
        let (exempt, scope) = (counter(&town, PacketOutcome::Exempt), town.scope.clone());
        race(&[&stores[0], &stores[1]], |store, _| {
            let scope = scope.clone();
            let count = move |tx: &mut poortwacht_store::Tx<'_>| counters::increment(tx, &scope, exempt, 2);
            store.write_blocking(Plan::new(), count).unwrap().into_inner();
        });
        let accepted = counter(&town, PacketOutcome::Accepted);
        town.write(move |tx, scope| counters::increment(tx, scope, accepted, 1)).unwrap();
        let counted = town.read(|conn, scope| counters::day(conn, scope, exempt.day));
        let counted: Vec<_> = counted.into_iter().map(|counted| (counted.counter, counted.count)).collect();
        assert_eq!(counted, [(accepted, 1), (exempt, 24)]);
        let (yesterday, tomorrow) = (exempt.day.yesterday().unwrap(), exempt.day.tomorrow().unwrap());
        let of_both = town.read(|conn, scope| counters::between(conn, scope, yesterday, tomorrow));
        assert_eq!(of_both.iter().map(|counted| counted.count).collect::<Vec<_>>(), [1, 24]);
        assert!(town.read(|conn, scope| counters::between(conn, scope, yesterday, exempt.day)).is_empty());
        assert!(town.read(|conn, scope| counters::day(conn, scope, yesterday)).is_empty());
    }

    fn nobody_counts_for_another_municipality(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let foreign = counter(&own, PacketOutcome::Exempt);
        let refused = other.write(move |tx, scope| counters::increment(tx, scope, foreign, 1));
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
        own.write(move |tx, scope| counters::increment(tx, scope, foreign, 1)).unwrap();
        assert!(other.read(|conn, scope| counters::day(conn, scope, foreign.day)).is_empty());
    }
}
