//! The witness: a small program on the municipality's own machine that remembers what the log showed, and so notices
//! when the log is rewritten, shortened, split in two or stopped.
//!
//! A [`round`] reads the list of shards, their checkpoints and a few hash tiles (never an entry), proves that each
//! shard only grew since the last round and that each new shard begins with the last checkpoint of the one before, and
//! cosigns. A [`Folder`] keeps the [`Memory`] on disk. What the log cannot explain is a [`Lie`]: it is kept as
//! evidence, and the witness stays alarmed until a person acknowledges it. Acknowledging never weakens the memory:
//! after a history was really broken, say by a restored backup, a person begins anew with an empty folder.

mod alarm;
mod folder;
mod listing;
mod memory;
mod proof;
mod round;
#[cfg(test)]
mod tests;

use std::fmt;
use std::future::Future;
use std::str::FromStr;

use jiff::SignedDuration;
use poortwacht_store::ledger_rows::{LogName, ShardName};
use uuid::Uuid;

use crate::checkpoint::{self, CheckpointError, PublicKey};

pub use self::alarm::{Alarm, Lie, LieKind, Paper, Severity};
pub use self::folder::{Folder, MEMORY_FILE};
pub use self::memory::{KeptAlarm, KeptShard, Memory, MemoryError};
pub use self::round::{Cosigned, Seen, SeenShard, round};

/// The log that is watched: whose it is and the key that must sign for it.
///
/// Its text is a verifier key with the log's own name, `poortwacht/<database id>/<log>+<hash>+<base64>`: one line that
/// pins everything. The verifier key of any of its shards is read too.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Log {
    /// The database's random identity.
    pub database: Uuid,
    /// The log's name.
    pub name: LogName,
    /// The key that signs its checkpoints.
    pub key: PublicKey,
}

impl Log {
    /// The origin line of a shard's checkpoints.
    pub fn origin(&self, shard: &ShardName) -> String {
        checkpoint::origin(self.database, &shard.to_string())
    }
}

impl fmt::Display for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = checkpoint::origin(self.database, self.name.as_str());
        f.write_str(&self.key.verifier_key(&name))
    }
}

impl FromStr for Log {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (origin, _) = text.split_once('+').ok_or(CheckpointError::Key)?;
        let named = origin.strip_prefix("poortwacht/").and_then(|rest| rest.split_once('/'));
        let (database, name) = named.ok_or(CheckpointError::Key)?;
        let log = name.parse().or_else(|_| name.parse().map(|shard: ShardName| shard.log().clone()));
        Ok(Self {
            database: database.parse().map_err(|_| CheckpointError::Key)?,
            name: log.map_err(|_| CheckpointError::Key)?,
            key: text.parse()?,
        })
    }
}

/// Where the witness reads the log. Answers are not trusted. Anything but the server's own good answer (another status,
/// another content type, no answer) is a [`SourceError`], so that a proxy's page does not pass for a lie of the log.
pub trait ShardSource: Sync {
    /// The names of the log's shards, oldest first, dropped ones included.
    fn shards(&self) -> impl Future<Output = Result<Vec<String>, SourceError>> + Send;

    /// The newest checkpoint of a shard: a signed note.
    fn checkpoint(&self, shard: &ShardName) -> impl Future<Output = Result<String, SourceError>> + Send;

    /// A hash tile ([tlog-tiles](https://c2sp.org/tlog-tiles)), `width` hashes wide (1 to 256; 256 is a full tile).
    fn tile(
        &self,
        shard: &ShardName,
        level: u8,
        index: u64,
        width: u16,
    ) -> impl Future<Output = Result<Vec<u8>, SourceError>> + Send;
}

/// Why the log could not be read. No lie by itself; for longer than a limit it is an alarm.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// No usable answer.
    #[error("{0}")]
    Unreachable(String),
    /// The server answered that it does not have this.
    #[error("the server does not have {0}")]
    Missing(String),
}

/// How long the log may stand still.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Without a round that could be verified.
    pub without_answer: SignedDuration,
    /// Without a new entry though the server answers; `None` for a log that may rest.
    pub without_growth: Option<SignedDuration>,
}

impl Default for Limits {
    /// A quarter of an hour without an answer; five days without an entry, which outlasts the Easter weekend.
    fn default() -> Self {
        Self {
            without_answer: SignedDuration::from_mins(15),
            without_growth: Some(SignedDuration::from_hours(120)),
        }
    }
}
