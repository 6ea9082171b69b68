use diesel::connection::SimpleConnection;
use poortwacht_ledger::KeptHead;

use super::loss::every_call;
use super::place::contains;
use super::{MASTER, Place};
use crate::keystore::{
    Half, KeyStore, KeyStoreError, KeyStoreOpenError, MasterKey, POOL_SIZE, Purpose, RotationError,
    RotationReport, SqlKeyStore, rotate,
};
use crate::testing::TestRng;

const NEW: [u8; 32] = [23; 32];

fn turn(place: &Place, old: [u8; 32], new: [u8; 32]) -> Result<RotationReport, RotationError> {
    rotate(&place.site(), &MasterKey::from_bytes(old), &MasterKey::from_bytes(new), &TestRng)
}

fn under_new_key(place: &Place) -> SqlKeyStore {
    place.open_as(place.site(), false, NEW).unwrap()
}

fn head() -> KeptHead {
    KeptHead { shard: "system/2026-2".parse().unwrap(), size: 5, root: [5; 32] }
}

/// Everything that a key store holds: more than one page of halves, two named keys, one head.
struct Holdings {
    halves: Vec<Half>,
    digest: [u8; 32],
    totp: [u8; 32],
}

impl Holdings {
    fn put_in(store: &SqlKeyStore) -> Self {
        store.keep_heads(&[head()]).unwrap();
        Self {
            halves: (0..5 * POOL_SIZE).map(|_| store.take_half().unwrap()).collect(),
            digest: *store.purpose_key(Purpose::PacketDigest).unwrap().secret().expose(),
            totp: *store.purpose_key(Purpose::Totp).unwrap().secret().expose(),
        }
    }

    fn assert_in(&self, store: &SqlKeyStore) {
        for half in &self.halves {
            assert_eq!(store.half(half.id).unwrap().unwrap().expose(), half.secret.expose());
        }
        assert_eq!(store.purpose_key(Purpose::PacketDigest).unwrap().secret().expose(), &self.digest);
        assert_eq!(store.purpose_key(Purpose::Totp).unwrap().secret().expose(), &self.totp);
        assert_eq!(store.kept_heads().unwrap(), [head()]);
    }
}

