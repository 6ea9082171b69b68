//! The ledger on both databases, from one body.

mod appending;
mod grants;
mod tampering;

use std::sync::Arc;

use poortwacht_domain::act::Act;
use poortwacht_domain::ids::{AccountId, CaseId, MunicipalityId};
use poortwacht_domain::roles::Role;
use poortwacht_domain::testing::{FixedClock, SequenceRng};
use poortwacht_store::{Committed, Environment, Plan, Store, StoreConfig};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{Actor, Entry, KeptHead, LedgerError, LogName, Pending, Report, append, verify};

/// A store with an empty schema, and what it stands on.
struct Ledger {
    store: Store,
    url: String,
    clock: Arc<FixedClock>,
    rng: Arc<SequenceRng>,
    _sqlite: TempDir,
}

/// Runs the same test on SQLite and on PostgreSQL.
fn on_both_databases(test: impl Fn(&Ledger)) {
    let folder = TempDir::new().unwrap();
    let sqlite = format!("sqlite:{}", folder.path().join("ledger.sqlite").display());
    test(&Ledger::open(sqlite, folder));
    let postgres = poortwacht_test_postgres::database();
    test(&Ledger::open(postgres.url.clone(), TempDir::new().unwrap()));
}

impl Ledger {
    fn open(url: String, sqlite: TempDir) -> Self {
        let clock = Arc::new(FixedClock::at("2026-11-22T08:00:00.000000999Z".parse().unwrap()));
        let rng = Arc::new(SequenceRng::default());
        let config = StoreConfig {
            url: url.clone(),
            read_connections: 4,
            environment: Environment::Test,
            create: true,
        };
        Store::migrate(&config, &*clock, &*rng).unwrap();
        let store = Store::open(&config).unwrap();
        Self { store, url, clock, rng, _sqlite: sqlite }
    }

    fn append(&self, log: &LogName, entry: Entry) -> Result<Committed<Pending>, LedgerError> {
        let (clock, rng, log) = (Arc::clone(&self.clock), Arc::clone(&self.rng), log.clone());
        self.store
            .write_blocking(Plan::new().log(log.clone()), move |tx| append(tx, &log, &entry, &*clock, &*rng))
    }

    fn append_many(&self, log: &LogName, count: u64) {
        for number in 0..count {
            let _committed = self.append(log, shown(number)).unwrap();
        }
    }

    fn verify(&self, kept: &[KeptHead]) -> Report {
        self.store.read_blocking(|conn| verify(conn, kept)).unwrap()
    }
}

fn municipality_log() -> LogName {
    LogName::municipality(MunicipalityId::from_uuid(Uuid::from_u128(0xa)))
}

fn officer() -> Actor {
    Actor::Account { id: AccountId::from_uuid(Uuid::from_u128(0xb)), role: Role::Officer }
}

fn case() -> CaseId {
    CaseId::from_uuid(Uuid::from_u128(0xc))
}

fn shown(number: u64) -> Entry {
    Entry::new(officer(), Act::CaseShown).case(case()).detail("number", number)
}
