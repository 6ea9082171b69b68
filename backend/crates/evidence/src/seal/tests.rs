use std::sync::Arc;

use poortwacht_domain::act::Act;
use poortwacht_domain::ids::{AccountId, CaseId, MunicipalityId};
use poortwacht_domain::testing::FixedClock;
use poortwacht_ledger::{Actor, Entry, LedgerError, LogName, Outcome, Receipt, append};
use poortwacht_store::{Environment, Plan, Store, StoreConfig};
use secrecy::ExposeSecret;
use tempfile::TempDir;
use uuid::Uuid;

use super::{
    Binding, CaseHalves, OpenError, RecordKind, data_key, derive, open_case_field, open_record,
    open_totp_secret, seal, seal_totp_secret,
};
use crate::keystore::{KeyStore, KeyStoreConfig, KeyStoreError, MasterKey, SqlKeyStore, SqliteKeyStore};
use crate::testing::TestRng;

const PLAINTEXT: &[u8] = b"AE12UI";

/// A database, a key store and one sealed plate.
struct Room {
    store: Store,
    keys: SqlKeyStore,
    halves: CaseHalves,
    sealed: Vec<u8>,
    clock: Arc<FixedClock>,
    folder: TempDir,
}

fn subject() -> Uuid {
    Uuid::from_u128(7)
}

fn binding(field: &str) -> Binding<'_> {
    Binding {
        municipality: MunicipalityId::from_uuid(Uuid::from_u128(1)),
        subject: subject(),
        field,
        revision: 1,
    }
}

impl Room {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(FixedClock::at("2026-11-22T08:00:00Z".parse().unwrap()));
        let store = open_store(&folder, &clock);
        let config = KeyStoreConfig {
            path: folder.path().join("keys").join("key-store.sqlite"),
            instance: store.instance().id,
            environment: Environment::Test,
            create: true,
        };
        let keys =
            SqliteKeyStore::open(config, MasterKey::from_bytes([17; 32]), clock.clone(), Arc::new(TestRng))
                .unwrap();
        let half = keys.take_half().unwrap();
        let halves = CaseHalves { half_id: half.id, db_half: [5; 32] };
        let key = derive(&halves.db_half, half.secret.expose(), subject()).unwrap();
        let sealed = seal(&key, &binding("plate"), PLAINTEXT, &TestRng).unwrap();
        Self { store, keys, halves, sealed, clock, folder }
    }

    fn receipt(&self, entry: Entry) -> Receipt {
        let clock = Arc::clone(&self.clock);
        let committed = self.store.write_blocking(Plan::new().log(LogName::system()), move |tx| {
            append(tx, &LogName::system(), &entry, &*clock, &TestRng)
        });
        Receipt::from(committed.map_err(|error: LedgerError| error.to_string()).unwrap())
    }

    fn open(&self, receipt: &Receipt, binding: &Binding<'_>) -> Result<Vec<u8>, OpenError> {
        open_case_field(receipt, &self.keys, &self.halves, binding, &self.sealed)
            .map(|opened| opened.expose_secret().clone())
    }
}

fn open_store(folder: &TempDir, clock: &FixedClock) -> Store {
    let config = StoreConfig {
        url: format!("sqlite:{}", folder.path().join("store.sqlite").display()),
        read_connections: 1,
        environment: Environment::Test,
        create: true,
    };
    Store::migrate(&config, clock, &TestRng).unwrap();
    Store::open(&config).unwrap()
}

fn view_of(subject: Uuid) -> Entry {
    Entry::new(Actor::System, Act::CaseShown).case(CaseId::from_uuid(subject))
}

#[test]
fn a_receipt_for_the_case_opens_its_field() {
    let room = Room::new();
    let receipt = room.receipt(view_of(subject()));
    assert_eq!(room.open(&receipt, &binding("plate")).unwrap(), PLAINTEXT);
}

#[test]
fn a_receipt_for_another_case_or_for_none_opens_nothing() {
    let room = Room::new();
    for entry in [view_of(Uuid::from_u128(8)), Entry::new(Actor::System, Act::StockListed)] {
        let receipt = room.receipt(entry);
        assert!(matches!(room.open(&receipt, &binding("plate")), Err(OpenError::OtherSubject)));
    }
}

