//! A bundle proves itself, and tells of one municipality.

use std::fs;
use std::path::{Path, PathBuf};

use poortwacht_domain::{Act, Role};
use poortwacht_ledger::export::Folder;
use poortwacht_ledger::verify::{Expected, verify_source};
use tempfile::TempDir;

use super::statements::WORDS;
use super::world::{PLATE, World};
use crate::audit_bundle::{AuditBundle, LEDGER, check, make, make_of};
use crate::dossier::{self, Difference};
use crate::municipalities::{self, NewMunicipality};
use crate::{ServiceError, ledger_outside, retention};

/// Unpacks it and gives the one folder in it.
fn unpack(made: AuditBundle) -> (TempDir, PathBuf) {
    let into = tempfile::tempdir().unwrap();
    tar::Archive::new(made.file).unpack(into.path()).unwrap();
    let folder = into.path().join(made.file_name.strip_suffix(".tar").unwrap());
    (into, folder)
}

/// With a case that was destroyed.
async fn scene() -> World {
    let world = World::new().await;
    world.add_case(PLATE, 30).await;
    world.wait(70 * 24 * 3_600);
    retention::run(&world.services, world.services.now(), false).await.unwrap();
    world
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_bundle_holds_statements_lists_and_ledger_and_is_whole() {
    let world = scene().await;
    let privacy = world.actor("fg", Role::PrivacyOfficer).await;
    let length = world.log().await.len();
    let (_kept, folder) = unpack(make(&world.services, &privacy, WORDS).await.unwrap());
    assert_eq!(world.acts_since(length).await, [Act::ComplianceExported]);
    let names = names(&folder);
    let month = poortwacht_domain::Month::of(world.services.now());
    for name in ["LEESMIJ.txt", "naleving.json", "omgevingen.json", "manifest.sig", LEDGER] {
        assert!(names.iter().any(|there| there == name), "{name} in {names:?}");
    }
    assert!(names.contains(&format!("destruction-voorbeeld-{month}.pdf")), "{names:?}");
    let terms = fs::read_to_string(folder.join("bewaartermijnen.json")).unwrap();
    assert!(terms.contains(r#""class": "undecided""#) && terms.contains(r#""term": "P2M""#), "{terms}");
    let key = dossier::public_key(&world.services, "voorbeeld").await.unwrap();
    let checked = check(&folder, Some(&key)).unwrap();
    assert_eq!((checked.differences, checked.files), (vec![], names.len() - 3));
    let mut ledger = Folder::open(&folder.join(LEDGER)).unwrap();
    assert!(verify_source(&mut ledger, &Expected::default()).unwrap().shards.len() >= 2);
}

#[tokio::test]
async fn whatever_is_changed_taken_out_or_put_in_is_named() {
    let world = scene().await;
    let (_kept, folder) = unpack(make_of(&world.services, "voorbeeld", WORDS).await.unwrap());
    for file in names(&folder)
        .iter()
        .filter(|name| ![LEDGER, "manifest.json", "manifest.sig"].contains(&name.as_str()))
    {
        let before = fs::read(folder.join(file)).unwrap();
        fs::remove_file(folder.join(file)).unwrap();
        let missing = check(&folder, None).unwrap().differences;
        assert_eq!(missing, [(file.clone(), Difference::Missing(file.clone()))]);
        fs::write(folder.join(file), before).unwrap();
    }
    fs::write(folder.join("naleving.json"), "{}").unwrap();
    fs::write(folder.join("nieuw.txt"), "").unwrap();
    let told: Vec<String> =
        check(&folder, None).unwrap().differences.into_iter().map(|(file, _)| file).collect();
    assert_eq!(told, ["naleving.json", "nieuw.txt"]);
    let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap();
    fs::write(folder.join("manifest.json"), manifest.replace("Voorbeeld", "Elders")).unwrap();
    let signed = check(&folder, None).unwrap().differences;
    assert!(signed.contains(&("manifest.json".to_owned(), Difference::Signature)), "{signed:?}");
}

#[tokio::test]
async fn another_municipalitys_log_does_not_go_along() {
    let world = scene().await;
    let new = NewMunicipality { code: "elders".to_owned(), name: "Eldersstad".to_owned(), oin: None };
    municipalities::add(&world.services, new).await.unwrap();
    let whole = tempfile::tempdir().unwrap();
    ledger_outside::export(&world.services, whole.path().to_owned()).await.unwrap();
    assert_eq!(names(&whole.path().join("municipality")).len(), 2);
    let (_kept, folder) = unpack(make_of(&world.services, "voorbeeld", WORDS).await.unwrap());
    assert_eq!(names(&folder.join(LEDGER).join("municipality")), [world.municipality.to_string()]);
}

#[tokio::test]
async fn who_may_not_see_compliance_gets_no_bundle() {
    let world = World::new().await;
    let officer = world.actor("boa", Role::Officer).await;
    let refused = make(&world.services, &officer, WORDS).await.map(|made| made.file_name);
    assert!(matches!(refused, Err(ServiceError::Refused(_))), "{refused:?}");
    let unknown = make_of(&world.services, "elders", WORDS).await.map(|made| made.file_name);
    assert!(matches!(unknown, Err(ServiceError::NotFound(_))), "{unknown:?}");
}
