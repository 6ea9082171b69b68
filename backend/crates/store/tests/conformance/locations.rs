//! Locations are told apart by municipality and code.

use poortwacht_domain::{AccountId, InspectionResult, LocationId, RecordId, SignFindings};
use poortwacht_store::inspections::{self, Inspection};
use poortwacht_store::locations::{self, Change, NewLocation, Upserted};
use poortwacht_store::{Scope, StoreError};

use crate::support::{everything, now};
use crate::town::{Town, dossier, minutes, rng};

on_both_databases! {
    fn a_location_is_found_by_id_and_code_within_its_municipality_only(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let found = own.read(|conn, scope| locations::by_id(conn, scope, own.location)).unwrap();
        assert_eq!((found.municipality, found.version), (own.id, 1));
        assert_eq!(found.dossier, dossier("lange-straat"));
        let by_code = own.read(|conn, scope| locations::by_code(conn, scope, own.id, "lange-straat")).unwrap();
        assert_eq!(by_code.id, own.location);
        assert!(other.read(|conn, scope| locations::by_id(conn, scope, own.location)).is_none());
        assert!(other.read(|conn, scope| locations::by_code(conn, scope, own.id, "lange-straat")).is_none());
        assert_eq!(own.read(locations::all).len(), 1);
        assert_eq!(own.read(|conn, _| locations::all(conn, &everything())).len(), 2);
    }

    fn an_import_of_the_same_code_changes_the_dossier_and_keeps_the_id(database: &Database) {
        let town = Town::build(&database.open(), "GM0001");
        let mut changed = NewLocation { id: LocationId::random(&rng()), ..town.new_location() };
        changed.dossier.name = "Korte Straat".to_owned();
        let again = changed.clone();
        let outcome = town.write(move |tx, scope| locations::upsert(tx, scope, &changed, minutes(5), minutes(90))).unwrap();
        assert_eq!(outcome, Upserted::Changed(town.location));
        let outcome = town.write(move |tx, scope| locations::upsert(tx, scope, &again, minutes(9), minutes(90))).unwrap();
        assert_eq!(outcome, Upserted::Unchanged(town.location));
        let found = town.read(|conn, scope| locations::by_id(conn, scope, town.location)).unwrap();
        assert_eq!((found.dossier.name.as_str(), found.version), ("Korte Straat", 2));
        assert_eq!((found.created_at, found.updated_at), (now(), minutes(5)));
    }

    fn a_location_cannot_be_recorded_for_another_municipality(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let foreign = other.new_location();
        let scope = Scope::municipality(own.id);
        let refused = own.write(move |tx, _| locations::upsert(tx, &scope, &foreign, now(), now()));
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    }

    fn every_change_is_kept_as_a_version_and_one_against_an_old_version_is_not_taken(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let by = AccountId::random(&rng());
        let mut changed = dossier("lange-straat");
        changed.direction = "south".to_owned();
        let change = Change { at: minutes(5), by: Some(by), reason: "a decree".into(), reference: "14".into() };
        let (id, next, why) = (own.location, changed.clone(), change.clone());
        let revised = own.write(move |tx, scope| locations::revise(tx, scope, id, 1, &next, (&why, minutes(90)))).unwrap();
        assert_eq!(revised, Some(2));
        let (next, why) = (dossier("lange-straat"), change.clone());
        let late = own.write(move |tx, scope| locations::revise(tx, scope, id, 1, &next, (&why, minutes(90)))).unwrap();
        assert_eq!(late, None);
        let (next, why) = (dossier("lange-straat"), change.clone());
        let foreign = other.write(move |tx, scope| locations::revise(tx, scope, id, 2, &next, (&why, minutes(90)))).unwrap();
        assert_eq!(foreign, None);
        let versions = own.read(|conn, scope| locations::versions(conn, scope, id));
        let numbers: Vec<_> = versions.iter().map(|version| version.number).collect();
        assert_eq!((numbers, &versions[0].change), (vec![2, 1], &change));
        assert_eq!((&versions[0].dossier, &versions[1].dossier), (&changed, &dossier("lange-straat")));
        assert_eq!(versions[1].change, Change::import(now()));
        assert!(other.read(|conn, scope| locations::versions(conn, scope, id)).is_empty());
    }

    fn an_inspection_is_corrected_once_and_seen_by_its_own_municipality(database: &Database) {
        let store = database.open();
        let (own, other) = (Town::build(&store, "GM0001"), Town::build(&store, "GM0002"));
        let entry = Inspection {
            id: RecordId::random(&rng()),
            municipality: own.id,
            location: own.location,
            inspected_at: minutes(1),
            recorded_at: minutes(2),
            recorded_by: AccountId::random(&rng()),
            result: InspectionResult::Fault,
            findings: SignFindings { present: true, visible: false, undamaged: true },
            remark: "a branch".to_owned(),
            corrects: None,
        };
        let correction = |minute| Inspection {
            id: RecordId::random(&rng()),
            recorded_at: minutes(minute),
            corrects: Some(entry.id),
            ..entry.clone()
        };
        let (first, second) = (correction(3), correction(4));
        for row in [entry.clone(), first.clone()] {
            own.write(move |tx, scope| inspections::insert(tx, scope, &row, minutes(60))).unwrap();
        }
        let again = own.write(move |tx, scope| inspections::insert(tx, scope, &second, minutes(60)));
        assert!(matches!(again, Err(StoreError::Conflict { .. })), "{again:?}");
        assert_eq!(own.read(|conn, scope| inspections::since(conn, scope, now())), [first, entry.clone()]);
        assert!(own.read(|conn, scope| inspections::since(conn, scope, minutes(2))).is_empty());
        assert!(other.read(|conn, scope| inspections::by_id(conn, scope, entry.id)).is_none());
        let foreign = entry.clone();
        let refused = other.write(move |tx, scope| inspections::insert(tx, scope, &foreign, minutes(60)));
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    }

    fn a_dossier_that_was_tampered_with_is_named_as_corrupt(database: &Database) {
        let store = database.open();
        let town = Town::build(&store, "GM0001");
        database.execute("UPDATE locations SET dossier = '{}'");
        let read = store.read_blocking(|conn| locations::by_id(conn, &town.scope, town.location));
        let Err(StoreError::Corrupt { table, column, row, .. }) = read else { panic!("{read:?}") };
        assert_eq!((table, column, row), ("locations", "dossier", town.location.to_string()));
    }
}
