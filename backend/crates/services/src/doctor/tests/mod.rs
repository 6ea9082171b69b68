//! What is missing is named, with the command that mends it.

use poortwacht_store::accounts;

use super::{Blocks, Finding, examine};
use crate::CjibConfig;
use crate::testing::World;

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
    let found = texts(&world).await;
    assert!(holds(&found, Blocks::FirstCase, "no address range"));
    assert!(holds(&found, Blocks::FirstCase, "no officer has enrolled"));
    assert!(holds(&found, Blocks::Nothing, "no consent"));
    assert!(holds(&found, Blocks::Nothing, "has not been heard"));
    assert!(found.is_sorted_by_key(|(blocks, _)| *blocks));
    let officer = world.officer;
    world
        .write(move |tx, scope| {
            accounts::deactivate(tx, scope, officer, crate::testing::start(), crate::testing::start())
        })
        .await;
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
    }));
    assert!(holds(&texts(&world).await, Blocks::FirstExport, "cjib.private_key_file"));
}
