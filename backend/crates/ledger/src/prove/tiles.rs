//! Proofs from the stored tiles, checked against the signed root before they are given away.

use std::cell::RefCell;

use poortwacht_store::ledger_rows::{Hash, ShardName};
use tlog_tiles::{
    Error, Tile, TileHashReader, TileReader, check_record, check_tree, prove_record, prove_tree,
};

use super::ProveError;
use crate::checkpoint::Checkpoint;
use crate::kept_head::KeptHead;
use crate::verify::{Source, SourceError};

/// The tiles of a shard below its checkpoint.
pub(super) struct Tiles<'a> {
    reader: Reader<'a>,
    checkpoint: &'a Checkpoint,
}

struct Reader<'a> {
    source: RefCell<&'a mut dyn Source>,
    shard: &'a ShardName,
    failure: RefCell<Option<SourceError>>,
}

impl<'a> Tiles<'a> {
    pub(super) fn new(source: &'a mut dyn Source, shard: &'a ShardName, checkpoint: &'a Checkpoint) -> Self {
        let reader = Reader { source: RefCell::new(source), shard, failure: RefCell::new(None) };
        Self { reader, checkpoint }
    }

    /// The inclusion proof of an entry that stands below the checkpoint.
    pub(super) fn holds(self, position: u64, leaf: &Hash) -> Result<Vec<Hash>, ProveError> {
        let (size, root) = (self.checkpoint.size, tlog_tiles::Hash(self.checkpoint.root));
        let proof = prove_record(size, position, &TileHashReader::new(size, root, &self.reader));
        let proof = proof.map_err(|_| self.refused())?;
        let checked = check_record(&proof, size, root, position, tlog_tiles::Hash(*leaf));
        checked.map_err(|_| self.differs())?;
        Ok(proof.into_iter().map(|hash| hash.0).collect())
    }

    /// The consistency proof with an earlier state, which is not empty and not larger.
    pub(super) fn continues(self, earlier: &KeptHead) -> Result<Vec<Hash>, ProveError> {
        let (size, root) = (self.checkpoint.size, tlog_tiles::Hash(self.checkpoint.root));
        let proof = prove_tree(size, earlier.size, &TileHashReader::new(size, root, &self.reader));
        let proof = proof.map_err(|_| self.refused())?;
        let checked = check_tree(&proof, size, root, earlier.size, tlog_tiles::Hash(earlier.root));
        checked.map_err(|_| self.differs())?;
        Ok(proof.into_iter().map(|hash| hash.0).collect())
    }

    /// Why the library got no tiles.
    fn refused(&self) -> ProveError {
        self.reader.failure.borrow_mut().take().map_or_else(|| self.differs(), ProveError::Source)
    }

    fn differs(&self) -> ProveError {
        ProveError::Differs { shard: self.reader.shard.clone() }
    }
}

impl Reader<'_> {
    fn read(&self, tile: &Tile) -> Result<Vec<u8>, SourceError> {
        let width = u16::try_from(tile.width()).unwrap_or(256);
        self.source.borrow_mut().hashes(self.shard, tile.level(), tile.level_index(), width)
    }
}

impl TileReader for Reader<'_> {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, Error> {
        let read = tiles.iter().map(|tile| self.read(tile)).collect::<Result<Vec<_>, _>>();
        read.map_err(|error| {
            self.failure.replace(Some(error));
            Error::InvalidTile
        })
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}
