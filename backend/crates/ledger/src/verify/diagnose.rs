//! What happened to an entry that is not what the tree and its place say.

use poortwacht_store::ledger_rows::{BUNDLE, Hash};

use super::findings::{Fault, Finding};
use crate::record::Facts;
use crate::tree::{Tree, leaf_hash};

/// A bundle in which an entry is not right.
pub(super) struct Suspect<'a> {
    pub(super) shard: &'a str,
    /// The tree of all entries before the bad one.
    pub(super) tree: &'a Tree,
    pub(super) entries: &'a [&'a [u8]],
    pub(super) leaves: &'a [Hash],
    /// The position of the bundle's first entry.
    pub(super) first: u64,
    /// Entries that the bundle should have.
    pub(super) wanted: usize,
    /// The stored hash over the bundle, when it is a whole one.
    pub(super) above: Option<Option<Hash>>,
    /// The root of the shard's whole tree.
    pub(super) end: Option<Hash>,
}

impl Suspect<'_> {
    /// Names what is wrong from the place within the bundle on. All entries before it are right.
    pub(super) fn diagnose(&self, within: usize) -> Finding {
        let position = self.first + u64::try_from(within).unwrap_or(BUNDLE);
        let found = |what| Finding { position, what };
        let next_is_this = self.declared(within + 1) == Some(position);
        let rest_is_shifted = self.declared(within + 2) == Some(position + 1);
        match self.declared(within) {
            Some(own) if own < position => Finding { position: own, what: Fault::Inserted },
            Some(own) if own > position && next_is_this && !rest_is_shifted => found(Fault::Reordered),
            _ if next_is_this => found(Fault::Inserted),
            Some(own) if own == position => found(self.entry_or_hash(within)),
            Some(own) if self.follows(within, own) && !self.stands_later(within, position) => {
                found(Fault::Missing)
            }
            Some(_) => found(Fault::Reordered),
            None if self.is_of_elsewhere(within) => found(Fault::Reordered),
            None => found(Fault::Edited),
        }
    }

    fn facts(&self, within: usize) -> Option<Facts<'_>> {
        let text = std::str::from_utf8(self.entries.get(within)?).ok()?;
        Facts::parse(text, &mut Vec::new()).ok()
    }

    /// The position that an entry of this shard says it has.
    fn declared(&self, within: usize) -> Option<u64> {
        self.facts(within).filter(|facts| facts.shard == self.shard).map(|facts| facts.position)
    }

    fn is_of_elsewhere(&self, within: usize) -> bool {
        self.facts(within).is_some_and(|facts| facts.shard != self.shard)
    }

    /// Whether the entries go on from here without a gap, as they do where others before them were taken out.
    fn follows(&self, within: usize, own: u64) -> bool {
        match self.declared(within + 1) {
            Some(next) => next == own + 1,
            None => within + 1 == self.entries.len() && self.entries.len() < self.wanted,
        }
    }

    fn stands_later(&self, within: usize, position: u64) -> bool {
        (within + 1..self.entries.len()).any(|later| self.declared(later) == Some(position))
    }

    /// Whether the hashes above are those of the entries, so that it is the leaf that was changed.
    fn entry_or_hash(&self, within: usize) -> Fault {
        let own = self.entries.get(within).map(|entry| leaf_hash(entry));
        if own == self.leaves.get(within).copied() || self.entries.len() != self.wanted {
            return Fault::Edited;
        }
        let (mut tree, mut ended) = (self.tree.clone(), Vec::new());
        for entry in self.entries.iter().skip(within) {
            ended = tree.push(leaf_hash(entry));
        }
        let fits = match self.above {
            Some(above) => above.is_some() && ended.first().copied() == above,
            None => Some(tree.root()) == self.end,
        };
        if fits { Fault::HashDiffers } else { Fault::Edited }
    }
}
