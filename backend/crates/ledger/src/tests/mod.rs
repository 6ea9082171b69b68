//! The ledger on both databases, from one body.

mod appending;
mod exporting;
mod grants;
mod outsider;
mod proving;
mod recovering;
mod rewriting;
mod signing;
mod tampering;
mod tampering_elsewhere;

use std::sync::Arc;

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use poortwacht_domain::act::Act;
use poortwacht_domain::ids::{AccountId, CaseId, MunicipalityId};
use poortwacht_domain::roles::Role;
use poortwacht_domain::testing::{FixedClock, SequenceRng};
use poortwacht_store::ledger_rows::ShardName;
use poortwacht_store::{Backend, Committed, Environment, Plan, Store, StoreConfig};
use tempfile::TempDir;
use uuid::Uuid;

use crate::verify::{Expected, Report, verify};
use crate::{Actor, Entry, KeptHead, LedgerError, LogName, Pending, append};

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
            let _committed = self.append(log, listed(number)).unwrap();
        }
    }

    /// Appends entries in one transaction.
    fn append_at_once(&self, log: &LogName, count: u64) {
        let (clock, rng, inside) = (Arc::clone(&self.clock), Arc::clone(&self.rng), log.clone());
        let appended = self.store.write_blocking(Plan::new().log(log.clone()), move |tx| {
            (0..count).try_for_each(|number| append(tx, &inside, &listed(number), &*clock, &*rng).map(drop))
        });
        appended.unwrap().into_inner();
    }

    fn verify(&self, kept: &[KeptHead]) -> Report {
        let expected = Expected { kept: kept.to_vec(), ..Expected::default() };
        self.store.read_blocking(|conn| verify(conn, &expected)).unwrap()
    }

    /// Runs SQL past everything that guards the log.
    fn tamper(&self, sql: &str) {
        match self.store.backend() {
            Backend::Sqlite => {
                let path = self.url.trim_start_matches("sqlite:");
                SqliteConnection::establish(path).unwrap().batch_execute(sql).unwrap();
            }
            Backend::Postgres => PgConnection::establish(&self.url).unwrap().batch_execute(sql).unwrap(),
        }
    }
}

/// The shard of the clock's first half year.
fn first_shard(log: &LogName) -> ShardName {
    format!("{log}/2026-2").parse().unwrap()
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

/// Stands anywhere in the life of a case.
fn listed(number: u64) -> Entry {
    Entry::new(officer(), Act::LedgerListed).case(case()).detail("number", number)
}
