//! Proofs from hash tiles.
//!
//! `tlog_tiles` plans which tiles a proof needs, computes it and checks it. It reads tiles synchronously, so a proof
//! takes two passes: the first only notes which tiles it would read, the second finds them fetched. Its tile reader
//! leaves some of the lower tiles unauthenticated when the tree's right edge shares tiles, so every full tile is
//! compared with its parent here, and a proof is only believed after `check_tree` or `check_record`.

use std::cell::RefCell;
use std::collections::HashMap;

use poortwacht_store::ledger_rows::ShardName;
use tlog_tiles::{Error, Hash, Tile, TileHashReader, TileReader, stored_hash_index};

use super::alarm::Paper;
use super::{ShardSource, SourceError};
use crate::checkpoint::Checkpoint;

const HEIGHT: u8 = 8;
const FULL: u16 = 256;
const HASH_BYTES: usize = 32;

/// Why there is no proof.
#[derive(Debug)]
pub(super) enum NoProof {
    /// The tiles could not be read.
    Unread(SourceError),
    /// The tiles are not those of the signed root.
    Differs { detail: String, papers: Vec<Paper> },
    /// The tiles are in order and show that it is not so.
    Refuted,
}

/// The tree that a checkpoint of a shard signs.
pub(super) struct Tree<'a, S> {
    pub(super) source: &'a S,
    pub(super) shard: &'a ShardName,
    pub(super) checkpoint: &'a Checkpoint,
}

impl<S: ShardSource> Tree<'_, S> {
    /// Proves that the tree begins with all entries of `earlier`, a smaller tree that is not empty.
    pub(super) async fn continues(&self, earlier: &Checkpoint) -> Result<(), NoProof> {
        let (size, root) = (self.checkpoint.size, Hash(self.checkpoint.root));
        let proof = self.read(|tiles| tlog_tiles::prove_tree(size, earlier.size, tiles)).await?;
        tlog_tiles::check_tree(&proof, size, root, earlier.size, Hash(earlier.root))
            .map_err(|_| NoProof::Refuted)
    }

    /// Proves that the first entry of the tree, which is not empty, is `entry`.
    pub(super) async fn begins_with(&self, entry: &[u8]) -> Result<(), NoProof> {
        let (size, root) = (self.checkpoint.size, Hash(self.checkpoint.root));
        let proof = self.read(|tiles| tlog_tiles::prove_record(size, 0, tiles)).await?;
        tlog_tiles::check_record(&proof, size, root, 0, tlog_tiles::record_hash(entry))
            .map_err(|_| NoProof::Refuted)
    }

    async fn read<T>(&self, prove: impl Fn(&TileHashReader<'_>) -> Result<T, Error>) -> Result<T, NoProof> {
        let (size, root) = (self.checkpoint.size, Hash(self.checkpoint.root));
        let mut fetched = HashMap::new();
        for tile in planned(|plan| prove(&TileHashReader::new(size, root, plan)).map(drop)) {
            fetched.insert(tile, self.fetch(&tile).await?);
        }
        let tiles = Fetched(fetched);
        tiles.authenticate(size).map_err(|tile| tiles.differ(&path(&tile)))?;
        prove(&TileHashReader::new(size, root, &tiles)).map_err(|_| tiles.differ("the root"))
    }

    async fn fetch(&self, tile: &Tile) -> Result<Vec<u8>, NoProof> {
        let width = u16::try_from(tile.width()).unwrap_or(FULL);
        let (level, index) = (tile.level(), tile.level_index());
        let found = match self.source.tile(self.shard, level, index, width).await {
            // A partial tile may have given way to the full one.
            Err(SourceError::Missing(_)) if width < FULL => {
                self.source.tile(self.shard, level, index, FULL).await.map(|full| narrowed(full, width))
            }
            found => found,
        };
        let data = found.map_err(NoProof::Unread)?;
        if data.len() == usize::from(width) * HASH_BYTES { Ok(data) } else { Err(wrong_length(tile, &data)) }
    }
}

fn narrowed(mut full: Vec<u8>, width: u16) -> Vec<u8> {
    if full.len() == usize::from(FULL) * HASH_BYTES {
        full.truncate(usize::from(width) * HASH_BYTES);
    }
    full
}

fn wrong_length(tile: &Tile, data: &[u8]) -> NoProof {
    let detail = format!("{} has {} bytes instead of {} hashes", path(tile), data.len(), tile.width());
    NoProof::Differs { detail, papers: vec![Paper::new("tile", written(tile, data))] }
}

fn written(tile: &Tile, data: &[u8]) -> String {
    format!("{} {}\n", path(tile), hex::encode(data))
}

/// The path without the height, which the library writes as Go does.
fn path(tile: &Tile) -> String {
    tile.path().replacen("tile/8/", "tile/", 1)
}

/// The tiles that a proof would read.
fn planned(prove: impl FnOnce(&Plan) -> Result<(), Error>) -> Vec<Tile> {
    let plan = Plan::default();
    // Ends in the plan's own refusal to read, or reads nothing at all.
    let _refused_to_read = prove(&plan);
    plan.0.into_inner()
}

#[derive(Default)]
struct Plan(RefCell<Vec<Tile>>);

impl TileReader for Plan {
    fn height(&self) -> u8 {
        HEIGHT
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, Error> {
        self.0.borrow_mut().extend_from_slice(tiles);
        Err(Error::InvalidTile)
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

struct Fetched(HashMap<Tile, Vec<u8>>);

impl Fetched {
    /// Compares every full tile with the hash its parent has of it. Partial tiles lie at the right edge, from which the
    /// reader recomputes the root itself.
    fn authenticate(&self, size: u64) -> Result<(), Tile> {
        let full = self.0.iter().filter(|(tile, _)| tile.width() == u32::from(FULL));
        for (tile, data) in full {
            let above = tile.parent(1, size).and_then(|parent| Some((parent, self.0.get(&parent)?)));
            let known = above.and_then(|(parent, hashes)| {
                let index = stored_hash_index(parent.level() * HEIGHT, tile.level_index());
                parent.hash_at_index(hashes, index).ok()
            });
            if known != Some(Tile::subtree_hash(data)) {
                return Err(*tile);
            }
        }
        Ok(())
    }

    fn differ(&self, place: &str) -> NoProof {
        let all = self.0.iter().map(|(tile, data)| written(tile, data)).collect::<String>();
        let detail = format!("the hashes of {place} are not those of the signed state");
        NoProof::Differs { detail, papers: vec![Paper::new("tiles", all)] }
    }
}

impl TileReader for Fetched {
    fn height(&self) -> u8 {
        HEIGHT
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, Error> {
        tiles.iter().map(|tile| self.0.get(tile).cloned().ok_or(Error::InvalidTile)).collect()
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}