on_both! {
    fn everything_stays_what_it_was_under_the_new_key_only(place: &Place) {
        let store = place.create();
        let holdings = Holdings::put_in(&store);
        drop(store);
        let report = turn(place, MASTER, NEW).unwrap();
        assert_eq!(report, RotationReport { keys: 5 * POOL_SIZE + 3, already: false });
        holdings.assert_in(&under_new_key(place));
        let refusal = place.refusal(false, MASTER);
        assert!(matches!(refusal, KeyStoreOpenError::WrongMasterKey { .. }), "{refusal}");
    }

    fn repeating_it_says_that_it_was_done(place: &Place) {
        drop(place.create());
        assert!(!turn(place, MASTER, NEW).unwrap().already);
        assert_eq!(turn(place, MASTER, NEW).unwrap(), RotationReport { keys: 0, already: true });
        under_new_key(place).take_half().unwrap();
    }

    fn nothing_sealed_under_the_old_key_is_left_in_any_file(place: &Place) {
        let store = place.create();
        let row = store.take_half().unwrap().id.to_string();
        let sealed = place.sealed_half(&row);
        assert!(contains(&place.bytes(), &sealed));
        turn(place, MASTER, NEW).unwrap();
        assert!(!contains(&place.bytes(), &sealed));
        assert!(contains(&place.bytes(), &place.sealed_half(&row)));
    }

    fn a_server_on_the_old_key_notices_at_each_call_and_writes_nothing(place: &Place) {
        let store = place.create();
        let half = store.take_half().unwrap();
        turn(place, MASTER, NEW).unwrap();
        let told = "re-sealed under another master key; restart with the new master_key_file";
        for (call, answer) in every_call(place, &store, half.id) {
            assert!(
                matches!(&answer, Err(KeyStoreError::Unavailable(why)) if why.contains(told)),
                "{call}: {answer:?}"
            );
        }
        assert_eq!(place.half_rows(), 256);
        assert!(under_new_key(place).half(half.id).unwrap().is_some());
    }

    fn a_server_that_goes_on_writing_meanwhile_leaves_nothing_under_the_old_key(place: &Place) {
        let store = place.create();
        store.take_half().unwrap();
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                let taken = std::iter::from_fn(|| store.take_half().ok());
                taken.map(|half| half.id).collect::<Vec<_>>()
            });
            turn(place, MASTER, NEW).unwrap();
            let store = under_new_key(place);
            for half in writer.join().unwrap() {
                assert!(store.half(half).unwrap().is_some());
            }
        });
    }

    fn one_corrupt_value_and_everything_stays_under_the_old_key(place: &Place) {
        let store = place.create();
        let holdings = Holdings::put_in(&store);
        place.execute(
            "UPDATE kept_heads SET sealed = (SELECT check_value FROM marker)",
        );
        let refusal = turn(place, MASTER, NEW).unwrap_err();
        assert!(
            matches!(refusal, RotationError::KeyStore(KeyStoreError::Corrupt { table: "kept_heads", .. })),
            "{refusal}"
        );
        place.execute("DELETE FROM kept_heads");
        store.keep_heads(&[head()]).unwrap();
        holdings.assert_in(&store);
    }

    fn keys_that_do_not_fit_or_are_the_same_are_refused(place: &Place) {
        let store = place.create();
        let refusal = turn(place, [1; 32], NEW).unwrap_err();
        assert!(
            matches!(refusal, RotationError::Open(KeyStoreOpenError::WrongMasterKey { .. })),
            "{refusal}"
        );
        assert!(matches!(turn(place, MASTER, MASTER), Err(RotationError::SameKey)));
        store.take_half().unwrap();
    }

    fn a_key_store_that_is_not_there_is_not_made(place: &Place) {
        let refusal = turn(place, MASTER, NEW).unwrap_err();
        assert!(matches!(refusal, RotationError::Open(KeyStoreOpenError::Missing { .. })), "{refusal}");
    }
}

#[test]
fn a_transaction_that_still_sees_the_old_values_is_told_and_nothing_is_left_once_it_has_ended() {
    let place = Place::postgres();
    let row = place.create().take_half().unwrap().id.to_string();
    let sealed = place.sealed_half(&row);
    let mut reader = place.raw();
    reader.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM halves").unwrap();
    let refusal = turn(&place, MASTER, NEW).unwrap_err();
    assert!(matches!(refusal, RotationError::NotScrubbed(_)), "{refusal}");
    reader.batch_execute("COMMIT").unwrap();
    assert!(turn(&place, MASTER, NEW).unwrap().already);
    assert!(!contains(&place.bytes(), &sealed));
}

#[test]
fn a_transaction_in_another_database_of_the_server_is_waited_for() {
    let (place, neighbour) = (Place::postgres(), Place::postgres());
    let row = place.create().take_half().unwrap().id.to_string();
    drop(neighbour.create());
    let sealed = place.sealed_half(&row);
    let mut elsewhere = neighbour.raw();
    elsewhere.batch_execute("BEGIN; SELECT txid_current()").unwrap();
    let waiting = format!(
        "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = '{}' AND query LIKE '%snapshot_xmin%'",
        place.server().name()
    );
    std::thread::scope(|scope| {
        let turning = scope.spawn(|| turn(&place, MASTER, NEW));
        while neighbour.server().execute(&waiting) != "t" {
            assert!(!turning.is_finished(), "it did not wait");
        }
        elsewhere.batch_execute("COMMIT").unwrap();
        assert!(!turning.join().unwrap().unwrap().already);
    });
    assert!(!contains(&place.bytes(), &sealed));
}
