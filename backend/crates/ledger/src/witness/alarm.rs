//! What the witness raises the alarm about, in words for the municipality's own officer.

use std::fmt;

use jiff::Timestamp;

use super::memory::{KeptAlarm, MemoryError};

/// A document that shows a lie.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paper {
    /// What it is, in a few words fit for a file name.
    pub label: String,
    /// Its exact text.
    pub text: String,
}

impl Paper {
    pub(super) fn new(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self { label: label.into(), text: text.into() }
    }
}

/// Declares what a log can do that an honest log cannot: each with its short name and its meaning.
macro_rules! lies {
    ($($(#[$doc:meta])* $kind:ident = $name:literal, $meaning:literal;)+) => {
        /// What a log did that an honest log cannot do.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum LieKind {
            $($(#[$doc])* $kind,)+
        }

        impl LieKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// The short name, for mails, web hooks and file names.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }

            fn meaning(self) -> &'static str {
                match self {
                    $(Self::$kind => $meaning,)+
                }
            }
        }
    };
}

lies! {
    /// Another history of the same shard.
    Fork = "fork",
        "FORK: the log now shows another past than it showed before; entries were changed or replaced";
    /// A shard with fewer entries than before.
    RolledBack = "rolled-back",
        "ROLLED BACK: the log has fewer entries than before; entries were removed or an older copy was restored";
    /// A shard beside or before the ones that are known.
    ParallelShard = "parallel-shard",
        "PARALLEL LOG: a part was added to the log at a place where none can be added";
    /// A known shard is not listed any more.
    ShardGone = "shard-gone",
        "PART GONE: a part of the log that was there is not listed any more";
    /// A closed shard with more entries.
    ShardGrewAfterClosing = "shard-grew-after-closing",
        "CHANGED AFTER CLOSING: a closed half year of the log has new entries";
    /// A shard that does not begin with the last checkpoint of the one before.
    BadOpening = "bad-opening",
        "BROKEN CHAIN: a half year of the log does not begin where the one before it ended";
    /// A checkpoint that the pinned key did not sign.
    BadSignature = "bad-signature",
        "NOT SIGNED: the log's state is not signed with the log's key";
    /// A checkpoint of another log or shard.
    WrongOrigin = "wrong-origin",
        "ANOTHER LOG: the server answers with the state of another log";
    /// Hashes that do not belong to the signed root.
    TileDiffers = "tile-differs",
        "HASHES DIFFER: the log's hashes do not belong to the state it signed";
}

impl fmt::Display for LieKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.meaning())
    }
}

/// A lie that was found, with what shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lie {
    /// What the log did.
    pub kind: LieKind,
    /// The part of the log concerned.
    pub shard: String,
    /// The particulars.
    pub detail: String,
    /// What shows it.
    pub papers: Vec<Paper>,
}

impl fmt::Display for Lie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (part {}: {})", self.kind, self.shard, self.detail)
    }
}

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// This round failed; the next one may do. Nobody is alarmed yet.
    Passing,
    /// The log, or the witness itself, stands still: somebody must look.
    Stopped,
    /// The log lies. Stays until acknowledged.
    Lie,
}

/// Why a round did not end in a cosignature.
#[derive(Debug, thiserror::Error)]
pub enum Alarm {
    /// The log does what an honest log cannot do.
    #[error("{0}. Keep the witness's folder as it is and report this to the privacy officer")]
    Lie(Box<Lie>),
    /// A lie that could not be written down.
    #[error("{lie}. It could NOT be kept in the witness's folder, so keep this message: {error}")]
    LieNotKept {
        /// The lie.
        lie: Box<Lie>,
        /// Why it is not in the folder.
        error: MemoryError,
    },
    /// A lie of an earlier round that nobody acknowledged.
    #[error("since {}: {}. Nobody acknowledged this alarm", .0.at, .0.text)]
    Unacknowledged(Box<KeptAlarm>),
    /// The log stands still, or nothing could be verified, for longer than the limit.
    #[error("STOPPED: nothing new could be verified since {since}: {reason}")]
    Stopped {
        /// The last good moment.
        since: Timestamp,
        /// What was the matter in this round.
        reason: String,
    },
    /// This round could not be done; the limit is not reached.
    #[error("not verified in this round: {reason}")]
    Unreachable {
        /// What was the matter.
        reason: String,
    },
    /// The witness cannot keep its memory, so it must not cosign.
    #[error("STOPPED: the witness cannot keep its memory: {0}")]
    Memory(#[from] MemoryError),
}

impl Alarm {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Unreachable { .. } => Severity::Passing,
            Self::Stopped { .. } | Self::Memory(_) => Severity::Stopped,
            Self::Lie(_) | Self::LieNotKept { .. } | Self::Unacknowledged(_) => Severity::Lie,
        }
    }

    /// The short name, for mails and web hooks.
    pub fn name(&self) -> &str {
        match self {
            Self::Lie(lie) | Self::LieNotKept { lie, .. } => lie.kind.name(),
            Self::Unacknowledged(kept) => &kept.name,
            Self::Stopped { .. } => "stopped",
            Self::Unreachable { .. } => "unreachable",
            Self::Memory(_) => "memory",
        }
    }
}

impl From<Lie> for Alarm {
    fn from(lie: Lie) -> Self {
        Self::Lie(Box::new(lie))
    }
}
