//! Readers see one snapshot, cannot write and cannot hurt each other.

use poortwacht_store::StoreError;
use poortwacht_store::municipalities;

use crate::support::{add, codes, everything, run};

on_both_databases! {
    fn one_read_sees_one_snapshot(database: &Database) {
        let store = database.open();
        add(&store, "GM0001");
        store
            .read_blocking(|conn| {
                let before = municipalities::all(conn, &everything())?;
                add(&store, "GM0002");
                assert_eq!(municipalities::all(conn, &everything())?, before);
                Ok::<(), StoreError>(())
            })
            .unwrap();
        assert_eq!(codes(&store), ["GM0001", "GM0002"]);
    }

    fn a_panicking_read_is_an_error_and_the_pool_goes_on(database: &Database) {
        let store = database.open();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for _ in 0..2 * database.config.read_connections {
            let read = store.read::<(), StoreError, _>(|_| panic!("in the middle of a read"));
            assert!(matches!(runtime.block_on(read), Err(StoreError::Panicked)));
        }
        assert!(codes(&store).is_empty());
    }

    fn a_failed_read_leaves_its_session_usable(database: &Database) {
        let store = database.open();
        for _ in 0..2 * database.config.read_connections {
            let failed = store.read_blocking(|_| Err::<(), _>(StoreError::NotFound));
            assert!(matches!(failed, Err(StoreError::NotFound)));
        }
        assert!(codes(&store).is_empty());
    }

    fn the_probe_writes_and_reads(database: &Database) {
        let store = database.open();
        let before = store.write_statistics().commits;
        run(store.probe()).unwrap();
        assert_eq!(store.write_statistics().commits, before + 1);
    }
}
