//! Writing a folder.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use poortwacht_store::ledger_rows::{BUNDLE, LogName, ShardName};
use uuid::Uuid;

use super::folder::at;
use super::paths::{entries_path, hashes_path};
use super::{CHECKPOINT, README, VERIFIER_KEY};
use crate::checkpoint::{Checkpoint, CheckpointError, PublicKey, origin};
use crate::verify::{Claim, Source, SourceError, unverified};

const TEXT: &str = include_str!("readme.txt");
const PART: &str = "part";

/// What an export wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exported {
    /// Shards and the number of entries of each: those of its newest checkpoint.
    pub shards: Vec<(ShardName, u64)>,
    /// Shards that no checkpoint has been signed of yet: they are not in the folder.
    pub unsigned: Vec<ShardName>,
}

/// Why a log could not be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The log could not be read, or a file not be written.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The newest checkpoint of a shard is not one of this log.
    #[error("{shard}: {error}; verify the ledger before it is exported")]
    Checkpoint {
        /// The shard.
        shard: ShardName,
        /// What is wrong.
        error: CheckpointError,
    },
    /// The tree lacks something below its checkpoint.
    #[error(
        "{shard}: hashes of entry {position} or after it are missing; verify the ledger before it is exported"
    )]
    Missing {
        /// The shard.
        shard: ShardName,
        /// The first entry of which they are missing.
        position: u64,
    },
    /// The folder holds another history of the same shard, or something else.
    #[error("{}: {problem}", path.display())]
    OtherHistory {
        /// The file that differs.
        path: PathBuf,
        /// What to do.
        problem: &'static str,
    },
}

const OTHER: &str =
    "the folder holds another history of this log; keep it as evidence and export into a new folder";
const NEWER: &str =
    "the folder holds a later state of this log; the log was cut off or the folder is of another copy";

/// Writes all shards of the wanted logs that have a checkpoint into a folder, new or exported to before. A crash leaves what
/// was there before, and the next call goes on. `key` and `database` say who signs; checkpoints of others are refused.
///
/// # Errors
/// [`ExportError`].
pub fn write(
    source: &mut dyn Source,
    folder: &Path,
    key: &PublicKey,
    database: Uuid,
    wanted: &dyn Fn(&LogName) -> bool,
) -> Result<Exported, ExportError> {
    let mut exported = Exported::default();
    fs::create_dir_all(folder).map_err(at(folder))?;
    put(&folder.join(README), TEXT.as_bytes())?;
    for claim in source.shards()?.into_iter().filter(|claim| wanted(claim.name.log())) {
        let Some(note) = claim.checkpoint.clone() else {
            exported.unsigned.push(claim.name);
            continue;
        };
        let origin = origin(database, &claim.name.to_string());
        let opened = Checkpoint::open(&note, &origin, key);
        let (checkpoint, _) =
            opened.map_err(|error| ExportError::Checkpoint { shard: claim.name.clone(), error })?;
        let mut shard =
            Shard { source: &mut *source, path: folder.join(claim.name.to_string()), claim, checkpoint };
        shard.write(&note, &key.verifier_key(&origin))?;
        exported.shards.push((shard.claim.name, shard.checkpoint.size));
    }
    Ok(exported)
}

struct Shard<'a> {
    source: &'a mut dyn Source,
    path: PathBuf,
    claim: Claim,
    checkpoint: Checkpoint,
}

impl Shard<'_> {
    /// The checkpoint comes last: a folder never names more than it holds.
    fn write(&mut self, note: &str, verifier_key: &str) -> Result<(), ExportError> {
        self.check_earlier()?;
        if self.claim.dropped {
            remove_tree(&self.path.join("tile"))?;
        } else {
            let mut hashes = self.checkpoint.size;
            for level in 0..=u8::MAX {
                self.level(level, hashes)?;
                hashes /= BUNDLE;
                if hashes == 0 {
                    break;
                }
            }
        }
        put(&self.path.join(VERIFIER_KEY), format!("{verifier_key}\n").as_bytes())?;
        put(&self.path.join(CHECKPOINT), note.as_bytes())?;
        Ok(())
    }

    fn check_earlier(&self) -> Result<(), ExportError> {
        let path = self.path.join(CHECKPOINT);
        let Some(note) = existing(&path)? else { return Ok(()) };
        let earlier = unverified(&String::from_utf8_lossy(&note));
        let problem = match earlier {
            Some(earlier) if earlier.origin != self.checkpoint.origin => OTHER,
            Some(earlier) if earlier.size > self.checkpoint.size => NEWER,
            Some(earlier) if earlier.size == self.checkpoint.size && earlier.root != self.checkpoint.root => {
                OTHER
            }
            Some(_) => return Ok(()),
            None => OTHER,
        };
        Err(ExportError::OtherHistory { path, problem })
    }

    fn level(&mut self, level: u8, hashes: u64) -> Result<(), ExportError> {
        for number in 0..hashes.div_ceil(BUNDLE) {
            let width = u16::try_from(BUNDLE.min(hashes - number * BUNDLE)).unwrap_or(256);
            self.hashes(level, number, width)?;
            if level == 0 {
                self.entries(number, width)?;
            }
        }
        Ok(())
    }

    fn hashes(&mut self, level: u8, number: u64, width: u16) -> Result<(), ExportError> {
        let hashes = self.source.hashes(&self.claim.name, level, number, width)?;
        if hashes.len() != usize::from(width) * 32 {
            let span = BUNDLE.saturating_pow(u32::from(level) + 1);
            let (shard, position) = (self.claim.name.clone(), number.saturating_mul(span));
            return Err(ExportError::Missing { shard, position });
        }
        let path = self.path.join(hashes_path(level, number, width));
        match existing(&path)? {
            Some(there) if there == hashes => Ok(()),
            Some(_) => Err(ExportError::OtherHistory { path, problem: OTHER }),
            None => Ok(put(&path, &hashes)?),
        }
    }

    /// Entries that were destroyed in the log are destroyed here too.
    fn entries(&mut self, number: u64, width: u16) -> Result<(), ExportError> {
        let path = self.path.join(entries_path(number, width));
        match self.source.bundle(&self.claim.name, number)? {
            Some(bundle) => {
                let bundle = first_of(&bundle, width);
                if existing(&path)?.is_none_or(|there| there != bundle) {
                    put(&path, bundle)?;
                }
            }
            None => remove(&path)?,
        }
        Ok(())
    }
}

/// The first entries of a bundle.
fn first_of(bundle: &[u8], width: u16) -> &[u8] {
    let mut end = 0;
    for _ in 0..width {
        let Some((length, _)) = bundle.get(end..).and_then(<[u8]>::split_first_chunk::<2>) else { break };
        end += 2 + usize::from(u16::from_be_bytes(*length));
    }
    bundle.get(..end).unwrap_or(bundle)
}

fn existing(path: &Path) -> Result<Option<Vec<u8>>, SourceError> {
    match fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        read => read.map(Some).map_err(at(path)),
    }
}

/// Replaces a file in one step, durably.
fn put(path: &Path, bytes: &[u8]) -> Result<(), SourceError> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(at(folder))?;
    let part = path.with_extension(PART);
    let mut file = File::create(&part).map_err(at(&part))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(at(&part))?;
    fs::rename(&part, path).map_err(at(path))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))
}

fn remove(path: &Path) -> Result<(), SourceError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(at(path)),
    }
}

fn remove_tree(path: &Path) -> Result<(), SourceError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(at(path)),
    }
}
