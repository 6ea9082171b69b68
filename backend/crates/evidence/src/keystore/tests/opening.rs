use poortwacht_store::Environment;
use uuid::Uuid;

use super::{MASTER, Place};
use crate::keystore::{KeyStore, KeyStoreOpenError, KeyStoreSite};

on_both! {
    fn a_missing_key_store_is_refused_and_not_made(place: &Place) {
        for _ in 0..2 {
            let refusal = place.refusal(false, MASTER);
            assert!(matches!(refusal, KeyStoreOpenError::Missing { .. }), "{refusal}");
        }
        assert!(!place.path().exists());
    }

    fn creating_again_keeps_what_is_there(place: &Place) {
        let half = place.create().take_half().unwrap();
        let found = place.create().half(half.id).unwrap().unwrap();
        assert_eq!(found.expose(), half.secret.expose());
    }

    fn processes_that_create_at_once_share_one_key_store(place: &Place) {
        let half = |_| place.create().take_half().unwrap();
        let halves = std::thread::scope(|scope| {
            let makers: Vec<_> = (0..4).map(|number| scope.spawn(move || half(number))).collect();
            makers.into_iter().map(|maker| maker.join().unwrap()).collect::<Vec<_>>()
        });
        let store = place.reopen();
        assert!(halves.iter().all(|half| store.half(half.id).unwrap().is_some()));
    }

    fn another_master_key_is_told_at_once(place: &Place) {
        drop(place.create());
        let refusal = place.refusal(false, [18; 32]);
        assert!(matches!(refusal, KeyStoreOpenError::WrongMasterKey { .. }), "{refusal}");
    }

    fn foreign_tables_are_no_key_store_and_stay_alone(place: &Place) {
        drop(place.create());
        for table in ["halves", "named_keys", "kept_heads", "marker"] {
            place.execute(&format!("DROP TABLE {table}"));
        }
        for foreign in ["CREATE TABLE cases (id TEXT)", "CREATE TABLE marker (id INTEGER, environment TEXT)"] {
            place.execute(foreign);
            for create in [false, true] {
                let refusal = place.refusal(create, MASTER);
                assert!(matches!(refusal, KeyStoreOpenError::NotAKeyStore { .. }), "{refusal}");
            }
        }
    }

    fn a_key_store_without_its_marker_is_refused(place: &Place) {
        drop(place.create());
        place.execute("DELETE FROM marker");
        let refusal = place.refusal(true, MASTER);
        assert!(matches!(refusal, KeyStoreOpenError::NotAKeyStore { .. }), "{refusal}");
    }

    fn a_newer_schema_is_refused(place: &Place) {
        drop(place.create());
        place.execute("UPDATE marker SET schema_version = 2");
        let refusal = place.refusal(false, MASTER);
        assert!(matches!(refusal, KeyStoreOpenError::Newer { found: 2, known: 1 }), "{refusal}");
    }

    fn the_key_store_of_another_database_or_environment_is_refused(place: &Place) {
        drop(place.create());
        let other = KeyStoreSite { instance: Uuid::from_u128(2), ..place.site() };
        let refusal = place.open_as(other, false, MASTER).err().unwrap();
        assert!(matches!(refusal, KeyStoreOpenError::OtherInstance { .. }), "{refusal}");

        let all = [Environment::Production, Environment::Demo, Environment::Test];
        for mark in all {
            place.execute(&format!("UPDATE marker SET environment = '{mark}'"));
            for environment in all.into_iter().filter(|other| *other != mark) {
                let other = KeyStoreSite { environment, ..place.site() };
                let refusal = place.open_as(other, false, MASTER).err().unwrap();
                assert!(matches!(refusal, KeyStoreOpenError::OtherEnvironment { .. }), "{refusal}");
            }
        }
    }
}
