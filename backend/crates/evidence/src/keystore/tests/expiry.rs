use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::Clock;

use super::Place;
use crate::keystore::{BACKUPS_LIVE, ExpiryReport, KeyStoreError, SqlKeyStore, backup, expire_backups};

/// A folder of backups of one key store, made at given times.
struct Folder {
    place: Place,
    store: SqlKeyStore,
    path: PathBuf,
}

impl Folder {
    fn new() -> Self {
        let place = Place::sqlite();
        let (store, path) = (place.create(), place.folder.path().join("backups"));
        Self { place, store, path }
    }

    fn now(&self) -> Timestamp {
        self.place.clock.now()
    }

    fn backup_at(&self, at: Timestamp) -> PathBuf {
        backup(&self.store, &self.path, at).unwrap().file
    }

    fn expire(&self) -> ExpiryReport {
        expire_backups(&self.path, self.now(), false).unwrap()
    }

    fn named(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

fn second() -> SignedDuration {
    SignedDuration::from_secs(1)
}

#[test]
fn a_backup_dies_when_it_is_seven_days_old() {
    let folder = Folder::new();
    let now = folder.now();
    let old = folder.backup_at(now - BACKUPS_LIVE);
    let almost = folder.backup_at(now - BACKUPS_LIVE + second());
    let young = folder.backup_at(now);
    let expected = |deleted: &Path| ExpiryReport {
        deleted: vec![deleted.to_owned()],
        kept: vec![almost.clone(), young.clone()],
        doubtful: Vec::new(),
        oldest: Some(now - BACKUPS_LIVE + second()),
        newest: Some(now),
    };
    assert_eq!(expire_backups(&folder.path, now, true).unwrap(), expected(&old));
    assert!(old.exists(), "a dry run deletes nothing");
    assert_eq!(folder.expire(), expected(&old));
    assert!(!old.exists() && almost.exists() && young.exists());
    assert_eq!(folder.expire().deleted, Vec::<PathBuf>::new());
}

#[test]
fn a_younger_name_does_not_save_a_backup_nor_does_an_older_one() {
    let folder = Folder::new();
    let young = folder.backup_at(folder.now());
    let renamed =
        |at: &str| folder.named(&format!("poortwacht-keys-{}-{at}.sqlite", uuid::Uuid::from_u128(1)));
    let older_name = renamed("20261101T000000Z");
    std::fs::rename(&young, &older_name).unwrap();
    let old = folder.backup_at(folder.now() - BACKUPS_LIVE);
    let younger_name = renamed("20261122T070000Z");
    std::fs::rename(&old, &younger_name).unwrap();
    assert_eq!(folder.expire().deleted, [older_name, younger_name]);
}

#[test]
fn files_of_others_are_never_touched() {
    let folder = Folder::new();
    let old = folder.backup_at(folder.now() - BACKUPS_LIVE);
    let one = uuid::Uuid::from_u128(1);
    let text = folder.named(&format!("poortwacht-keys-{one}-20261001T000000Z.sqlite"));
    std::fs::write(&text, "not a key store").unwrap();
    let in_use = folder.named(&format!("poortwacht-keys-{one}-20261002T000000Z.sqlite"));
    std::fs::copy(folder.place.path(), &in_use).unwrap();
    let other_instance =
        folder.named(&format!("poortwacht-keys-{}-20261003T000000Z.sqlite", uuid::Uuid::from_u128(2)));
    std::fs::copy(&old, &other_instance).unwrap();
    let other_name = folder.named("key-store-of-october.sqlite");
    std::fs::copy(&old, &other_name).unwrap();
    let link = folder.named(&format!("poortwacht-keys-{one}-20261004T000000Z.sqlite"));
    std::os::unix::fs::symlink(&other_name, &link).unwrap();
    std::fs::create_dir(folder.named(&format!("poortwacht-keys-{one}-20261005T000000Z.sqlite"))).unwrap();

    let report = folder.expire();
    assert_eq!(report.deleted, [old]);
    assert_eq!(report.doubtful, [text.clone(), in_use.clone(), other_instance.clone()]);
    assert!([text, in_use, other_instance, other_name, link].iter().all(|file| file.exists()));
}

#[test]
fn a_backup_from_the_future_is_reported_instead_of_kept_for_ever() {
    let folder = Folder::new();
    let future = folder.backup_at(folder.now() + SignedDuration::from_hours(24 * 365));
    let report = folder.expire();
    assert_eq!((report.doubtful, report.kept), (vec![future], Vec::new()));
}

#[test]
fn what_a_crash_left_behind_goes_after_an_hour() {
    let folder = Folder::new();
    std::fs::create_dir(&folder.path).unwrap();
    let (left, running) =
        ("poortwacht-keys-20261122T070000Z.partial", "poortwacht-keys-20261122T070001Z.partial");
    for name in [left, running] {
        std::fs::write(folder.named(name), "half a backup").unwrap();
    }
    assert_eq!(folder.expire().deleted, [folder.named(left)]);
    assert!(folder.named(running).exists());
}

#[test]
fn a_folder_that_is_not_there_is_an_error_and_not_an_empty_one() {
    let folder = Folder::new();
    let error = expire_backups(&folder.path, folder.now(), false).unwrap_err();
    assert!(error.to_string().contains("backups"), "{error}");
}

#[test]
fn a_copy_never_overwrites_a_file() {
    let folder = Folder::new();
    let mine = folder.place.folder.path().join("mine");
    std::fs::write(&mine, "mine").unwrap();
    let error = crate::keystore::KeyStore::copy_to(&folder.store, &mine, folder.now()).unwrap_err();
    assert!(matches!(error, KeyStoreError::Copy(_)), "{error}");
    assert_eq!(std::fs::read(&mine).unwrap(), b"mine");
}
