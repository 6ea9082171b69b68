//! Recomputing a log: from its bundles alone, and as `ledger verify` does, beside hashing the same bytes in memory.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use poortwacht_ledger::ShardName;
use poortwacht_ledger::tree::{Tree, leaf_hash};
use poortwacht_ledger::verify::{Database, Expected, Source, tree_of, verify};
use poortwacht_store::ledger_rows::{self, Hash, split};
use poortwacht_store::{Connection, Store, StoreError};

use super::crowd::to_float;
use super::log;
use crate::report::{Limit, Report};

/// Each is measured as often; the best of them counts, as the others tell of the machine.
const TURNS: usize = 3;

/// What the log says of itself.
struct Log {
    shard: ShardName,
    size: u64,
    bundles: Vec<Vec<u8>>,
}

pub(super) fn measure(store: &Store, report: &mut Report) -> Result<()> {
    let log = load(store)?;
    let (mut hashing, mut tree, mut full) = (Duration::MAX, Duration::MAX, Duration::MAX);
    for _ in 0..TURNS {
        let (root, took) = hash(&log.bundles)?;
        hashing = hashing.min(took);
        tree = tree.min(recompute(store, &log, root)?);
        full = full.min(verify_all(store)?);
    }
    let rate = to_float(log.size) / hashing.as_secs_f64();
    report.add(
        "ledger_hash_per_s",
        rate,
        "1/s",
        format!("{} entries hashed in memory, one thread", log.size),
    );
    let note = "recomputing the tree from the bundles in the database, over hashing alone";
    let over = hashing.as_secs_f64() / tree.as_secs_f64();
    report.add_limited("ledger_tree_over_hash", over, "", Limit::AtLeast(0.5), note);
    let note = "full verification: typed parse, order within cases, index, over hashing alone";
    let over = hashing.as_secs_f64() / full.as_secs_f64();
    report.add_limited("ledger_full_over_hash", over, "", Limit::AtLeast(0.2), note);
    Ok(())
}

fn load(store: &Store) -> Result<Log> {
    let end = store
        .read_blocking(|conn| ledger_rows::shards_of(conn, &log()))?
        .pop()
        .context("the log has no shard")?
        .end;
    let (name, size) = (end.name.clone(), end.size);
    let read = move |conn: &mut Connection| {
        let mut source = Database::new(conn);
        let numbers = 0..size.div_ceil(ledger_rows::BUNDLE);
        Ok::<_, StoreError>(numbers.map(|number| source.bundle(&name, number)).collect::<Vec<_>>())
    };
    let bundles = store.read_blocking(read)?;
    let bundles = bundles.into_iter().map(|bundle| bundle?.context("a bundle is missing"));
    Ok(Log { shard: end.name, size, bundles: bundles.collect::<Result<_>>()? })
}

fn hash(bundles: &[Vec<u8>]) -> Result<(Hash, Duration)> {
    let started = Instant::now();
    let mut tree = Tree::default();
    for bundle in bundles {
        for entry in split(bundle)? {
            tree.push(leaf_hash(entry));
        }
    }
    Ok((tree.root(), started.elapsed()))
}

fn recompute(store: &Store, log: &Log, root: Hash) -> Result<Duration> {
    let (shard, size) = (log.shard.clone(), log.size);
    let started = Instant::now();
    let read = move |conn: &mut Connection| {
        Ok::<_, StoreError>(tree_of(&mut Database::new(conn), &shard, size).map(|tree| tree.root()))
    };
    ensure!(store.read_blocking(read)?? == root, "another root");
    Ok(started.elapsed())
}

fn verify_all(store: &Store) -> Result<Duration> {
    let started = Instant::now();
    let found = store.read_blocking(|conn| verify(conn, &Expected::default()))?;
    ensure!(found.is_sound(), "{found:?}");
    Ok(started.elapsed())
}
