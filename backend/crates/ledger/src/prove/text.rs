//! The text of a proof: sections that begin with `===`, notes and entries as they are, hashes in hexadecimal.

use std::fmt;

use poortwacht_store::ledger_rows::Hash;

use super::{About, ConsistencyProof, EntryProof, Proofs, ShardProofs};

pub(super) const CASE_TITLE: &str = "poortwacht proof of a case, version 1";
pub(super) const PERIOD_TITLE: &str = "poortwacht extract of a log, version 1";
pub(super) const CONSISTENCY_TITLE: &str = "poortwacht proof of consistency, version 1";
pub(super) const SECTION: &str = "=== ";
pub(super) const CHECKPOINT: &str = "checkpoint ";
pub(super) const ENTRY: &str = "entry ";
pub(super) const EARLIER: &str = "earlier ";
pub(super) const UNSIGNED: &str = "not signed yet ";
pub(super) const DESTROYED: &str = "destroyed ";
pub(super) const END: &str = "=== end";

const CASE_WORDS: &str = "\
Each entry below stands in the log at the place that is given: from its leaf, SHA-256 of a zero
byte and its text, the hashes of its path lead to the root in the checkpoint above it (RFC 6962,
section 2.1.1), and the log's key signed the checkpoint (C2SP tlog-checkpoint). The file does not
show that the log holds no other entries of the case.";

const PERIOD_WORDS: &str = "\
Each entry below stands in the log at the place that is given: from its leaf, SHA-256 of a zero
byte and its text, the hashes of its path lead to the root in the checkpoint above it (RFC 6962,
section 2.1.1), and the log's key signed the checkpoint (C2SP tlog-checkpoint). Places that follow
each other leave no room for another entry between them; what lies outside the first and the last
place the file does not show.";

const CONSISTENCY_WORDS: &str = "\
The log of the checkpoint below begins with all entries of the earlier state: the hashes of the
path lead from the earlier root to the later one (RFC 6962, section 2.1.2), and the log's key
signed the later one (C2SP tlog-checkpoint).";

impl fmt::Display for Proofs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.about {
            About::Case(case) => writeln!(f, "{CASE_TITLE}\ncase {case}\n\n{CASE_WORDS}\n")?,
            About::Period { log, from, until } => {
                writeln!(f, "{PERIOD_TITLE}\nlog {log}\nfrom {from}\nuntil {until}\n\n{PERIOD_WORDS}\n")?;
            }
        }
        self.shards.iter().try_for_each(|shard| write!(f, "{shard}"))?;
        self.unsigned.iter().try_for_each(|place| writeln!(f, "{SECTION}{UNSIGNED}{place}"))?;
        self.destroyed.iter().try_for_each(|place| writeln!(f, "{SECTION}{DESTROYED}{place}"))?;
        writeln!(f, "{END}")
    }
}

impl fmt::Display for ShardProofs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SECTION}{CHECKPOINT}{}\n{}", self.shard, self.note)?;
        self.entries.iter().try_for_each(|proof| {
            writeln!(f, "{SECTION}{ENTRY}{}/{}", self.shard, proof.position)?;
            write!(f, "{proof}")
        })
    }
}

impl fmt::Display for EntryProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\nleaf {}", self.entry, hex::encode(self.leaf))?;
        path(f, &self.path)
    }
}

impl fmt::Display for ConsistencyProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { earlier, note, .. } = self;
        writeln!(f, "{CONSISTENCY_TITLE}\n\n{CONSISTENCY_WORDS}\n")?;
        write!(f, "{SECTION}{CHECKPOINT}{}\n{note}", earlier.shard)?;
        writeln!(f, "{SECTION}{EARLIER}{earlier}")?;
        path(f, &self.path)?;
        writeln!(f, "{END}")
    }
}

fn path(f: &mut fmt::Formatter<'_>, hashes: &[Hash]) -> fmt::Result {
    hashes.iter().try_for_each(|hash| writeln!(f, "path {}", hex::encode(hash)))
}
