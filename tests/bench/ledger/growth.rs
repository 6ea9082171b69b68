//! What a longer log costs: the same appends to one of 10,000 and to one of 1,000,000 entries, in turns.

use anyhow::Result;
use poortwacht_ledger::{LedgerError, append};
use poortwacht_services::system::{SystemClock, SystemRng};
use poortwacht_store::{Plan, Store, Tx};

use super::crowd::{self, entry};
use super::{log, open};
use crate::report::{Limit, Report, progress};

/// Entries of the short log.
const SHORT: u64 = 10_000;
/// Entries stored in one transaction while a log is filled.
const AT_ONCE: u64 = 2_048;
/// Turns, and appends in each.
const TURNS: usize = 5;
const APPENDS: u64 = 2_000;
const CALLERS: u32 = 16;

/// Fills a log without waiting for each entry.
pub(super) fn fill(store: &Store, entries: u64) -> Result<()> {
    let mut stored = 0;
    while stored < entries {
        let until = entries.min(stored + AT_ONCE);
        let log = log();
        let write = move |tx: &mut Tx<'_>| {
            let rng = SystemRng::new();
            (stored..until)
                .try_for_each(|number| append(tx, &log, &entry(number), &SystemClock, &rng).map(drop))
        };
        store.write_blocking::<_, LedgerError, _>(Plan::new().log(super::log()), write)?.into_inner();
        stored = until;
    }
    Ok(())
}

/// Compares the medians.
pub(super) async fn measure(short: &str, long: &Store, report: &mut Report) -> Result<()> {
    let short = open(short)?;
    tokio::task::block_in_place(|| fill(&short, SHORT))?;
    progress("the same appends to a short and to a long log");
    let (mut of_short, mut of_long) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        of_short.push(crowd::rate(&short, CALLERS, APPENDS).await?.0);
        of_long.push(crowd::rate(long, CALLERS, APPENDS).await?.0);
    }
    short.shutdown();
    let growth = median(of_short) / median(of_long);
    let note = format!(
        "cost of an append after 1,000,000 entries over that after 10,000, SQLite, {CALLERS} callers"
    );
    report.add_limited("ledger_append_growth", growth, "", Limit::AtMost(1.5), note);
    Ok(())
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
