//! Backups come and go, a restore brings nothing back to life, and each act stands in the ledger.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::Act;
use poortwacht_evidence::keystore;
use poortwacht_ledger::{Actor, LogName, Record};
use poortwacht_store::cases::Case;
use poortwacht_store::ledger_rows;
use tempfile::TempDir;

use super::{
    BackupSettings, KeyStoreSettings, backups_in, expire, make, nightly, restored, rotated, settle_at_start,
    status,
};
use crate::testing::{World, days, key_store_site, master_key, start};
use crate::{Parts, Services, ServicesConfig, retention};

/// The use cases of a world, with a key store whose backups go to `folder`.
fn with_backups(world: &World, folder: &Path) -> Services {
    let backups = Some(BackupSettings { folder: folder.to_owned(), at: Time::constant(1, 30, 0, 0) });
    let key_store = Some(KeyStoreSettings { backups, data_folder: None });
    on(world, world.services.keys(), ServicesConfig { key_store, ..ServicesConfig::default() })
}

fn on(world: &World, keys: Arc<dyn keystore::KeyStore>, config: ServicesConfig) -> Services {
    let store = world.services.store().clone();
    Services::new(Parts { store, keys, clock: world.clock.clone(), rng: world.services.rng(), config })
}

fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

/// Reason and details of every key event in the system's log.
async fn key_events(world: &World) -> Vec<String> {
    let entries = world.read(|conn, _| ledger_rows::log_entries(conn, &LogName::system(), None, 1_000)).await;
    let records = entries.iter().map(|entry| Record::parse(&entry.entry).unwrap().entry);
    let events = records.filter(|entry| entry.act == Act::KeyEvent);
    events.map(|entry| format!("{} {} {:?}", entry.actor, entry.reason.unwrap(), entry.detail)).collect()
}

#[tokio::test]
async fn the_job_makes_one_backup_a_night_and_none_ever_gets_seven_days_old() {
    let (world, folder) = (World::new().await, TempDir::new().unwrap());
    let services = with_backups(&world, folder.path());
    let job = Actor::Job("key-store-backups".to_owned());
    // 01:30 in Amsterdam on the first day, and so on at every tick around that hour.
    let first: Timestamp = "2026-11-25T00:30:00Z".parse().unwrap();
    for day in 0..9 {
        for tick in [0, 10, 720] {
            world.clock.set(first + days(day) + SignedDuration::from_mins(tick));
            nightly(&services, &job).await.unwrap();
            let found = backups_in(folder.path(), services.now()).await.unwrap();
            assert_eq!((found.too_old, found.doubtful), (0, 0), "day {day}");
            assert_eq!(found.kept, usize::try_from(day + 1).unwrap().min(7), "day {day}");
        }
    }
    world.clock.set(first + days(9) + SignedDuration::from_mins(-10));
    nightly(&services, &job).await.unwrap();
    let oldest = backups_in(folder.path(), services.now()).await.unwrap().oldest.unwrap();
    assert!(
        (first + days(9)).duration_since(oldest) < days(7),
        "the oldest would be too old before the next run"
    );
}

#[tokio::test]
async fn without_a_folder_the_job_makes_nothing_and_says_so() {
    let world = World::new().await;
    let said = nightly(&world.services, &Actor::System).await.unwrap();
    assert_eq!(said, "no folder is configured");
    assert!(key_events(&world).await.is_empty());
}

#[tokio::test]
async fn what_cannot_be_expired_is_an_alarm_until_it_is_gone() {
    let (world, folder) = (World::new().await, TempDir::new().unwrap());
    let services = with_backups(&world, &folder.path().join("backups"));
    let job = Actor::System;
    std::fs::write(folder.path().join("backups"), "a file where the folder should be").unwrap();
    assert!(nightly(&services, &job).await.is_err());
    assert_eq!(world.alarms().await, ["key_store_backup_too_old"]);
    std::fs::remove_file(folder.path().join("backups")).unwrap();
    nightly(&services, &job).await.unwrap();
    assert!(world.alarms().await.is_empty());
    let strange = format!("backups/poortwacht-keys-{}-20260101T000000Z.sqlite", uuid::Uuid::from_u128(7));
    std::fs::write(folder.path().join(&strange), "no backup at all").unwrap();
    nightly(&services, &job).await.unwrap();
    assert_eq!(world.alarms().await, ["key_store_backup_too_old"]);
    assert!(folder.path().join(&strange).exists(), "what is not ours is not deleted");
}

