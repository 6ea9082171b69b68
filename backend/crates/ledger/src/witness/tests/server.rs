//! A log made with other people's tree (`tlog_tiles`), and a server of it that can be told to lie.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use tlog_tiles::{Error, Hash, HashReader, Tile, stored_hashes, tree_hash};

use super::super::*;
use crate::checkpoint::{Checkpoint, SigningKey};

pub const DATABASE: Uuid = Uuid::from_u128(7);

pub fn key() -> SigningKey {
    SigningKey::from_seed([1; 32])
}

pub fn log() -> Log {
    Log { database: DATABASE, name: LogName::system(), key: key().public() }
}

pub fn name(period: &str) -> ShardName {
    format!("system/{period}").parse().unwrap()
}

#[derive(Clone, Default)]
pub struct Leaves {
    hashes: Vec<Hash>,
    pub size: u64,
}

impl HashReader for Leaves {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        Ok(indexes.iter().map(|index| self.hashes[usize::try_from(*index).unwrap()]).collect())
    }
}

impl Leaves {
    pub fn of(entries: impl IntoIterator<Item = String>) -> Self {
        let mut leaves = Self::default();
        entries.into_iter().for_each(|entry| leaves.push(&entry));
        leaves
    }

    pub fn numbered(size: u64) -> Self {
        Self::of((0..size).map(|number| format!("entry {number}")))
    }

    pub fn push(&mut self, entry: &str) {
        let new = stored_hashes(self.size, entry.as_bytes(), self).unwrap();
        self.hashes.extend(new);
        self.size += 1;
    }

    pub fn grown_to(mut self, size: u64) -> Self {
        (self.size..size).for_each(|number| self.push(&format!("entry {number}")));
        self
    }

    pub fn root(&self, size: u64) -> [u8; 32] {
        tree_hash(size, self).unwrap().0
    }

    pub fn tile(&self, level: u8, index: u64, width: u16) -> Vec<u8> {
        Tile::new(8, level, index, width.into(), false).read_data(self).unwrap()
    }
}

/// The log. Honest as long as only `grow`, `close_with` and `shown` are used.
pub struct Server {
    pub shards: Vec<(ShardName, Leaves)>,
    /// Shows the last shard at this size though it has more entries.
    pub shown: Option<u64>,
    pub listing: Option<Vec<String>>,
    pub notes: BTreeMap<ShardName, String>,
    pub tiles: BTreeMap<(u8, u64), Vec<u8>>,
    pub dropped: BTreeSet<ShardName>,
    /// Partial tiles are gone once the full tile exists.
    pub only_full: bool,
    pub down: bool,
    pub read: Mutex<Vec<(u8, u64, u16)>>,
}

impl Server {
    pub fn of(leaves: Leaves) -> Self {
        Self {
            shards: vec![(name("2025-2"), leaves)],
            shown: None,
            listing: None,
            notes: BTreeMap::new(),
            tiles: BTreeMap::new(),
            dropped: BTreeSet::new(),
            only_full: false,
            down: false,
            read: Mutex::default(),
        }
    }

    pub fn sized(size: u64) -> Self {
        Self::of(Leaves::numbered(size))
    }

    pub fn last(&mut self) -> &mut Leaves {
        &mut self.shards.last_mut().unwrap().1
    }

    pub fn grow_to(&mut self, size: u64) {
        let leaves = std::mem::take(self.last());
        *self.last() = leaves.grown_to(size);
    }

    /// Closes the open shard; the next one begins with its last checkpoint.
    pub fn close_with(&mut self, next: &str, size: u64) {
        let opening = self.state(&self.shards.last().unwrap().0).body();
        self.shards.push((name(next), Leaves::of([opening]).grown_to(size)));
    }

    pub fn leaves(&self, shard: &ShardName) -> &Leaves {
        &self.shards.iter().find(|(name, _)| name == shard).unwrap().1
    }

    pub fn state(&self, shard: &ShardName) -> Checkpoint {
        let leaves = self.leaves(shard);
        let is_last = &self.shards.last().unwrap().0 == shard;
        let size = self.shown.filter(|_| is_last).unwrap_or(leaves.size);
        Checkpoint { origin: log().origin(shard), size, root: leaves.root(size) }
    }
}

impl ShardSource for Server {
    async fn shards(&self) -> Result<Vec<String>, SourceError> {
        if self.down {
            return Err(SourceError::Unreachable("no connection".to_owned()));
        }
        let honest = || self.shards.iter().map(|(name, _)| name.to_string()).collect();
        Ok(self.listing.clone().unwrap_or_else(honest))
    }

    async fn checkpoint(&self, shard: &ShardName) -> Result<String, SourceError> {
        let kept = self.notes.get(shard).cloned();
        Ok(kept.unwrap_or_else(|| self.state(shard).sign(&key()).unwrap()))
    }

    async fn tile(
        &self,
        shard: &ShardName,
        level: u8,
        index: u64,
        width: u16,
    ) -> Result<Vec<u8>, SourceError> {
        self.read.lock().unwrap().push((level, index, width));
        let full = (index + 1) << (8 * (level + 1)) <= self.leaves(shard).size;
        if self.dropped.contains(shard) || (self.only_full && full && width < 256) {
            return Err(SourceError::Missing(format!("tile {level}/{index}")));
        }
        let forged = self.tiles.get(&(level, index)).cloned();
        Ok(forged.unwrap_or_else(|| self.leaves(shard).tile(level, index, width)))
    }
}
