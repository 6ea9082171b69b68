//! The logs that a batch appends to: where each stands, and what is not written yet.

use std::collections::BTreeMap;

use super::Hash;
use super::index::Indexed;
use super::name::{LogName, ShardName};

/// An entry on its way into a shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// The bytes that are hashed.
    pub entry: Vec<u8>,
    /// Its leaf hash.
    pub leaf: Hash,
    /// Roots of the complete subtrees of 256, 65,536, … leaves that this leaf ends, the smallest first.
    pub subtrees: Vec<Hash>,
    /// The tree's right edge with it: roots of the complete subtrees, the largest first.
    pub edge: Vec<Hash>,
    /// What it can be found by; `None` for the entry that opens a shard.
    pub index: Option<Indexed>,
}

/// Where a shard ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardEnd {
    /// Its name.
    pub name: ShardName,
    /// Entries in it.
    pub size: u64,
    /// Roots of the complete subtrees at its right edge, the largest first.
    pub edge: Vec<Hash>,
}

/// A shard during a batch.
#[derive(Debug)]
pub(super) struct OpenShard {
    pub(super) id: i64,
    pub(super) end: ShardEnd,
    /// Entries that are written.
    pub(super) written: u64,
    pub(super) appended: Vec<NewEntry>,
}

/// A log during a batch: its open shard is the last; the others were closed in this batch.
#[derive(Debug, Default)]
pub(super) struct OpenLog {
    pub(super) shards: Vec<OpenShard>,
}

/// Where a log stood when a closure began.
struct Mark {
    shards: usize,
    end: Option<ShardEnd>,
    appended: usize,
}

/// All logs of a batch.
#[derive(Debug, Default)]
pub(crate) struct OpenLogs(pub(super) BTreeMap<LogName, OpenLog>);

/// Where the logs stood when a closure began.
pub(crate) struct Marks(Vec<(LogName, Mark)>);

impl OpenLogs {
    /// Forgets everything: the batch is over.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Remembers where these logs stand.
    pub(crate) fn mark<'a>(&self, logs: impl Iterator<Item = &'a LogName>) -> Marks {
        Marks(logs.filter_map(|log| Some((log.clone(), self.0.get(log)?.mark()))).collect())
    }

    /// Forgets what was appended since.
    pub(crate) fn back_to(&mut self, marks: Marks) {
        for (log, mark) in marks.0 {
            if let Some(open) = self.0.get_mut(&log) {
                open.back_to(mark);
            }
        }
    }

    /// What is not written yet, shard by shard.
    pub(super) fn unwritten(&self) -> impl Iterator<Item = &OpenShard> {
        self.0.values().flat_map(|log| &log.shards).filter(|shard| !shard.appended.is_empty())
    }
}

impl OpenLog {
    fn mark(&self) -> Mark {
        let last = self.shards.last();
        Mark {
            shards: self.shards.len(),
            end: last.map(|shard| shard.end.clone()),
            appended: last.map_or(0, |shard| shard.appended.len()),
        }
    }

    fn back_to(&mut self, mark: Mark) {
        self.shards.truncate(mark.shards);
        if let (Some(shard), Some(end)) = (self.shards.last_mut(), mark.end) {
            shard.end = end;
            shard.appended.truncate(mark.appended);
        }
    }
}