#[tokio::test]
async fn each_act_stands_in_the_ledger_by_counts_alone() {
    let (world, folder) = (World::new().await, TempDir::new().unwrap());
    let services = with_backups(&world, folder.path());
    world.case(start()).await;
    let keys = make(&services, &Actor::Operator, folder.path()).await.unwrap().keys;
    let later = start() + days(7);
    assert_eq!(
        expire(&services, &Actor::Operator, folder.path(), later, true).await.unwrap().deleted.len(),
        1
    );
    assert_eq!(files(folder.path()), 1, "a dry run deletes nothing and writes nothing");
    expire(&services, &Actor::Operator, folder.path(), later, false).await.unwrap();
    rotated(&services, 3).await.unwrap();
    let expected = [
        format!("operator backup_made {{\"keys\": \"{keys}\"}}"),
        r#"operator backups_expired {"deleted": "1", "kept": "0"}"#.to_owned(),
        r#"operator master_rotated {"keys": "3"}"#.to_owned(),
    ];
    assert_eq!(key_events(&world).await, expected);
    assert_eq!(files(folder.path()), 0);
}

#[tokio::test]
async fn a_backup_that_cannot_be_written_down_does_not_stay() {
    let (world, folder) = (World::new().await, TempDir::new().unwrap());
    let services = with_backups(&world, folder.path());
    services.store().shutdown();
    assert!(make(&services, &Actor::Operator, folder.path()).await.is_err());
    assert_eq!(files(folder.path()), 0);
}

/// A key store brought back from a backup, after one of two cases was destroyed.
struct Restored {
    world: World,
    services: Services,
    report: keystore::RestoreReport,
    gone: Case,
    lives: Case,
    _folder: TempDir,
}

impl Restored {
    async fn new() -> Self {
        let (world, folder) = (World::new().await, TempDir::new().unwrap());
        let gone = world.find(world.case(start() - days(60)).await).await.unwrap();
        let lives = world.find(world.case(start() + SignedDuration::from_secs(1)).await).await.unwrap();
        let made = make(&world.services, &Actor::Operator, folder.path()).await.unwrap();
        world.clock.advance(days(2));
        retention::run(&world.services, world.services.now(), false).await.unwrap();
        let instance = world.services.store().instance().id;
        let site = key_store_site(folder.path(), instance);
        let (clock, rng, now) = (world.clock.clone(), world.services.rng(), world.services.now());
        let report = keystore::restore(&made.file, &site, &master_key(), now, rng.as_ref()).unwrap();
        let keys = keystore::open(site, false, master_key(), clock, rng).unwrap();
        let services = on(&world, keys, ServicesConfig::default());
        Self { world, services, report, gone, lives, _folder: folder }
    }

    fn has_half(&self, case: &Case) -> bool {
        self.services.keys().half(case.half.id).unwrap().is_some()
    }
}

#[tokio::test]
async fn after_a_restore_whatever_was_destroyed_since_the_backup_is_destroyed_again() {
    let after = Restored::new().await;
    let (gone, lives) = (&after.gone, &after.lives);
    assert!(after.has_half(gone), "a backup brings back what was destroyed");
    let settled = restored(&after.services, &after.report).await.unwrap();
    assert!(!after.has_half(gone) && after.has_half(lives));
    assert_eq!(settled.in_use, 1);
    let census = status(&after.services).await.unwrap().census;
    assert_eq!((census.attached, census.unattached), (1, 0));
    assert!(key_events(&after.world).await.last().unwrap().contains("backup_restored"));
}

#[tokio::test]
async fn a_restore_that_was_cut_short_is_finished_before_a_server_shows_anything() {
    let after = Restored::new().await;
    settle_at_start(&after.services).await.unwrap();
    assert!(!after.has_half(&after.gone) && after.has_half(&after.lives));
}
