use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use poortwacht_domain::Clock;

use super::place::contains;
use super::{MASTER, Place};
use crate::keystore::{
    BackupError, KeyStore, KeyStoreOpenError, KeyStorePlace, KeyStoreSite, POOL_SIZE, Purpose, backup,
};

fn folder(place: &Place) -> PathBuf {
    place.folder.path().join("backups")
}

fn names(place: &Place) -> Vec<String> {
    let files = std::fs::read_dir(folder(place)).unwrap();
    files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
}

on_both! {
    fn a_backup_is_one_private_file_named_after_instance_and_time(place: &Place) {
        let store = place.create();
        store.take_half().unwrap();
        store.purpose_key(Purpose::Totp).unwrap();
        let report = backup(&store, &folder(place), place.clock.now()).unwrap();
        assert_eq!(report.keys, POOL_SIZE + 1);
        let name = "poortwacht-keys-00000000-0000-0000-0000-000000000001-20261122T080000Z.sqlite";
        assert_eq!(report.file, folder(place).join(name));
        assert_eq!(names(place), [name]);
        let mode = |path: PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(report.file), mode(folder(place))), (0o600, 0o700));
    }

    fn no_secret_is_in_it_in_clear(place: &Place) {
        let store = place.create();
        let half = store.take_half().unwrap();
        let totp = store.purpose_key(Purpose::Totp).unwrap();
        let bytes = std::fs::read(backup(&store, &folder(place), place.clock.now()).unwrap().file).unwrap();
        assert!(contains(&bytes, half.id.to_string().as_bytes()));
        assert!(!contains(&bytes, half.secret.expose()));
        assert!(!contains(&bytes, totp.secret().expose()));
        assert!(!contains(&bytes, &MASTER));
    }

    fn a_half_destroyed_before_is_not_in_it(place: &Place) {
        let store = place.create();
        let row = store.take_half().unwrap().id;
        store.destroy_halves(&[row]).unwrap();
        let bytes = std::fs::read(backup(&store, &folder(place), place.clock.now()).unwrap().file).unwrap();
        assert!(!contains(&bytes, row.to_string().as_bytes()));
    }

    fn a_backup_is_not_used_as_a_key_store(place: &Place) {
        let file = backup(&place.create(), &folder(place), place.clock.now()).unwrap().file;
        let site = KeyStoreSite { place: KeyStorePlace::Sqlite { path: file }, ..place.site() };
        let refusal = place.open_as(site, false, MASTER).err().unwrap();
        assert!(matches!(refusal, KeyStoreOpenError::Backup { .. }), "{refusal}");
    }

    fn what_is_written_meanwhile_is_wholly_in_it_or_not_at_all(place: &Place) {
        let store = place.create();
        std::thread::scope(|scope| {
            let writer = place.reopen();
            scope.spawn(move || {
                for _ in 0..8 * POOL_SIZE {
                    writer.take_half().unwrap();
                }
            });
            for _ in 0..3 {
                let report = backup(&store, &folder(place), place.clock.now()).unwrap();
                assert_eq!(report.keys % POOL_SIZE, 0, "pools are made whole");
            }
        });
    }

    fn a_folder_that_cannot_be_used_is_named_and_nothing_is_left(place: &Place) {
        let store = place.create();
        std::fs::write(folder(place), "a file").unwrap();
        let error = backup(&store, &folder(place), place.clock.now()).unwrap_err();
        assert!(matches!(&error, BackupError::File { path, .. } if *path == folder(place)), "{error}");
    }

    fn a_key_store_that_is_away_leaves_no_half_backup(place: &Place) {
        let store = place.create();
        place.take_away();
        let error = backup(&store, &folder(place), place.clock.now()).unwrap_err();
        assert!(matches!(error, BackupError::KeyStore(_)), "{error}");
        assert!(names(place).is_empty());
        place.bring_back();
    }
}
