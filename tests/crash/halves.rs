//! Key halves after the kills: each crash leaves some that no packet came for, and the sweep takes exactly those.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::Clock;
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_services::system::{SystemClock, SystemRng};
use poortwacht_services::{Parts, Services, ServicesConfig, job_runs};
use poortwacht_store::{Scope, Store, StoreError, cases};
use poortwacht_tests::keys;
use poortwacht_tests::ledger::Records;
use poortwacht_tests::world::World;

/// By then every half has its subject or never gets one.
const LATER: SignedDuration = SignedDuration::from_hours(2);

/// The clock, moved on.
struct LaterClock;

impl Clock for LaterClock {
    fn now(&self) -> Timestamp {
        SystemClock.now().saturating_add(LATER).unwrap_or(Timestamp::MAX)
    }
}

/// Runs the sweep as the server would two hours later, and counts what is left. What it did, in one line.
pub async fn sweep(world: &World) -> Result<String> {
    let records = Records::open(world)?;
    let keys = keys::open(world)?;
    let left_over = unattached(keys.as_ref())?;
    ensure!(left_over > 0, "no kill left a key half behind: this run proves nothing");
    let services = Services::new(Parts {
        store: records.store().clone(),
        keys: Arc::clone(&keys),
        clock: Arc::new(LaterClock),
        rng: Arc::new(SystemRng::new()),
        config: ServicesConfig::default(),
    });
    let swept = job_runs::run_now(&services, "sweep-key-halves").await.context("the sweep")?;
    ensure!(unattached(keys.as_ref())? == 0, "a key half is without a case after the sweep");
    every_case_has_its_half(records.store(), keys.as_ref())?;
    Ok(swept)
}

fn unattached(keys: &dyn KeyStore) -> Result<usize> {
    Ok(keys.halves_created_before(Timestamp::MAX, u32::MAX)?.len())
}

fn every_case_has_its_half(store: &Store, keys: &dyn KeyStore) -> Result<()> {
    let scope = Scope::auditor("crash test");
    let filter = cases::SearchFilter { limit: u32::MAX, ..cases::SearchFilter::default() };
    let stored = store.read_blocking(|conn| {
        let found = cases::search(conn, &scope, &filter)?;
        found.iter().map(|case| cases::find(conn, &scope, case.id)).collect::<Result<Vec<_>, StoreError>>()
    })?;
    for case in stored.into_iter().flatten() {
        ensure!(keys.half(case.half.id)?.is_some(), "case {} lost its key half", case.reference.as_str());
    }
    Ok(())
}
