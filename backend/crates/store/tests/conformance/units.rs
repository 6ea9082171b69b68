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
}
