//! Where the entries and hashes to be verified come from.

use std::collections::BTreeMap;
use std::path::PathBuf;

use poortwacht_domain::ids::CaseId;
use poortwacht_store::ledger_rows::{self, BUNDLE, Hash, IndexText, Shard, ShardName, split};
use poortwacht_store::{Connection, Scope, StoreError};

use super::findings::{Fault, Finding};
use crate::record::Facts;
use crate::tree::Tree;

/// What a source says of a shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its name.
    pub name: ShardName,
    /// Entries in it.
    pub size: u64,
    /// Root of its tree, as the shard's row or its checkpoint states it; `None` when that is no tree.
    pub root: Option<Hash>,
    /// The newest signed checkpoint.
    pub checkpoint: Option<String>,
    /// Entries that the checkpoint covers, where the source states that besides the checkpoint.
    pub signed: Option<u64>,
    /// Whether only the checkpoint is left.
    pub dropped: bool,
}

/// Why a source could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file or folder could not be read.
    #[error("{}: {error}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A file or folder is not what an export holds.
    #[error("{}: {problem}", path.display())]
    NoExport {
        /// Which.
        path: PathBuf,
        /// What is wrong with it and what to do about it.
        problem: &'static str,
    },
    /// The thread that computes stopped.
    #[error("the thread that recomputes the ledger stopped before its end")]
    Stopped,
}

/// Entries and hashes of logs: a database, or what was exported from one.
pub trait Source {
    /// All shards, log by log, the oldest first.
    ///
    /// # Errors
    /// [`SourceError`].
    fn shards(&mut self) -> Result<Vec<Claim>, SourceError>;

    /// A bundle's entries, each after its length; `None` where they are destroyed or missing.
    ///
    /// # Errors
    /// [`SourceError`].
    fn bundle(&mut self, shard: &ShardName, number: u64) -> Result<Option<Vec<u8>>, SourceError>;

    /// The hashes of a tile, one after the other, at most `width` (1 to 256); fewer where they are missing.
    ///
    /// # Errors
    /// [`SourceError`].
    fn hashes(
        &mut self,
        shard: &ShardName,
        level: u8,
        number: u64,
        width: u16,
    ) -> Result<Vec<u8>, SourceError>;

    /// What a bundle's entries can be found by; `None` for a source that has no index.
    ///
    /// # Errors
    /// [`SourceError`].
    fn index(&mut self, _: &ShardName, _: u64) -> Result<Option<IndexText>, SourceError> {
        Ok(None)
    }

    /// The first thing that is stored although a shard of `size` entries does not have it.
    ///
    /// # Errors
    /// [`SourceError`].
    fn stray(&mut self, _: &ShardName, _: u64) -> Result<Option<Finding>, SourceError> {
        Ok(None)
    }

    /// The positions of a case's entries in a shard of `size` entries, in order. Reads all of them unless the source
    /// has an index.
    ///
    /// # Errors
    /// [`SourceError`].
    fn positions(&mut self, shard: &ShardName, size: u64, case: CaseId) -> Result<Vec<u64>, SourceError> {
        let mut found = Vec::new();
        for number in 0..size.div_ceil(BUNDLE) {
            let bundle = self.bundle(shard, number)?.unwrap_or_default();
            let entries = split(&bundle).unwrap_or_default();
            let about = entries.iter().zip(number * BUNDLE..).filter(|(entry, _)| is_about(entry, case));
            found.extend(about.map(|(_, position)| position));
        }
        Ok(found)
    }
}

fn is_about(entry: &[u8], case: CaseId) -> bool {
    let text = std::str::from_utf8(entry).ok();
    text.and_then(|text| Facts::parse(text, &mut Vec::new()).ok())
        .is_some_and(|facts| facts.case == Some(case))
}

/// The database.
pub struct Database<'conn> {
    conn: &'conn mut Connection,
    shards: BTreeMap<ShardName, Shard>,
}

impl<'conn> Database<'conn> {
    /// Reads from a connection whose session sees one snapshot.
    pub fn new(conn: &'conn mut Connection) -> Self {
        Self { conn, shards: BTreeMap::new() }
    }

    /// The connection, and the shard's row as it was first seen.
    fn of(&mut self, name: &ShardName) -> Result<(&mut Connection, &Shard), StoreError> {
        if !self.shards.contains_key(name) {
            let shard = ledger_rows::shard(self.conn, name)?.ok_or(StoreError::NotFound)?;
            self.shards.insert(name.clone(), shard);
        }
        let shard = self.shards.get(name).ok_or(StoreError::NotFound)?;
        Ok((self.conn, shard))
    }
}

impl Source for Database<'_> {
    fn shards(&mut self) -> Result<Vec<Claim>, SourceError> {
        let shards = ledger_rows::shards(self.conn, &Scope::auditor("ledger verification"))?;
        let claims = shards.iter().map(claim).collect();
        self.shards = shards.into_iter().map(|shard| (shard.end.name.clone(), shard)).collect();
        Ok(claims)
    }

    fn bundle(&mut self, shard: &ShardName, number: u64) -> Result<Option<Vec<u8>>, SourceError> {
        let (conn, shard) = self.of(shard)?;
        Ok(shard.bundle(conn, number)?)
    }

    fn hashes(
        &mut self,
        shard: &ShardName,
        level: u8,
        number: u64,
        width: u16,
    ) -> Result<Vec<u8>, SourceError> {
        let (conn, shard) = self.of(shard)?;
        let mut hashes = shard.hashes(conn, level, number)?;
        hashes.truncate(usize::from(width) * 32);
        Ok(hashes)
    }

    fn index(&mut self, shard: &ShardName, number: u64) -> Result<Option<IndexText>, SourceError> {
        let (conn, shard) = self.of(shard)?;
        Ok(Some(shard.index_text(conn, number)?))
    }

    fn stray(&mut self, shard: &ShardName, size: u64) -> Result<Option<Finding>, SourceError> {
        let (conn, shard) = self.of(shard)?;
        if let Some(position) = shard.beyond(conn, size)? {
            return Ok(Some(Finding { position, what: Fault::BeyondHead }));
        }
        let position = shard.index_beyond(conn, size)?;
        Ok(position.map(|position| Finding { position, what: Fault::IndexDiffers }))
    }

    fn positions(&mut self, shard: &ShardName, size: u64, case: CaseId) -> Result<Vec<u64>, SourceError> {
        let positions = ledger_rows::shard_positions(self.conn, shard, case)?;
        Ok(positions.into_iter().filter(|position| *position < size).collect())
    }
}

fn claim(shard: &Shard) -> Claim {
    let tree = Tree::new(shard.end.size, shard.end.edge.clone());
    Claim {
        name: shard.end.name.clone(),
        size: shard.end.size,
        root: tree.map(|tree| tree.root()),
        signed: shard.checkpoint.as_ref().map(|checkpoint| checkpoint.size),
        checkpoint: shard.checkpoint.as_ref().map(|checkpoint| checkpoint.note.clone()),
        dropped: shard.dropped_at.is_some(),
    }
}
