//! Reading an exported folder.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use poortwacht_store::ledger_rows::{BUNDLE, ShardName};
use uuid::Uuid;

use super::paths::{entries_path, hashes_path};
use super::{CHECKPOINT, README};
use crate::checkpoint::Checkpoint;
use crate::verify::{Claim, Source, SourceError, shard_of_origin, unverified};

const NO_CHECKPOINT: &str =
    "this is not a checkpoint of a log; export this shard again, or take the file from an untouched copy";
const NO_SHARD: &str = "this does not belong in an export; take it out of the folder";
const NOTHING: &str = "no shard of a log is here; give the folder that `ledger export` wrote";
const TWO_DATABASES: &str =
    "this checkpoint is of another database than the others; export into a folder of its own";

/// A folder that [`write`](super::write) wrote. Nothing in it is trusted: who verifies it brings the public key.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    checkpoints: BTreeMap<ShardName, (String, Checkpoint)>,
}

impl Folder {
    /// Finds the shards in a folder.
    ///
    /// # Errors
    /// [`SourceError`] naming the file that cannot be read or does not belong in an export.
    pub fn open(path: &Path) -> Result<Self, SourceError> {
        let mut folder = Self { path: path.to_owned(), checkpoints: BTreeMap::new() };
        for (text, shard) in shard_folders(path)? {
            let name = text.parse().map_err(|_| no_export(&shard, NO_SHARD))?;
            folder.add(name, &shard.join(CHECKPOINT))?;
        }
        if folder.checkpoints.is_empty() { Err(no_export(path, NOTHING)) } else { Ok(folder) }
    }

    fn add(&mut self, name: ShardName, file: &Path) -> Result<(), SourceError> {
        let note = fs::read_to_string(file).map_err(at(file))?;
        let checkpoint = unverified(&note).ok_or_else(|| no_export(file, NO_CHECKPOINT))?;
        let (database, _) =
            shard_of_origin(&checkpoint.origin).ok_or_else(|| no_export(file, NO_CHECKPOINT))?;
        if self.database().is_some_and(|other| other != database) {
            return Err(no_export(file, TWO_DATABASES));
        }
        self.checkpoints.insert(name, (note, checkpoint));
        Ok(())
    }

    /// The identity of the database that was exported, as the checkpoints state it: true as far as their signatures are.
    #[must_use]
    pub fn database(&self) -> Option<Uuid> {
        let (_, checkpoint) = self.checkpoints.values().next()?;
        Some(shard_of_origin(&checkpoint.origin)?.0)
    }

    fn width(&self, shard: &ShardName, level: u8, number: u64) -> Option<u16> {
        let size = self.checkpoints.get(shard)?.1.size;
        let hashes = size.checked_shr(u32::from(level) * 8).unwrap_or(0);
        let width = hashes.checked_sub(number.checked_mul(BUNDLE)?)?.min(BUNDLE);
        u16::try_from(width).ok().filter(|width| *width > 0)
    }

    fn read(&self, shard: &ShardName, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let file = self.path.join(shard.to_string()).join(path);
        match fs::read(&file) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            read => read.map(Some).map_err(at(&file)),
        }
    }

    /// Whether nothing but the checkpoint is left of a shard.
    fn is_dropped(&self, shard: &ShardName) -> Result<bool, SourceError> {
        let tiles = self.path.join(shard.to_string()).join("tile");
        tiles.try_exists().map(|exists| !exists).map_err(at(&tiles))
    }
}

impl Source for Folder {
    fn shards(&mut self) -> Result<Vec<Claim>, SourceError> {
        let claims = self.checkpoints.iter().map(|(name, (note, checkpoint))| {
            let Checkpoint { size, root, .. } = *checkpoint;
            let dropped = size > 0 && self.is_dropped(name)?;
            let (name, checkpoint) = (name.clone(), Some(note.clone()));
            Ok(Claim { name, size, root: Some(root), checkpoint, signed: Some(size), dropped })
        });
        claims.collect()
    }

    fn bundle(&mut self, shard: &ShardName, number: u64) -> Result<Option<Vec<u8>>, SourceError> {
        match self.width(shard, 0, number) {
            Some(width) => self.read(shard, &entries_path(number, width)),
            None => Ok(None),
        }
    }

    fn hashes(
        &mut self,
        shard: &ShardName,
        level: u8,
        number: u64,
        width: u16,
    ) -> Result<Vec<u8>, SourceError> {
        let Some(there) = self.width(shard, level, number) else { return Ok(Vec::new()) };
        let mut hashes = self.read(shard, &hashes_path(level, number, there))?.unwrap_or_default();
        hashes.truncate(usize::from(width) * 32);
        Ok(hashes)
    }
}

/// Names of shards and their folders: `system/<half year>` and `municipality/<id>/<half year>`.
fn shard_folders(path: &Path) -> Result<Vec<(String, PathBuf)>, SourceError> {
    let mut found = Vec::new();
    for (name, folder) in children(path)? {
        match name.as_str() {
            README => {}
            "system" => found.extend(below(&name, &folder)?),
            "municipality" => {
                for (id, folder) in children(&folder)? {
                    found.extend(below(&format!("{name}/{id}"), &folder)?);
                }
            }
            _ => return Err(no_export(&folder, NO_SHARD)),
        }
    }
    Ok(found)
}

fn below(log: &str, folder: &Path) -> Result<Vec<(String, PathBuf)>, SourceError> {
    Ok(children(folder)?.into_iter().map(|(name, folder)| (format!("{log}/{name}"), folder)).collect())
}

fn children(folder: &Path) -> Result<Vec<(String, PathBuf)>, SourceError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let entry = entry.map_err(at(folder))?;
        found.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
    }
    Ok(found)
}

fn no_export(path: &Path, problem: &'static str) -> SourceError {
    SourceError::NoExport { path: path.to_owned(), problem }
}

pub(super) fn at(path: &Path) -> impl Fn(std::io::Error) -> SourceError + use<> {
    let path = path.to_owned();
    move |error| SourceError::File { path: path.clone(), error }
}
