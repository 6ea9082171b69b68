//! What the installation holds, read from its own database, and what the mock CJIB says it holds.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use jiff::Timestamp;
use poortwacht_store::{Environment, Scope, Store, StoreConfig, StoreError, cases, destruction};
use poortwacht_tests::world::World;

/// Numbers of the database at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Cases by state.
    pub states: BTreeMap<String, u64>,
    /// Destructions on record.
    pub destroyed: u64,
}

impl Holdings {
    /// Reads the demo's database.
    pub fn read(world: &World) -> Result<Self> {
        let store = Store::open(&StoreConfig {
            url: format!("sqlite:{}", world.path("data/poortwacht.sqlite")),
            read_connections: 1,
            environment: Environment::Demo,
            create: false,
        })?;
        let holdings = store.read_blocking(Self::count)?;
        store.shutdown();
        Ok(holdings)
    }

    fn count(conn: &mut poortwacht_store::Connection) -> Result<Self, StoreError> {
        let scope = Scope::auditor("the demo compares its own numbers");
        let mut states = BTreeMap::new();
        let all = cases::SearchFilter { limit: u32::MAX, ..cases::SearchFilter::default() };
        for case in cases::search(conn, &scope, &all)? {
            *states.entry(case.state.as_str().to_owned()).or_default() += 1;
        }
        let destroyed = destruction::count(conn, &scope, Timestamp::UNIX_EPOCH, Timestamp::MAX)?;
        Ok(Self { states, destroyed })
    }

    /// Cases in a state.
    pub fn of(&self, state: &str) -> u64 {
        self.states.get(state).copied().unwrap_or_default()
    }

    /// All cases.
    pub fn cases(&self) -> u64 {
        self.states.values().sum()
    }
}

/// References that the mock holds, each as often as it holds it.
#[expect(clippy::indexing_slicing, reason = "a member that is missing reads as null and is refused")]
pub fn held_by_cjib(world: &World) -> Result<Vec<String>> {
    let text = std::fs::read_to_string(world.folder().join("cjib-state.json")).context("the mock's state")?;
    let state: serde_json::Value = serde_json::from_str(&text)?;
    let batches = state["batches"].as_object().context("the mock's batches")?;
    let cases = batches.values().filter_map(|batch| batch["cases"].as_array()).flatten();
    cases.map(|case| Ok(case["reference"].as_str().context("a reference")?.to_owned())).collect()
}
