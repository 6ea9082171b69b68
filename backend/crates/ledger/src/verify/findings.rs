//! What verification found.

use std::fmt;

use poortwacht_store::ledger_rows::{Hash, ShardName};

use super::destruction::Destruction;
use super::source::Claim;
use crate::kept_head::KeptHead;

/// What is wrong at a position of a shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is not what its leaf in the tree says, or not in the form that entries have.
    Edited,
    /// It is not there, while later entries are.
    Missing,
    /// It was put in between, or stands twice.
    Inserted,
    /// It was written for another position or another shard.
    Reordered,
    /// A stored hash of it, or above it, is not the one that the entries give.
    HashDiffers,
    /// The shard's row names another tree than the entries give.
    HeadMismatch,
    /// The stored checkpoint names another tree than the entries give.
    CheckpointDiffers,
    /// The stored checkpoint is not signed by the log's key, or belongs to another log.
    BadSignature,
    /// Entries from here on are gone.
    Truncated,
    /// The tree is sound in itself but is not the one whose head was kept: it was written anew, here or earlier.
    Rewritten,
    /// The tree is sound in itself but is not the one that a witness cosigned: the log was forked, here or earlier.
    Forked,
    /// It stands beyond the end that the shard's row names.
    BeyondHead,
    /// The shard does not begin with the last checkpoint of the one before.
    BadOpening,
    /// It can be found by something that it does not say, or cannot be found by what it says.
    IndexDiffers,
    /// It is destroyed, and no entry says so.
    Destroyed,
    /// By what the log says of its case before, it cannot have happened.
    OutOfOrder,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Edited => "was edited",
            Self::Missing => "is missing",
            Self::Inserted => "was put in between or stands twice",
            Self::Reordered => "was written for another place",
            Self::HashDiffers => "stands under a stored hash that is not its own",
            Self::HeadMismatch => "is not the end that the shard's row names",
            Self::CheckpointDiffers => "is not the end that the signed checkpoint names",
            Self::BadSignature => "stands under a checkpoint that the log's key did not sign",
            Self::Truncated => "and all after it are gone",
            Self::Rewritten => "was rewritten, or one before it",
            Self::Forked => "is not what the witness saw, or one before it is not",
            Self::BeyondHead => "stands beyond the end that the shard's row names",
            Self::BadOpening => "is not the last checkpoint of the shard before",
            Self::IndexDiffers => "is not what the index says of it",
            Self::Destroyed => "is destroyed, and no entry says so",
            Self::OutOfOrder => "cannot have happened after what the log says of its case before",
        })
    }
}

/// The first bad entry of a shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// Its index, from 0.
    pub position: u64,
    /// What is wrong.
    pub what: Fault,
}

/// What was found in one shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShardReport {
    /// The shard.
    pub shard: ShardName,
    /// Entries found in order from the start, up to the first bad one.
    pub size: u64,
    /// Root of the tree of these.
    pub root: Hash,
    /// Entries that a checkpoint covers whose signature was verified; `None` when no signature was.
    pub signed: Option<u64>,
    /// Whether only its last checkpoint is left, the rest having been destroyed after its term.
    pub dropped: bool,
    /// The last state that was seen of the log before an older database was put back, where a recovery began this shard.
    pub lost: Option<KeptHead>,
    /// The first bad entry; `None` when the shard is sound.
    pub first_bad: Option<Finding>,
}

impl ShardReport {
    pub(super) fn gone(shard: ShardName) -> Self {
        let first_bad = Some(Finding { position: 0, what: Fault::Truncated });
        Self { shard, size: 0, root: [0; 32], signed: None, dropped: false, lost: None, first_bad }
    }

    /// Takes a finding in when it is the first.
    pub(super) fn found(&mut self, finding: Finding) {
        if self.first_bad.is_none_or(|first| finding.position < first.position) {
            self.first_bad = Some(finding);
        }
    }
}

impl fmt::Display for ShardReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { shard, size, root, .. } = self;
        match self.first_bad {
            Some(Finding { position, what }) => write!(f, "{shard}: entry {position} {what}"),
            None if self.dropped => write!(f, "{shard}: {size} entries, destroyed after their term"),
            None => {
                write!(f, "{shard}: {size} entries, sound, root {}", hex::encode(root))?;
                self.lost.iter().try_for_each(|lost| {
                    let KeptHead { shard, size, .. } = lost;
                    write!(f, "; begun by a recovery: {shard} had been seen with {size} entries")
                })
            }
        }
    }
}

/// What was found in all logs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// One report per shard, in the order of their names.
    pub shards: Vec<ShardReport>,
}

impl Report {
    /// Whether nothing is wrong anywhere.
    pub fn is_sound(&self) -> bool {
        self.first_bad().is_none()
    }

    /// The first bad shard.
    pub fn first_bad(&self) -> Option<&ShardReport> {
        self.shards.iter().find(|shard| shard.first_bad.is_some())
    }

    /// The verified heads, to be kept; those of bad shards are left out, so that they do not replace good ones.
    pub fn heads(&self) -> Vec<KeptHead> {
        let sound = self.shards.iter().filter(|shard| shard.first_bad.is_none() && !shard.dropped);
        sound
            .map(|shard| KeptHead { shard: shard.shard.clone(), size: shard.size, root: shard.root })
            .collect()
    }

    pub(super) fn judge_destruction(&mut self, destruction: &Destruction, claims: &[Claim]) {
        for report in &mut self.shards {
            if let Some(position) = destruction.silent(&report.shard, claims) {
                report.found(Finding { position, what: Fault::Destroyed });
            }
        }
    }
}
