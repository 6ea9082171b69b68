//! What an operator does with the key store, through the real program.

use std::path::Path;

use poortwacht_evidence::keystore::MasterKey;
use poortwacht_tests::keys;
use poortwacht_tests::ledger::Records;
use poortwacht_tests::sender::Draft;
use poortwacht_tests::world::{Plan, World};
use serde_json::Value;

use super::thief::{Thief, all};
use crate::setup::Running;

/// Never issued.
const PLATES: [&str; 2] = ["CE48AU", "EC21AE"];

fn world(plan: Plan) -> (World, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (World::create(folder.path(), plan).unwrap(), folder)
}

fn refusal(world: &World, arguments: &[&str]) -> String {
    world.command(arguments).expect_err("the command must fail").to_string()
}

fn rewrite(world: &World, from: &str, to: &str) {
    let path = world.folder().join("poortwacht.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
}

fn status(world: &World) -> Value {
    serde_json::from_str(&world.command(&["key-store", "status", "--json"]).unwrap()).unwrap()
}

#[test]
fn a_key_store_that_shares_folder_or_database_with_the_cases_is_refused_with_the_fix() {
    let (world, _folder) = world(Plan::default());
    rewrite(&world, "keys/keys.sqlite", "data/keys.sqlite");
    for command in [&["config", "check"][..], &["migrate", "--create"], &["doctor"], &["serve"]] {
        let refused = refusal(&world, command);
        assert!(refused.contains("key_store") && refused.contains("folder of its own"), "{refused}");
    }
    rewrite(&world, "data/keys.sqlite", "data/poortwacht.sqlite");
    let refused = refusal(&world, &["config", "check"]);
    assert!(refused.contains("key_store.url") && refused.contains("database of its own"), "{refused}");
    assert!(!world.folder().join("data/keys.sqlite").exists());
}

#[test]
fn a_postgresql_key_store_in_the_database_of_the_cases_is_refused_under_any_name() {
    let database = poortwacht_test_postgres::database();
    let plan = || Plan { database: Some(database.url.clone()), ..Plan::default() };
    let (world, _folder) = world(plan());
    let own = format!("url = \"{}\"\nmaster_key_file", world.key_store_url());
    rewrite(&world, &own, &format!("url = \"{}\"\nmaster_key_file", database.url));
    let refused = refusal(&world, &["config", "check"]);
    assert!(refused.contains("database of database.url"), "{refused}");
    // The same database by another spelling, which only the server itself sees through.
    let folder = database.url.split("host=").nth(1).unwrap().split('&').next().unwrap();
    let alias = database.url.replacen(folder, &format!("{folder}/."), 1);
    rewrite(
        &world,
        &format!("url = \"{}\"\nmaster_key_file", database.url),
        &format!("url = \"{alias}\"\nmaster_key_file"),
    );
    let refused = refusal(&world, &["doctor"]);
    assert!(refused.contains("leads to a database of cases"), "{refused}");
}

#[test]
fn the_status_counts_and_shows_no_secret() {
    let (world, _folder) = world(Plan::default());
    let found = status(&world);
    assert_eq!(found["kind"], "sqlite");
    assert_eq!(found["masterKeyFits"], true);
    assert_eq!(found["halves"]["attached"], 0);
    assert!(found["backups"].is_null());
    let lines = world.command(&["key-store", "status"]).unwrap();
    assert!(lines.contains("master key:  fits") && lines.contains("no folder is configured"), "{lines}");
    let master = std::fs::read_to_string(world.path("secrets/master.key")).unwrap();
    assert!(!lines.contains(master.trim()) && !found.to_string().contains(master.trim()));
    let doctor = refusal(&world, &["doctor"]);
    assert!(doctor.contains("information: the key store has no backups"), "{doctor}");
}

#[tokio::test]
async fn a_postgresql_key_store_serves_and_its_url_is_never_shown() {
    let keys = poortwacht_test_postgres::database();
    let plan = Plan { key_store: Some(keys.url.clone()), ..Plan::default() };
    let running = Running::start(plan).await;
    let (code, answer) = running.sender().send(&Draft::valid(PLATES[0], 1)).await.unwrap();
    assert_eq!(code.as_u16(), 201, "{answer}");
    let found = status(&running.world);
    assert_eq!(found["kind"], "postgresql");
    assert!(!found.to_string().contains("host="), "{found}");
    assert!(found["halves"]["unattached"].as_u64().unwrap() > 0);
}

#[tokio::test]
async fn backups_are_made_by_command_and_by_job_and_expire_after_seven_days() {
    let (mut world, folder) = world(Plan::default());
    let backups = folder.path().join("key-backups");
    let refused = refusal(&world, &["key-store", "backup"]);
    assert!(refused.contains("key_store.backups"), "{refused}");
    let line = format!("backups = \"{}\"\nmaster_key_file", backups.display());
    rewrite(&world, "master_key_file", &line);
    let made = world.command(&["jobs", "run", "key-store-backups"]).unwrap();
    assert!(made.contains("made one of"), "{made}");
    let again = world.command(&["jobs", "run", "key-store-backups"]).unwrap();
    assert!(again.contains("1 kept"), "one a night: {again}");
    let foreign = backups.join("notes.txt");
    std::fs::write(&foreign, "not ours").unwrap();
    assert_eq!(status(&world)["backups"]["kept"], 1);
    let later = (poortwacht_tests::keys::now() + jiff::SignedDuration::from_hours(8 * 24)).to_string();
    let dry = world.command(&["key-store", "expire-backups", "--dry-run", "--now", &later]).unwrap();
    assert!(dry.contains("too old: ") && dry.contains("1 too old"), "{dry}");
    assert_eq!(status(&world)["backups"]["kept"], 1);
    world.command(&["key-store", "expire-backups", "--now", &later]).unwrap();
    assert_eq!(status(&world)["backups"]["kept"], 0);
    assert!(foreign.exists());
    let acts = Records::open(&world).unwrap().acts().unwrap();
    assert_eq!(acts["key_event"], 2);
    world.start().await.unwrap();
    world.stop().await.unwrap();
    world.command(&["ledger", "verify"]).unwrap();
}

#[tokio::test]
async fn the_master_key_is_changed_without_touching_evidence_and_a_server_left_running_loses_nothing() {
    let keys = poortwacht_test_postgres::database();
    for key_store in [None, Some(keys.url.clone())] {
        let mut running = Running::start(Plan { key_store, ..Plan::default() }).await;
        let sender = running.sender();
        let (code, answer) = sender.send(&Draft::valid(PLATES[0], 1)).await.unwrap();
        assert_eq!(code.as_u16(), 201, "{answer}");
        let new = running.world.path("secrets/new.key");
        running.world.command(&["master-key", "new", &new]).unwrap();
        let rotate = ["key-store", "rotate", "--new-master-key-file", &new];
        let done = running.world.command(&rotate).unwrap();
        assert!(done.contains("keys are under the new master key"), "{done}");
        assert!(running.world.command(&rotate).unwrap().contains("already under the new master key"));
        // This server was not stopped, as it should have been.
        let late = Draft::valid(PLATES[1], 2);
        let (code, answer) = sender.send(&late).await.unwrap();
        assert_eq!(code.as_u16(), 503, "{answer}");
        assert!(running.world.stop().await.is_ok());
        let locked = refusal(&running.world, &["key-store", "status"]);
        assert!(locked.contains("DOES NOT FIT"), "{locked}");
        let refused = refusal(&running.world, &["serve"]);
        assert!(refused.contains("master key does not fit"), "{refused}");
        std::fs::rename(&new, running.world.path("secrets/master.key")).unwrap();
        running.world.start().await.unwrap();
        let (code, answer) = running.sender().send(&late).await.unwrap();
        assert_eq!(code.as_u16(), 201, "{answer}");
        opens_everything(&running.world);
        running.world.command(&["ledger", "verify"]).unwrap();
    }
}

/// Both cases, the one from before the rotation too.
fn opens_everything(world: &World) {
    let store = super::copies::open(&world.database_url());
    let thief = Thief::with(keys::open(world).unwrap(), &PLATES);
    let loot: Vec<_> = all(&store).iter().map(|case| thief.rob(&store, case)).collect();
    store.shutdown();
    assert_eq!(loot.len(), PLATES.len());
    assert!(PLATES.iter().all(|plate| loot.iter().any(|loot| loot.is_everything(plate))), "{loot:?}");
}

#[test]
fn a_file_that_is_no_master_key_or_the_old_one_changes_nothing() {
    let (world, folder) = world(Plan::default());
    let file = folder.path().join("no.key");
    std::fs::write(&file, "not a key").unwrap();
    let rotate = |file: &Path| {
        refusal(&world, &["key-store", "rotate", "--new-master-key-file", file.to_str().unwrap()])
    };
    assert!(rotate(&file).contains("--new-master-key-file"));
    assert!(rotate(&folder.path().join("secrets/master.key")).contains("the old one"));
    assert!(MasterKey::from_file(&folder.path().join("secrets/master.key")).is_ok());
    assert_eq!(status(&world)["masterKeyFits"], true);
}
