//! A key store that was lost comes back from its backup, and what was destroyed meanwhile does not come back with it.

use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use poortwacht_domain::ids::CaseId;
use poortwacht_evidence::keystore::{KeyStorePlace, KeyStoreSite, RestoreError, restore};
use poortwacht_services::system::SystemRng;
use poortwacht_test_postgres::TestDatabase;
use poortwacht_tests::keys;
use poortwacht_tests::sender::Draft;
use poortwacht_tests::world::{MUNICIPALITY, Plan};
use tempfile::TempDir;

use super::copies::{Copy, Source, open};
use super::thief::{Thief, all};
use crate::setup::Running;

/// Never issued. The first is dismissed and destroyed, the second lives.
const PLATES: [&str; 2] = ["CE48AU", "EC21AE"];

#[tokio::test]
async fn a_lost_key_store_file_comes_back_without_what_was_destroyed() {
    comes_back(None).await;
}

#[tokio::test]
async fn a_lost_postgresql_key_store_comes_back_without_what_was_destroyed() {
    comes_back(Some(poortwacht_test_postgres::database())).await;
}

async fn comes_back(server: Option<TestDatabase>) {
    let mut scene = Scene::set(server).await;
    scene.lose_the_key_store();
    let lost = scene.running.world.command(&["doctor"]).unwrap_err().to_string();
    assert!(lost.contains("does not exist"), "{lost}");
    let backup = scene.backup.display().to_string();
    let said = scene.running.world.command(&["key-store", "restore", &backup]).unwrap();
    assert!(said.contains("destroyed again"), "{said}");
    let thief = Thief::with(keys::open(&scene.running.world).unwrap(), &PLATES);
    scene.only_the_living_opens(&thief);
    let again = scene.running.world.command(&["key-store", "restore", &backup]).unwrap_err().to_string();
    assert!(again.contains("not empty"), "{again}");
    scene.running.world.start().await.unwrap();
    let (status, answer) = scene.running.sender().send(&Draft::valid("UA93EC", 9)).await.unwrap();
    assert_eq!(status.as_u16(), 201, "{answer}");
    scene.running.world.command(&["ledger", "verify"]).unwrap();
}

/// What deploy/docs/key-store.md says of a thief with a backup, a copy of the database and the master key.
#[tokio::test]
async fn a_stolen_backup_opens_what_was_destroyed_after_it_for_seven_days_at_most() {
    let scene = Scene::set(None).await;
    let elsewhere = TempDir::new().unwrap();
    let KeyStoreSite { instance, environment, .. } = keys::site(&scene.running.world).unwrap();
    let site = |name: &str| {
        let place = KeyStorePlace::Sqlite { path: elsewhere.path().join(name) };
        KeyStoreSite { place, instance, environment }
    };
    let master = || keys::master(&scene.running.world).unwrap();
    let now = keys::now();
    restore(&scene.backup, &site("stolen.sqlite"), &master(), now, &SystemRng::new()).unwrap();
    let thief = Thief::with(keys::open_at(site("stolen.sqlite"), master()).unwrap(), &PLATES);
    let (gone, _) = scene.cases();
    let case = all(&scene.copy.store).into_iter().find(|case| case.id == gone).unwrap();
    assert!(thief.rob(&scene.copy.store, &case).is_everything(PLATES[0]), "the test could not fail");
    let later = now + SignedDuration::from_hours(7 * 24) + SignedDuration::from_secs(1);
    let refused = restore(&scene.backup, &site("late.sqlite"), &master(), later, &SystemRng::new());
    assert!(matches!(refused, Err(RestoreError::TooOld { .. })));
    let world = &scene.running.world;
    world.command(&["key-store", "expire-backups", "--now", &later.to_string()]).unwrap();
    assert!(!scene.backup.exists());
}

/// Two cases; a backup of the key store and a copy of the database from when both lived; one destroyed since.
struct Scene {
    running: Running,
    copy: Copy,
    backup: PathBuf,
    server: Option<TestDatabase>,
    _backups: TempDir,
}

impl Scene {
    async fn set(server: Option<TestDatabase>) -> Self {
        let backups = TempDir::new().unwrap();
        let key_store = server.as_ref().map(|server| server.url.clone());
        let key_store_extra = format!("backups = \"{}\"", backups.path().display());
        let mut running = Running::start(Plan { key_store, key_store_extra, ..Plan::default() }).await;
        receive(&running).await;
        dismiss_the_first(&running).await;
        running.world.command(&["key-store", "backup"]).unwrap();
        running.world.kill().await.unwrap();
        let source = Source::of(&running.world, None);
        let copy = source.copy("both live", running.world.folder());
        let later = (keys::now() + SignedDuration::from_hours(48)).to_string();
        let said = running.world.command(&["retention", "run", "--now", &later]).unwrap();
        assert!(said.contains("1 cases"), "{said}");
        let backup = newest(backups.path());
        let scene = Self { running, copy, backup, server, _backups: backups };
        scene.only_the_living_opens(&Thief::with(keys::open(&scene.running.world).unwrap(), &PLATES));
        scene
    }

    fn lose_the_key_store(&self) {
        match &self.server {
            None => std::fs::remove_dir_all(self.running.world.folder().join("keys")).unwrap(),
            Some(server) => {
                server.execute("DROP TABLE marker, halves, named_keys, kept_heads");
            }
        }
    }

    /// The destroyed case, and the one that lives.
    fn cases(&self) -> (CaseId, CaseId) {
        let store = open(&self.running.world.database_url());
        let living = all(&store);
        store.shutdown();
        let [lives] = &living[..] else { panic!("{} cases live", living.len()) };
        let all = all(&self.copy.store);
        let gone = all.iter().find(|case| case.id != lives.id).unwrap();
        (gone.id, lives.id)
    }

    fn only_the_living_opens(&self, thief: &Thief) {
        let (gone, lives) = self.cases();
        for case in all(&self.copy.store) {
            let loot = thief.rob(&self.copy.store, &case);
            if case.id == gone {
                assert!(loot.fields.is_empty() && loot.pictures.is_empty(), "the destroyed case opens");
            } else {
                assert_eq!(case.id, lives);
                assert!(loot.is_everything(PLATES[1]), "the living case does not open");
            }
        }
    }
}

async fn receive(running: &Running) {
    let sender = running.sender();
    for (number, plate) in (1..).zip(PLATES) {
        let (status, answer) = sender.send(&Draft::valid(plate, number)).await.unwrap();
        assert_eq!(status.as_u16(), 201, "{answer}");
    }
}

async fn dismiss_the_first(running: &Running) {
    let officer = running.world.enrolled(MUNICIPALITY, "boa", "officer").await.unwrap();
    let browser = officer.browser(&running.world).await.unwrap();
    let stock = browser.get("/stock").await.unwrap();
    let desk = browser.submit(&stock, "/review", &[]).await.unwrap();
    let done = browser.submit(&desk, "/review/dismiss", &[("reason", "plate_unreadable")]).await.unwrap();
    assert!(done.status.is_success(), "{}", done.body);
}

fn newest(folder: &Path) -> PathBuf {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.pop().unwrap()
}