#[test]
fn a_receipt_of_a_refusal_opens_nothing() {
    let room = Room::new();
    for outcome in [Outcome::Refused, Outcome::Failed] {
        let receipt = room.receipt(view_of(subject()).outcome(outcome));
        assert!(matches!(room.open(&receipt, &binding("plate")), Err(OpenError::NoDisclosure)));
    }
}

#[test]
fn a_value_opens_only_as_what_it_was_sealed_as() {
    let room = Room::new();
    let receipt = room.receipt(view_of(subject()));
    let right = binding("plate");
    let others = [
        Binding { municipality: MunicipalityId::from_uuid(Uuid::from_u128(2)), ..right },
        Binding { field: "grounds", ..right },
        Binding { revision: 0, ..right },
        Binding { revision: 2, ..right },
    ];
    for other in others {
        assert!(matches!(room.open(&receipt, &other), Err(OpenError::DoesNotOpen)), "{other:?}");
    }
}

#[test]
fn another_half_in_the_database_does_not_open_it() {
    let mut room = Room::new();
    let receipt = room.receipt(view_of(subject()));
    room.halves.db_half = [6; 32];
    assert!(matches!(room.open(&receipt, &binding("plate")), Err(OpenError::DoesNotOpen)));
}

#[test]
fn halves_of_one_subject_make_another_key_for_another_subject() {
    let key = |subject| derive(&[1; 32], &[2; 32], subject).unwrap();
    assert_ne!(key(subject()).0.expose(), key(Uuid::from_u128(8)).0.expose());
    assert_ne!(key(subject()).0.expose(), derive(&[2; 32], &[1; 32], subject()).unwrap().0.expose());
}

#[test]
fn after_destruction_nothing_opens_it_again() {
    let room = Room::new();
    let receipt = room.receipt(view_of(subject()));
    room.keys.destroy_halves(&[room.halves.half_id]).unwrap();
    assert!(matches!(room.open(&receipt, &binding("plate")), Err(OpenError::Destroyed)));
    assert!(matches!(data_key(&room.keys, &room.halves, subject()), Err(OpenError::Destroyed)));
}

#[test]
fn without_the_key_store_nothing_opens_and_the_answer_says_so() {
    let room = Room::new();
    let receipt = room.receipt(view_of(subject()));
    std::fs::remove_dir_all(room.folder.path().join("keys")).unwrap();
    let error = room.open(&receipt, &binding("plate")).unwrap_err();
    assert!(matches!(error, OpenError::KeyStore(KeyStoreError::Unavailable(_))), "{error}");
}

#[test]
fn a_later_field_is_sealed_under_the_key_of_the_subject() {
    let mut room = Room::new();
    let key = data_key(&room.keys, &room.halves, subject()).unwrap();
    let corrected = Binding { revision: 2, ..binding("plate") };
    room.sealed = seal(&key, &corrected, b"AE12UO", &TestRng).unwrap();
    let receipt = room.receipt(view_of(subject()));
    assert_eq!(room.open(&receipt, &corrected).unwrap(), b"AE12UO");
}

#[test]
fn a_record_outside_a_case_opens_under_the_act_that_discloses_it_and_no_other() {
    let room = Room::new();
    let open = |entry: Entry, kind| {
        let receipt = room.receipt(entry);
        open_record(&receipt, &room.keys, kind, &room.halves, &binding("plate"), &room.sealed).map(drop)
    };
    let listed = || Entry::new(Actor::System, Act::ExemptionListed);
    assert!(open(listed(), RecordKind::ExemptionPlate).is_ok());
    assert!(matches!(open(listed(), RecordKind::BatchFile), Err(OpenError::WrongAct { .. })));
    let refused = listed().outcome(Outcome::Refused);
    assert!(matches!(open(refused, RecordKind::ExemptionPlate), Err(OpenError::NoDisclosure)));
}

#[test]
fn a_second_factor_opens_for_its_own_account_only() {
    let room = Room::new();
    let (own, other) = (AccountId::from_uuid(Uuid::from_u128(1)), AccountId::from_uuid(Uuid::from_u128(2)));
    let sealed = seal_totp_secret(&room.keys, own, b"shared secret", &TestRng).unwrap();
    let opened = open_totp_secret(&room.keys, own, &sealed).unwrap();
    assert_eq!(opened.expose_secret(), b"shared secret");
    assert!(matches!(open_totp_secret(&room.keys, other, &sealed), Err(OpenError::DoesNotOpen)));
}
