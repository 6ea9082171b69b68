use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use jiff::SignedDuration;
use poortwacht_domain::Clock;
use poortwacht_ledger::KeptHead;
use uuid::Uuid;

use super::{MASTER, Place};
use crate::keystore::{
    BACKUPS_LIVE, KeyStore, KeyStoreError, KeyStoreOpenError, KeyStorePlace, KeyStoreSite, MasterKey,
    POOL_SIZE, Purpose, RestoreError, RestoreReport, backup, dialect, restore,
};
use crate::testing::TestRng;

fn bring_back(
    backup: &Path,
    into: &Place,
    site: &KeyStoreSite,
    master: [u8; 32],
) -> Result<RestoreReport, RestoreError> {
    restore(backup, site, &MasterKey::from_bytes(master), into.clock.now(), &TestRng)
}

fn refusal(backup: &Path, into: &Place) -> RestoreError {
    bring_back(backup, into, &into.site(), MASTER).unwrap_err()
}

fn backup_of(place: &Place, store: &dyn KeyStore) -> PathBuf {
    backup(store, &place.folder.path().join("backups"), place.clock.now()).unwrap().file
}

fn spoil(backup: &Path, sql: &str) {
    let place = KeyStorePlace::Sqlite { path: backup.to_owned() };
    dialect::connect(&place).unwrap().batch_execute(sql).unwrap();
}

on_both! {
    fn everything_comes_back_on_either_database_and_every_half_is_unattached(place: &Place) {
        let store = place.create();
        let halves: Vec<_> = (0..5 * POOL_SIZE).map(|_| store.take_half().unwrap()).collect();
        store.attach_halves(&halves.iter().map(|half| half.id).collect::<Vec<_>>()).unwrap();
        let totp = store.purpose_key(Purpose::Totp).unwrap();
        let head = KeptHead { shard: "system/2026-2".parse().unwrap(), size: 5, root: [5; 32] };
        store.keep_heads(std::slice::from_ref(&head)).unwrap();
        let file = backup_of(place, &store);

        let other = place.opposite();
        other.clock.advance(SignedDuration::from_hours(2));
        let report = bring_back(&file, &other, &other.site(), MASTER).unwrap();
        let made_at = place.clock.now();
        assert_eq!(report, RestoreReport { halves: 5 * POOL_SIZE, named_keys: 1, heads: 1, made_at });
        let back = other.reopen();
        for half in &halves {
            assert_eq!(back.half(half.id).unwrap().unwrap().expose(), half.secret.expose());
        }
        assert_eq!(back.purpose_key(Purpose::Totp).unwrap().secret().expose(), totp.secret().expose());
        assert_eq!(back.kept_heads().unwrap(), [head]);
        let hour_ago = other.clock.now() - SignedDuration::from_hours(1);
        assert_eq!(back.halves_created_before(hour_ago, 10_000).unwrap().len(), 5 * POOL_SIZE);
    }

    fn a_new_key_store_may_be_there_but_nothing_may_be_in_it(place: &Place) {
        let other = place.opposite();
        let file = backup_of(&other, &other.create());
        let store = place.create();
        bring_back(&file, place, &place.site(), MASTER).unwrap();
        store.purpose_key(Purpose::Totp).unwrap();
        let refusal = refusal(&file, place);
        assert!(matches!(refusal, RestoreError::NotEmpty(_)), "{refusal}");
    }

    fn a_backup_older_than_seven_days_is_refused_and_nothing_is_made(place: &Place) {
        let other = place.opposite();
        let file = backup_of(&other, &other.create());
        place.clock.advance(BACKUPS_LIVE + SignedDuration::from_secs(1));
        let refusal = refusal(&file, place);
        assert!(matches!(refusal, RestoreError::TooOld { .. }), "{refusal}");
        assert!(matches!(place.refusal(false, MASTER), KeyStoreOpenError::Missing { .. }));
    }

    fn a_backup_of_another_key_or_database_is_refused(place: &Place) {
        let other = place.opposite();
        let file = backup_of(&other, &other.create());
        let wrong_key = bring_back(&file, place, &place.site(), [9; 32]).unwrap_err();
        assert!(matches!(wrong_key, RestoreError::Open(KeyStoreOpenError::WrongMasterKey { .. })), "{wrong_key}");
        let site = KeyStoreSite { instance: Uuid::from_u128(2), ..place.site() };
        let wrong_instance = bring_back(&file, place, &site, MASTER).unwrap_err();
        assert!(
            matches!(wrong_instance, RestoreError::Open(KeyStoreOpenError::OtherInstance { .. })),
            "{wrong_instance}"
        );
    }

    fn one_corrupt_value_and_nothing_comes_back(place: &Place) {
        let other = place.opposite();
        let store = other.create();
        store.take_half().unwrap();
        store.purpose_key(Purpose::Totp).unwrap();
        let file = backup_of(&other, &store);
        spoil(&file, "UPDATE named_keys SET sealed = (SELECT check_value FROM marker)");
        let refusal = refusal(&file, place);
        assert!(
            matches!(refusal, RestoreError::KeyStore(KeyStoreError::Corrupt { table: "named_keys", .. })),
            "{refusal}"
        );
        place.reopen();
        assert_eq!(place.half_rows(), 0);
    }

    fn a_key_store_in_use_or_a_text_is_not_a_backup(place: &Place) {
        let other = Place::sqlite();
        drop(other.create());
        let in_use = refusal(&other.path(), place);
        assert!(matches!(in_use, RestoreError::NotABackup(_)), "{in_use}");
        let text = place.folder.path().join("text");
        std::fs::write(&text, "a text that is longer than the header of a database".repeat(9)).unwrap();
        let text = refusal(&text, place);
        assert!(matches!(text, RestoreError::Open(_)), "{text}");
    }
}
