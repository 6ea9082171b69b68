//! What is missing is named, with the command that mends it.

use poortwacht_domain::LocationDossier;
use poortwacht_ledger::Actor;
use poortwacht_store::accounts;
use poortwacht_store::locations::{self, NewLocation};

use super::{Blocks, Finding, examine};
use crate::key_store::{self, BackupSettings, KeyStoreSettings};
use crate::testing::{World, dossier, start};
use crate::{CjibConfig, Parts, Services, ServicesConfig};

async fn texts(world: &World) -> Vec<(Blocks, String)> {
    let findings: Vec<Finding> = examine(&world.services).await.unwrap();
    assert!(findings.iter().all(|finding| !finding.fix.is_empty()));
    findings.into_iter().map(|finding| (finding.blocks, finding.text)).collect()
}

fn holds(found: &[(Blocks, String)], blocks: Blocks, text: &str) -> bool {
    found.iter().any(|(found, words)| *found == blocks && words.contains(text))
}

#[tokio::test]
async fn an_empty_installation_needs_a_municipality_and_a_way_out() {
    let found = texts(&World::bare(None)).await;
    assert!(holds(&found, Blocks::FirstCase, "there is no municipality"));
    assert!(holds(&found, Blocks::FirstExport, "delivery to the CJIB is not configured"));
    assert_eq!(found.len(), 2);
}

#[tokio::test]
async fn each_missing_step_is_a_finding_and_the_gravest_come_first() {
    let world = World::new().await;
    let dossier = LocationDossier { consent: None, ..dossier() };
    let location = NewLocation { id: world.location, municipality: world.municipality, dossier };
    world.write(move |tx, scope| locations::upsert(tx, scope, &location, start(), start())).await;
    let found = texts(&world).await;
    assert!(holds(&found, Blocks::FirstCase, "no address range"));
    assert!(holds(&found, Blocks::FirstCase, "no officer has enrolled"));
    assert!(holds(&found, Blocks::FirstExport, "no consent"));
    assert!(holds(&found, Blocks::Nothing, "has not been heard"));
    assert!(found.is_sorted_by_key(|(blocks, _)| *blocks));
    let officer = world.officer;
    world.write(move |tx, scope| accounts::deactivate(tx, scope, officer, start(), start())).await;
    assert!(holds(&texts(&world).await, Blocks::FirstCase, "there is no officer"));
}

#[tokio::test]
async fn certificates_that_cannot_be_read_are_named() {
    let file = std::path::PathBuf::from("missing.pem");
    let world = World::bare(Some(CjibConfig {
        profile: "cjib-mock-v1".to_owned(),
        url: "https://localhost".to_owned(),
        ca_file: file.clone(),
        certificate_file: file.clone(),
        private_key_file: file,
        timeout: std::time::Duration::from_secs(60),
        reconcile_day: 2,
    }));
    assert!(holds(&texts(&world).await, Blocks::FirstExport, "cjib.private_key_file"));
}

#[tokio::test]
async fn backups_of_the_key_store_that_are_missing_too_old_or_in_the_wrong_place_are_named() {
    let (world, folder) = (World::new().await, tempfile::TempDir::new().unwrap());
    let with = |backups: Option<&std::path::Path>| {
        let at = jiff::civil::Time::constant(1, 30, 0, 0);
        let backups = backups.map(|folder| BackupSettings { folder: folder.to_owned(), at });
        let key_store = Some(KeyStoreSettings { backups, data_folder: Some(folder.path().join("data")) });
        let config = ServicesConfig { key_store, ..ServicesConfig::default() };
        let (store, keys) = (world.services.store().clone(), world.services.keys());
        Services::new(Parts { store, keys, clock: world.clock.clone(), rng: world.services.rng(), config })
    };
    let found = async |services: &Services| {
        let findings = super::key_store::examine(services).await.unwrap();
        findings.into_iter().map(|finding| (finding.blocks, finding.text)).collect::<Vec<_>>()
    };
    assert!(holds(&found(&with(None)).await, Blocks::Information, "has no backups"));
    let inside = folder.path().join("data/backups");
    let services = with(Some(&inside));
    assert!(holds(&found(&services).await, Blocks::Nothing, "lies in the database's folder"));
    assert!(holds(&found(&services).await, Blocks::Information, "no backup of the key store"));
    key_store::make(&services, &Actor::Operator, &inside).await.unwrap();
    world.clock.advance(crate::testing::days(7));
    assert!(holds(&found(&services).await, Blocks::Nothing, "older than seven days"));
    let elsewhere = folder.path().join("elsewhere");
    let services = with(Some(&elsewhere));
    key_store::make(&services, &Actor::Operator, &elsewhere).await.unwrap();
    assert_eq!(found(&services).await, []);
}
