//! What the witness remembers, and its text on disk.
//!
//! The text is JSON and, on a last line of its own, the RFC 6962 leaf hash of that JSON. A memory that was cut, edited
//! or half written is refused: a witness that began anew by itself would forget the very thing it is for.

use jiff::Timestamp;
use poortwacht_store::ledger_rows::ShardName;
use serde::{Deserialize, Serialize};
use tlog_tiles::record_hash;

use super::Log;
use super::alarm::Lie;
use crate::checkpoint::Checkpoint;

const FORMAT: u32 = 1;

/// Why there is no memory to work with.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    /// The folder cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// There is no memory yet, or it was removed.
    #[error(
        "{0} does not exist: if this witness never ran before, start it with --first; otherwise find out who removed it"
    )]
    None(String),
    /// A first start over an existing memory.
    #[error("{0} exists: this is not a first start, so leave --first out")]
    Exists(String),
    /// The memory is not as it was written.
    #[error("{path} is damaged ({reason}): put back a copy of it; do not begin anew without finding out why")]
    Damaged {
        /// The file.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// The memory is of another log or of another key.
    #[error("{path} remembers the log {kept}, not {given}: give --key and the folder of the same log")]
    OtherLog {
        /// The file.
        path: String,
        /// The log it remembers.
        kept: String,
        /// The log that was asked for.
        given: String,
    },
    /// Another witness works on the folder.
    #[error("another witness is running in {0}")]
    Busy(String),
}

/// The last verified checkpoint of a shard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptShard {
    /// The shard.
    pub name: ShardName,
    /// The signed note, without the signatures of others.
    pub note: String,
    /// What the note says.
    pub checkpoint: Checkpoint,
}

/// An alarm that nobody acknowledged yet.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptAlarm {
    /// When it was raised.
    pub at: Timestamp,
    /// Its short name.
    pub name: String,
    /// Its words.
    pub text: String,
    /// The files that show it, in the same folder.
    pub evidence: Vec<String>,
}

impl KeptAlarm {
    pub(super) fn of(lie: &Lie, at: Timestamp, evidence: Vec<String>) -> Self {
        Self { at, name: lie.kind.name().to_owned(), text: lie.to_string(), evidence }
    }
}

/// What the witness remembers of one log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Memory {
    pub(super) log: Log,
    pub(super) started_at: Timestamp,
    pub(super) seen_at: Option<Timestamp>,
    pub(super) grown_at: Option<Timestamp>,
    pub(super) shards: Vec<KeptShard>,
    pub(super) alarm: Option<KeptAlarm>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    format: u32,
    log: String,
    started_at: Timestamp,
    seen_at: Option<Timestamp>,
    grown_at: Option<Timestamp>,
    shards: Vec<StoredShard>,
    alarm: Option<KeptAlarm>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredShard {
    name: String,
    note: String,
}

impl Memory {
    /// The memory of a witness that has seen nothing yet.
    pub fn new(log: Log, now: Timestamp) -> Self {
        Self { log, started_at: now, seen_at: None, grown_at: None, shards: Vec::new(), alarm: None }
    }

    /// The log it is of.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// When the log was last verified.
    pub fn seen_at(&self) -> Option<Timestamp> {
        self.seen_at
    }

    /// When the log was last seen to have grown.
    pub fn grown_at(&self) -> Option<Timestamp> {
        self.grown_at
    }

    /// The shards seen, oldest first. Only the last one is open.
    pub fn shards(&self) -> &[KeptShard] {
        &self.shards
    }

    /// The alarm that nobody acknowledged yet.
    pub fn alarm(&self) -> Option<&KeptAlarm> {
        self.alarm.as_ref()
    }

    /// Its text on disk.
    ///
    /// # Errors
    /// A moment that has no text.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        let json = serde_json::to_string(&self.stored())?;
        Ok(format!("{json}\n{}\n", record_hash(json.as_bytes())))
    }

    /// Reads its text on disk, verifying every checkpoint in it again.
    ///
    /// # Errors
    /// What is wrong with the text, for [`MemoryError::Damaged`].
    pub fn from_text(text: &str) -> Result<Self, String> {
        let lines = text.strip_suffix('\n').and_then(|text| text.split_once('\n'));
        let (json, sum) = lines.ok_or("it is cut off")?;
        if record_hash(json.as_bytes()).to_string() != sum {
            return Err("its text does not have its checksum".to_owned());
        }
        let stored: Stored = serde_json::from_str(json).map_err(|error| error.to_string())?;
        if stored.format != FORMAT {
            return Err(format!("its format is {}, not {FORMAT}", stored.format));
        }
        Self::of(stored)
    }

    fn of(stored: Stored) -> Result<Self, String> {
        let log: Log = stored.log.parse().map_err(|_| "it names no log".to_owned())?;
        let shards: Vec<_> =
            stored.shards.into_iter().map(|kept| opened(&log, kept)).collect::<Result<_, _>>()?;
        if !shards.is_sorted_by(|earlier, later| earlier.name < later.name) {
            return Err("its parts are out of order".to_owned());
        }
        let Stored { started_at, seen_at, grown_at, alarm, .. } = stored;
        Ok(Self { log, started_at, seen_at, grown_at, shards, alarm })
    }

    fn stored(&self) -> Stored {
        let shard = |kept: &KeptShard| StoredShard { name: kept.name.to_string(), note: kept.note.clone() };
        Stored {
            format: FORMAT,
            log: self.log.to_string(),
            started_at: self.started_at,
            seen_at: self.seen_at,
            grown_at: self.grown_at,
            shards: self.shards.iter().map(shard).collect(),
            alarm: self.alarm.clone(),
        }
    }
}

fn opened(log: &Log, kept: StoredShard) -> Result<KeptShard, String> {
    let StoredShard { name, note } = kept;
    let name: ShardName = name.parse().map_err(str::to_owned)?;
    if name.log() != &log.name {
        return Err(format!("{name} is no part of its log"));
    }
    let (checkpoint, _) = Checkpoint::open(&note, &log.origin(&name), &log.key)
        .map_err(|error| format!("the checkpoint of {name}: {error}"))?;
    Ok(KeptShard { name, note, checkpoint })
}
