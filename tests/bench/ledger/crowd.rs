//! Callers that append one after the other, each waiting until its entry is durable.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use anyhow::Result;
use futures_util::future::try_join_all;
use poortwacht_domain::{AccountId, Act, CaseId, Role, UnitId};
use poortwacht_ledger::{Actor, Entry, LedgerError, append};
use poortwacht_services::system::{SystemClock, SystemRng};
use poortwacht_store::{Plan, Store};
use uuid::Uuid;

use super::log;

/// Entries of one case: it arrives, is taken, seen and decided.
pub(super) const PER_CASE: u64 = 4;

/// The entry that a log has at this number, about 300 bytes long: every four are one case's. Cases have random ids.
pub(super) fn entry(number: u64) -> Entry {
    let case = u128::from(number / PER_CASE).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    let officer = Actor::Account {
        id: AccountId::from_uuid(Uuid::from_u128(u128::from(case.count_ones()))),
        role: Role::Officer,
    };
    let entry = match number % PER_CASE {
        0 => Entry::new(Actor::Unit(UnitId::from_uuid(Uuid::from_u128(2))), Act::CaseReceived),
        1 => Entry::new(officer, Act::CaseClaimed),
        2 => Entry::new(officer, Act::CaseShown).reason("review"),
        _ => Entry::new(officer, Act::CaseConfirmed).detail("offence", "R553b"),
    };
    entry.case(CaseId::from_uuid(Uuid::from_u128(case))).trace("4bf92f3577b34da6a3ce929d0e0e4736")
}

/// Durable appends in a second by so many callers, and how many shared a COMMIT.
pub(super) async fn rate(store: &Store, callers: u32, appends: u64) -> Result<(f64, f64)> {
    let before = store.write_statistics();
    let next = Arc::new(AtomicU64::new(0));
    let started = Instant::now();
    let tasks = (0..callers).map(|_| {
        let (store, next) = (store.clone(), Arc::clone(&next));
        tokio::spawn(async move {
            while next.fetch_add(1, Ordering::Relaxed) < appends {
                append_one(&store, next.load(Ordering::Relaxed)).await?;
            }
            Ok::<_, LedgerError>(())
        })
    });
    for ended in try_join_all(tasks).await? {
        ended?;
    }
    let seconds = started.elapsed().as_secs_f64();
    let after = store.write_statistics();
    let commits = to_float(after.commits - before.commits);
    Ok((to_float(appends) / seconds, to_float(after.closures - before.closures) / commits))
}

async fn append_one(store: &Store, number: u64) -> Result<(), LedgerError> {
    let log = log();
    let plan = Plan::new().log(log.clone()).ledger_only();
    let entry = entry(number);
    let write = move |tx: &mut poortwacht_store::Tx<'_>| {
        append(tx, &log, &entry, &SystemClock, &SystemRng::new()).map(drop)
    };
    store.write(plan, write).await.map(drop)
}

#[expect(clippy::cast_precision_loss, reason = "a count for a ratio")]
pub(super) fn to_float(count: u64) -> f64 {
    count as f64
}
