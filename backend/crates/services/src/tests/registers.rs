//! What the operator registers: municipalities, address ranges, locations, units.

use poortwacht_domain::Role;
use serde_json::json;

use super::world::{World, dossier};
use crate::ServiceError;
use crate::addresses::{self, NewRange};
use crate::locations::{self, Imported};
use crate::municipalities::{self, NewMunicipality};
use crate::units::{self, UnitProblem};

fn fields(error: ServiceError) -> Vec<String> {
    match error {
        ServiceError::Invalid(problems) => problems.into_iter().map(|problem| problem.field).collect(),
        other => panic!("{other}"),
    }
}

fn range(network: &str, second_person: Option<&str>) -> NewRange {
    NewRange {
        network: network.to_owned(),
        note: "Stadhuis".to_owned(),
        second_person: second_person.map(ToOwned::to_owned),
    }
}

#[tokio::test]
async fn a_municipality_has_a_code_of_its_own() {
    let world = World::new().await;
    let new = NewMunicipality { code: "voorbeeld".to_owned(), name: "Elders".to_owned(), oin: None };
    assert_eq!(fields(municipalities::add(&world.services, new).await.unwrap_err()), ["code"]);
    let bad = NewMunicipality { code: "!".to_owned(), name: " ".to_owned(), oin: Some("12".to_owned()) };
    assert_eq!(fields(municipalities::add(&world.services, bad).await.unwrap_err()), ["code", "name", "oin"]);
    let found = municipalities::by_code(&world.services, "voorbeeld").await.unwrap();
    assert_eq!(found.id, world.municipality);
    assert!(municipalities::by_code(&world.services, "elders").await.is_err());
}

#[tokio::test]
async fn the_whole_internet_is_refused_and_a_wide_range_takes_a_second_person() {
    let world = World::new().await;
    let allow = |range| addresses::allow(&world.services, world.municipality, range);
    for network in ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "::/0", "10.0.0.1/24", "stadhuis"] {
        assert_eq!(fields(allow(range(network, None)).await.unwrap_err()), ["network"], "{network}");
    }
    assert_eq!(fields(allow(range("10.0.0.0/15", None)).await.unwrap_err()), ["second_person"]);
    assert_eq!(fields(allow(range("10.0.0.0/15", Some("ciso"))).await.unwrap_err()), ["second_person"]);
    world.person("ciso", Role::SecurityOfficer).await;
    allow(range("10.0.0.0/15", Some("ciso"))).await.unwrap();
    allow(range("10.0.0.0/15", Some("ciso"))).await.unwrap();
    assert_eq!(addresses::of(&world.services, world.municipality).await.unwrap().len(), 2);
    let union = addresses::union(&world.services).await.unwrap();
    let admits = |address: [u8; 4]| union.iter().any(|range| range.contains(address.into()));
    assert!(admits([10, 1, 2, 3]) && !admits([11, 1, 2, 3]));
}

#[tokio::test]
async fn dossiers_are_imported_all_or_none() {
    let world = World::new().await;
    let read = |value| serde_json::from_value(value).unwrap();
    let import = |dossiers| locations::import(&world.services, world.municipality, dossiers);
    let mut changed = dossier("brug");
    changed["street"] = "Korte Straat".into();
    let imported = import(vec![read(changed), read(dossier("plein"))]).await.unwrap();
    assert_eq!(imported, Imported { added: 1, changed: 1, unchanged: 0 });
    let mut bad = dossier("markt");
    bad["sign"] = "Z99".into();
    bad["name"] = "".into();
    let refused =
        fields(import(vec![read(dossier("haven")), read(bad), read(dossier("haven"))]).await.unwrap_err());
    assert!(refused.contains(&"location 2 (markt)/name".to_owned()), "{refused:?}");
    assert!(refused.contains(&"location 3 (haven)/code".to_owned()), "{refused:?}");
    assert_eq!(fields(import(Vec::new()).await.unwrap_err()), ["location"]);
}

#[tokio::test]
async fn a_wider_policy_is_imported_only_with_a_reason_and_a_finer_mosaic_never() {
    let world = World::new().await;
    let import = async |policy| {
        let mut changed = dossier("brug");
        changed["policy"] = policy;
        let dossiers = vec![serde_json::from_value(changed).unwrap()];
        locations::import(&world.services, world.municipality, dossiers).await
    };
    for reason in ["", " ", "\t\n"] {
        let refused = import(json!({"kind": "mask_declared", "reason": reason})).await.unwrap_err();
        assert_eq!(fields(refused), ["location 1 (brug)/policy/reason"], "{reason:?}");
    }
    let finer = import(json!({"kind": "keep_declared", "cells_per_height": 21})).await.unwrap_err();
    assert_eq!(fields(finer), ["location 1 (brug)/policy/cells_per_height"]);
    let coarser = import(json!({"kind": "keep_declared", "cells_per_height": 10})).await.unwrap();
    assert_eq!(coarser, Imported { added: 0, changed: 1, unchanged: 0 });
}

#[tokio::test]
async fn a_unit_that_was_never_heard_is_a_problem_until_it_is_revoked() {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let problems = async || {
        let view = units::health(&world.services, &administrator).await.unwrap();
        view.rows.into_iter().map(|row| (row.name, row.problems)).collect::<Vec<_>>()
    };
    assert_eq!(problems().await, [("noord".to_owned(), vec![UnitProblem::NeverSeen])]);
    units::revoke(&world.services, world.municipality, "noord").await.unwrap();
    assert_eq!(problems().await, [("noord".to_owned(), vec![UnitProblem::Revoked])]);
    assert_eq!(units::list(&world.services, None).await.unwrap()[0].state, "revoked");
    let again = units::revoke(&world.services, world.municipality, "noord").await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))));
}
