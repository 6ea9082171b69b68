//! Roadside units: registration, condition, signing keys.

use poortwacht_domain::UnitId;
use poortwacht_store::StoreError;
use poortwacht_store::units::{self, NewSigningKey, NewUnit, UnitReport};

use crate::support::{everything, now};
use crate::town::{Town, minutes, record, rng};

fn report(minute: i64, passages: u64) -> UnitReport {
    UnitReport {
        at: minutes(minute),
        clock_offset_ms: -3,
        queue_length: 2,
        oldest_queued_at: Some(minutes(minute - 1)),
        passages,
        no_hits: passages - 1,
        software_version: "1.4.0".to_owned(),
    }
}

fn key(unit: UnitId, from: i64, bytes: &[u8]) -> NewSigningKey {
    NewSigningKey {
        id: record(),
        unit,
        public_key: bytes.to_vec(),
        valid_from: minutes(from),
        valid_until: None,
    }
}

on_both_databases! {
    fn a_certificate_names_its_unit(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let find = |town: &Town| {
            town.read(|conn, scope| units::by_fingerprint(conn, scope, "fingerprint of GM0001 north"))
        };
        let found = find(&own).unwrap();
        assert_eq!((found.id, found.municipality, found.location), (own.unit, own.id, own.location));
        assert_eq!((found.lane, found.last_sequence, found.revoked_at), (1, None, None));
        assert!(find(&other).is_none());
        assert_eq!(own.read(|conn, scope| units::by_name(conn, scope, own.id, "north")), Some(found.clone()));
        assert_eq!(own.read(|conn, scope| units::by_id(conn, scope, own.unit)), Some(found));
        assert_eq!(own.read(units::all).len(), 1);
        assert_eq!(own.read(|conn, _| units::all(conn, &everything())).len(), 2);
    }

    fn a_name_and_a_certificate_are_registered_once(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        let same_name = NewUnit { id: UnitId::random(&rng()), ..town.new_unit("another") };
        let same_certificate =
            NewUnit { id: UnitId::random(&rng()), name: "south".to_owned(), ..town.new_unit("GM0001") };
        for taken in [same_name, same_certificate] {
            let refused = town.write(move |tx, scope| units::register(tx, scope, &taken));
            assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{refused:?}");
        }
    }

    fn a_unit_does_not_stand_in_another_municipality(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let astray = NewUnit {
            id: UnitId::random(&rng()),
            location: other.location,
            name: "south".to_owned(),
            ..own.new_unit("astray")
        };
        let refused = own.write(move |tx, scope| units::register(tx, scope, &astray));
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    }

    fn a_unit_is_revoked_once_and_by_its_own_municipality(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let unit = own.unit;
        assert!(!other.write(move |tx, scope| units::revoke(tx, scope, unit, minutes(1))).unwrap());
        assert!(own.write(move |tx, scope| units::revoke(tx, scope, unit, minutes(2))).unwrap());
        assert!(!own.write(move |tx, scope| units::revoke(tx, scope, unit, minutes(3))).unwrap());
        let found = own.read(|conn, scope| units::by_id(conn, scope, unit)).unwrap();
        assert_eq!(found.revoked_at, Some(minutes(2)));
    }

    fn a_heartbeat_replaces_the_condition_and_adds_up_the_passages(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let unit = own.unit;
        for (minute, passages) in [(1, 10), (2, 5)] {
            let beat = report(minute, passages);
            own.write(move |tx, scope| units::record_heartbeat(tx, scope, unit, &beat)).unwrap();
        }
        let health = own.read(|conn, scope| units::by_id(conn, scope, unit)).unwrap().health;
        assert_eq!((health.passages, health.no_hits), (15, 13));
        assert_eq!((health.last_heartbeat_at, health.oldest_queued_at), (Some(minutes(2)), Some(minutes(1))));
        assert_eq!((health.clock_offset_ms, health.queue_length), (Some(-3), Some(2)));
        let stranger = other.write(move |tx, scope| units::record_heartbeat(tx, scope, unit, &report(3, 1)));
        assert!(matches!(stranger, Err(StoreError::NotFound)), "{stranger:?}");
    }

    fn the_next_signing_key_ends_the_one_before(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let unit = own.unit;
        for (from, bytes) in [(0, b"first"), (60, b"other")] {
            own.write(move |tx, scope| units::add_signing_key(tx, scope, &key(unit, from, bytes))).unwrap();
        }
        let at = |minute| {
            let key = own.read(|conn, scope| units::signing_key_at(conn, scope, unit, minutes(minute)));
            key.map(|key| (key.public_key, key.valid_until))
        };
        assert_eq!(at(-1), None);
        assert_eq!(at(0), Some((b"first".to_vec(), Some(minutes(60)))));
        assert_eq!(at(59), Some((b"first".to_vec(), Some(minutes(60)))));
        assert_eq!(at(60), Some((b"other".to_vec(), None)));
        assert!(other.read(|conn, scope| units::signing_key_at(conn, scope, unit, now())).is_none());
        let stranger = other.write(move |tx, scope| units::add_signing_key(tx, scope, &key(unit, 90, b"mine!")));
        assert!(matches!(stranger, Err(StoreError::NotFound)), "{stranger:?}");
    }

    fn a_replaced_certificate_is_accepted_until_its_moment_and_the_new_one_at_once(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let unit = own.unit;
        let before = own.read(|conn, scope| units::by_id(conn, scope, unit)).unwrap().certificate_fingerprint;
        let certificate = |fingerprint: &str, minute| units::Certificate {
            fingerprint: fingerprint.to_owned(),
            unit,
            subject: "CN=noord".to_owned(),
            expires_at: Some(minutes(9_000)),
            added_at: minutes(minute),
            accepted_until: None,
        };
        let new = certificate("new", 10);
        own.write(move |tx, scope| units::add_certificate(tx, scope, &new, minutes(60))).unwrap();
        let accepted = |fingerprint: &str, minute| {
            let found = own.read(|conn, scope| units::accepted(conn, scope, fingerprint, minutes(minute)));
            found.map(|found| found.id)
        };
        assert_eq!((accepted("new", 10), accepted(&before, 59)), (Some(unit), Some(unit)));
        assert_eq!((accepted(&before, 60), accepted("other", 10)), (None, None));
        for (fingerprint, minute) in [("new", 20), (before.as_str(), 30)] {
            let again = certificate(fingerprint, minute);
            let refused = own.write(move |tx, scope| units::add_certificate(tx, scope, &again, minutes(90)));
            assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{fingerprint}: {refused:?}");
        }
        let third = certificate("third", 40);
        own.write(move |tx, scope| units::add_certificate(tx, scope, &third, minutes(120))).unwrap();
        let held = own.read(|conn, scope| units::certificates(conn, scope, unit));
        let held: Vec<_> = held.into_iter().map(|held| (held.fingerprint, held.accepted_until)).collect();
        let expected = [
            ("third".to_owned(), None),
            ("new".to_owned(), Some(minutes(120))),
            (before, Some(minutes(60))),
        ];
        assert_eq!(held, expected);
        let near = own.read(|conn, scope| units::expiring(conn, scope, minutes(9_001)));
        assert_eq!(near.iter().map(|near| near.fingerprint.as_str()).collect::<Vec<_>>(), ["third"]);
        assert!(own.read(|conn, scope| units::expiring(conn, scope, minutes(9_000))).is_empty());
        let foreign = certificate("fourth", 50);
        let refused = other.write(move |tx, scope| units::add_certificate(tx, scope, &foreign, minutes(60)));
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    }

    fn the_worst_of_each_hour_of_a_unit_stays_for_thirty_days(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        let unit = town.unit;
        for (minute, offset, queue) in [(0, 5, 1), (1, -90, 7), (2, 40, 0), (120, 3, 2)] {
            let beat = UnitReport { clock_offset_ms: offset, queue_length: queue, ..report(minute, 1) };
            town.write(move |tx, scope| units::record_heartbeat(tx, scope, unit, &beat)).unwrap();
        }
        let hours = |from| town.read(|conn, scope| units::hours_of(conn, scope, unit, from));
        let found: Vec<_> =
            hours(minutes(-120)).iter().map(|hour| (hour.clock_offset_ms, hour.queue_length)).collect();
        assert_eq!(found, [(-90, 7), (3, 2)]);
        let beat = report(60 * 24 * 31, 1);
        town.write(move |tx, scope| units::record_heartbeat(tx, scope, unit, &beat)).unwrap();
        assert_eq!(hours(minutes(-120)).len(), 1);
    }

    fn a_unit_is_suspended_and_resumed_until_it_is_revoked(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let unit = own.unit;
        let suspend = |town: &Town, since| town.write(move |tx, scope| units::suspend(tx, scope, unit, since)).unwrap();
        assert!(!suspend(&other, Some(minutes(1))));
        assert!(suspend(&own, Some(minutes(1))) && !suspend(&own, Some(minutes(2))));
        let found = own.read(|conn, scope| units::by_id(conn, scope, unit)).unwrap();
        assert_eq!(found.suspended_at, Some(minutes(1)));
        assert!(suspend(&own, None) && !suspend(&own, None));
        own.write(move |tx, scope| units::revoke(tx, scope, unit, minutes(3))).unwrap();
        assert!(!suspend(&own, Some(minutes(4))));
    }
}
