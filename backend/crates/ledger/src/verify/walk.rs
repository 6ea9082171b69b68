//! Reading a shard, bundle by bundle, for another thread to compute.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use poortwacht_store::ledger_rows::{BUNDLE, Hash, IndexText, ShardName, split};

use super::check::Checker;
use super::findings::ShardReport;
use super::source::{Claim, Source, SourceError};
use crate::tree::{Tree, leaf_hash};

/// Bundles that are read ahead of those that are computed.
const AHEAD: usize = 8;

/// All that is stored of one bundle.
pub(super) struct Parcel {
    pub(super) number: u64,
    /// Its entries, each after its length; `None` where they are destroyed or missing.
    pub(super) entries: Option<Vec<u8>>,
    /// Their leaves.
    pub(super) leaves: Vec<u8>,
    /// What they can be found by; `None` for a source without an index.
    pub(super) index: Option<IndexText>,
    /// The hashes of the subtrees that it ends, the smallest first; `None` where one is missing.
    pub(super) above: Vec<Option<Hash>>,
}

/// Reads one shard and has it checked.
pub(super) fn walk(
    source: &mut dyn Source,
    claim: &Claim,
    checker: Checker<'_>,
) -> Result<ShardReport, SourceError> {
    let size = if claim.dropped { 0 } else { claim.size };
    let stray = source.stray(&claim.name, size)?;
    let mut report = if claim.dropped {
        checker.dropped()
    } else {
        beside(|send| read(source, claim, send), |receive| checker.all(receive))?
    };
    if let Some(stray) = stray {
        report.found(stray);
    }
    Ok(report)
}

/// Computes on a thread of its own what this one reads.
fn beside<P: Send, T: Send>(
    read: impl FnOnce(&SyncSender<P>) -> Result<(), SourceError>,
    compute: impl FnOnce(&Receiver<P>) -> T + Send,
) -> Result<T, SourceError> {
    thread::scope(|scope| {
        let (send, receive) = sync_channel(AHEAD);
        let computing = scope.spawn(move || compute(&receive));
        let read = read(&send);
        // Ends the other side.
        drop(send);
        let computed = computing.join().map_err(|_| SourceError::Stopped);
        read.and(computed)
    })
}

fn read(source: &mut dyn Source, claim: &Claim, send: &SyncSender<Parcel>) -> Result<(), SourceError> {
    for number in 0..claim.size.div_ceil(BUNDLE) {
        let width = BUNDLE.min(claim.size - number * BUNDLE);
        let parcel = parcel(source, &claim.name, number, u16::try_from(width).unwrap_or(256))?;
        if send.send(parcel).is_err() {
            // Enough has been found.
            break;
        }
    }
    Ok(())
}

fn parcel(
    source: &mut dyn Source,
    shard: &ShardName,
    number: u64,
    width: u16,
) -> Result<Parcel, SourceError> {
    let whole = u64::from(width) == BUNDLE;
    Ok(Parcel {
        number,
        entries: source.bundle(shard, number)?,
        leaves: source.hashes(shard, 0, number, width)?,
        index: source.index(shard, number)?,
        above: if whole { above(source, shard, number)? } else { Vec::new() },
    })
}

/// The stored roots of the subtrees that a whole bundle ends.
fn above(
    source: &mut dyn Source,
    shard: &ShardName,
    mut place: u64,
) -> Result<Vec<Option<Hash>>, SourceError> {
    let mut roots = Vec::new();
    for level in 1..=u8::MAX {
        let (tile, within) = (place / BUNDLE, place % BUNDLE);
        let hashes = source.hashes(shard, level, tile, u16::try_from(within + 1).unwrap_or(256))?;
        let at = usize::try_from(within).unwrap_or(usize::MAX);
        roots.push(hashes.as_chunks::<32>().0.get(at).copied());
        if within + 1 < BUNDLE {
            break;
        }
        place = tile;
    }
    Ok(roots)
}

/// Recomputes the tree of the first `size` entries of a shard from its bundles alone: nothing is parsed, and no stored
/// hash is read. Fewer entries where a bundle is destroyed, missing or damaged: see [`Tree::size`].
///
/// # Errors
/// Those of reading the source.
pub fn tree_of(source: &mut dyn Source, shard: &ShardName, size: u64) -> Result<Tree, SourceError> {
    let read = |send: &SyncSender<Vec<u8>>| {
        for number in 0..size.div_ceil(BUNDLE) {
            let Some(bundle) = source.bundle(shard, number)? else { break };
            if send.send(bundle).is_err() {
                break;
            }
        }
        Ok(())
    };
    beside(read, |receive| grown(receive, size))
}

fn grown(bundles: &Receiver<Vec<u8>>, size: u64) -> Tree {
    let mut tree = Tree::default();
    for bundle in bundles {
        let Ok(entries) = split(&bundle) else { break };
        let room = usize::try_from(size - tree.size()).unwrap_or(usize::MAX);
        for entry in entries.into_iter().take(room) {
            tree.push(leaf_hash(entry));
        }
    }
    tree
}
