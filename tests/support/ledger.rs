//! The ledger and the cases of a running installation, read from its own database beside the server.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use poortwacht_store::ledger_rows::{entries, heads};
use poortwacht_store::{Connection, Environment, Scope, Store, StoreConfig, StoreError, cases};
use serde_json::Value;

use crate::world::World;

const READING: &str = "a test reads what was written";

/// The installation's records.
pub struct Records {
    store: Store,
}

/// One ledger entry.
#[derive(Debug, Clone)]
pub struct Written {
    /// What was done.
    pub act: String,
    /// By whom: `account:<id>:<role>`, `unit:<id>`, `job:<name>`, `operator` or `system`.
    pub actor: String,
    /// From where, when a request did it.
    pub origin: Option<String>,
    /// The case it is about, by its random id.
    pub case: Option<String>,
    /// The trace it belongs to.
    pub trace: Option<String>,
    /// `done`, `refused` or `failed`.
    pub outcome: String,
    /// The reason's code.
    pub reason: Option<String>,
    /// The shard it stands in, which begins with the log's name.
    pub shard: String,
}

impl Records {
    /// Opens the database that `world`'s server uses; meant for worlds marked `test`.
    pub fn open(world: &World) -> Result<Self> {
        let environment = Environment::Test;
        let config =
            StoreConfig { url: world.database_url(), read_connections: 1, environment, create: false };
        Ok(Self { store: Store::open(&config).context("the installation's database")? })
    }

    /// The open database, for what only a test may do to it.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Every entry of every log, log by log in order.
    pub fn written(&self) -> Result<Vec<Written>> {
        let texts = self.store.read_blocking(all)?;
        texts.iter().map(|text| Written::parse(text)).collect()
    }

    /// How often each act was written.
    pub fn acts(&self) -> Result<BTreeMap<String, usize>> {
        let mut acts = BTreeMap::new();
        for entry in self.written()? {
            *acts.entry(entry.act).or_default() += 1;
        }
        Ok(acts)
    }

    /// How many cases there are in each state.
    pub fn cases(&self) -> Result<BTreeMap<String, usize>> {
        let all = cases::SearchFilter { limit: u32::MAX, ..cases::SearchFilter::default() };
        let found = self.store.read_blocking(|conn| cases::search(conn, &Scope::auditor(READING), &all))?;
        let mut states = BTreeMap::new();
        for case in found {
            *states.entry(case.state.as_str().to_owned()).or_default() += 1;
        }
        Ok(states)
    }
}

impl Drop for Records {
    fn drop(&mut self) {
        self.store.shutdown();
    }
}

impl Written {
    fn parse(text: &str) -> Result<Self> {
        let entry: Value = serde_json::from_str(text)?;
        let member = |name: &str| entry.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
        Ok(Self {
            act: member("act").context("act")?,
            actor: member("actor").context("actor")?,
            origin: member("origin"),
            case: member("case"),
            trace: member("trace"),
            outcome: member("outcome").context("outcome")?,
            reason: member("reason"),
            shard: member("shard").context("shard")?,
        })
    }
}

fn all(conn: &mut Connection) -> Result<Vec<String>, StoreError> {
    let mut texts = Vec::new();
    for head in heads(conn, &Scope::auditor(READING))? {
        let size = u32::try_from(head.end.size).unwrap_or(u32::MAX);
        texts.extend(entries(conn, &head.end.name, 0, size)?.into_iter().map(|entry| entry.entry));
    }
    Ok(texts)
}
