//! What is stored is what is found.

use poortwacht_domain::{CaseState, VehicleCategory};
use poortwacht_store::cases::{self, Case, Charge};
use poortwacht_store::{Scope, StoreError};

use crate::casework::{World, ago, undecided};
use crate::support::now;

on_both_databases! {
    fn a_case_is_found_as_it_was_stored(database: &Database) {
        let world = World::new(database);
        let charge = Charge {
            offence_code: "R559".parse().unwrap(),
            vehicle_category: VehicleCategory::new(2).unwrap(),
            vehicle_category_source: "unit".to_owned(),
        };
        let mut new = world.new_case(90);
        new.charge = Some(charge.clone());
        world.store_case(new.clone());
        let expected = Case {
            id: new.id,
            municipality: new.municipality,
            reference: new.reference.clone(),
            location: new.location,
            unit: new.unit,
            state: CaseState::AwaitingReview,
            state_changed_at: now(),
            dismissal_reason: None,
            captured_at: ago(90),
            received_at: now(),
            half: new.half,
            revision: 1,
            plate: new.plate,
            charge: Some(charge),
            exemption: new.exemption,
            facts: new.facts,
            dossier: new.dossier,
            gate_findings: "[]".to_owned(),
            decided: None,
            claim: None,
            batch: None,
            retention: undecided(90),
        };
        assert_eq!(world.find(new.id), expected);
        let by_reference = world.read(|conn, scope| cases::find_by_reference(conn, scope, &new.reference));
        assert_eq!(by_reference, Some(expected));
    }

    fn to_another_municipality_the_case_does_not_exist(database: &Database) {
        let world = World::new(database);
        let other = World::in_store(world.store.clone(), "GM0002");
        let new = world.new_case(1);
        let (id, reference) = (new.id, new.reference.clone());
        world.store_case(new);
        assert_eq!(other.read(|conn, scope| cases::find(conn, scope, id)), None);
        assert_eq!(other.read(|conn, scope| cases::find_by_reference(conn, scope, &reference)), None);
        assert!(!other.write(move |tx, scope| cases::delete(tx, scope, id)).unwrap());
        let facts = other.write(move |tx, scope| cases::set_facts(tx, scope, id, "{}"));
        assert!(matches!(facts, Err(StoreError::NotFound)), "{facts:?}");
        assert_eq!(world.find(id).facts, r#"{"lane":1}"#);
    }

    fn a_case_cannot_be_stored_for_another_municipality(database: &Database) {
        let world = World::new(database);
        let other = World::in_store(world.store.clone(), "GM0002");
        let new = world.new_case(1);
        let refused = other.write(move |tx, scope| cases::insert(tx, scope, &new));
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    }

    fn a_reference_or_a_key_half_is_used_once(database: &Database) {
        let world = World::new(database);
        let first = world.new_case(1);
        let mut same_reference = world.new_case(1);
        same_reference.reference = first.reference.clone();
        let mut same_half = world.new_case(1);
        same_half.half = first.half.clone();
        world.store_case(first);
        for new in [same_reference, same_half] {
            let refused = world.write(move |tx, scope| cases::insert(tx, scope, &new));
            assert!(matches!(refused, Err(StoreError::Conflict { .. })), "{refused:?}");
        }
    }

    fn a_damaged_row_is_named_and_not_shown(database: &Database) {
        let world = World::new(database);
        let id = world.case(1);
        database.execute("UPDATE cases SET state = 'lost'");
        let error = world.store.read_blocking(|conn| cases::find(conn, &Scope::job("test"), id)).unwrap_err();
        let StoreError::Corrupt { table, column, row, .. } = error else { panic!("{error:?}") };
        assert_eq!((table, column, row), ("cases", "state", id.to_string()));
    }

    fn corrections_change_what_they_name_and_count_the_revision(database: &Database) {
        let world = World::new(database);
        let id = world.case(1);
        let revision = world
            .write(move |tx, scope| {
                cases::set_facts(tx, scope, id, r#"{"lane":2}"#)?;
                cases::set_gate_findings(tx, scope, id, r#"["consent"]"#)?;
                cases::set_plate(tx, scope, id, &crate::casework::plate(9))?;
                cases::bump_revision(tx, scope, id)
            })
            .unwrap();
        let case = world.find(id);
        assert_eq!((revision, case.revision), (2, 2));
        assert_eq!((case.facts.as_str(), case.gate_findings.as_str()), (r#"{"lane":2}"#, r#"["consent"]"#));
        assert_eq!(case.plate, crate::casework::plate(9));
    }
}
