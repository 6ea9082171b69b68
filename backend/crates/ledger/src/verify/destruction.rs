//! Whose entries are destroyed, and of whom entries say so.

use std::collections::BTreeSet;

use poortwacht_domain::act::Act;
use poortwacht_store::ledger_rows::{BUNDLE, ShardName};

use super::source::Claim;
use crate::entry::Outcome;
use crate::record::Record;

/// What is destroyed must have been entered, in whichever shard: the entry comes years after the entries.
#[derive(Debug, Default)]
pub(super) struct Destruction {
    /// Bundles without entries.
    found: BTreeSet<(ShardName, u64)>,
    /// Bundles, from and to, whose destruction is entered.
    entered: Vec<(ShardName, u64, u64)>,
    /// Shards whose destruction is entered.
    dropped: BTreeSet<ShardName>,
}

impl Destruction {
    /// A bundle has no entries any more.
    pub(super) fn find(&mut self, shard: ShardName, bundle: u64) {
        self.found.insert((shard, bundle));
    }

    /// Takes note of what an entry says was destroyed: members `shard`, `first_bundle` and `last_bundle`.
    pub(super) fn enter(&mut self, record: &Record) {
        let member = |name: &str| record.entry.detail.get(name);
        let Some(shard) = member("shard").and_then(|shard| shard.parse::<ShardName>().ok()) else { return };
        if record.entry.outcome != Outcome::Done {
            return;
        }
        if record.entry.act == Act::LedgerShardDropped {
            self.dropped.insert(shard);
            return;
        }
        let number = |name: &str| member(name).and_then(|number| number.parse::<u64>().ok());
        if let (Some(first), Some(last)) = (number("first_bundle"), number("last_bundle")) {
            self.entered.push((shard, first, last));
        }
    }

    /// The first position of a shard that is destroyed without an entry.
    pub(super) fn silent(&self, shard: &ShardName, claims: &[Claim]) -> Option<u64> {
        let silent = self.found.iter().filter(|(name, _)| name == shard).map(|(_, bundle)| *bundle);
        let silent = silent.filter(|bundle| !self.is_entered(shard, *bundle)).min();
        let vanished =
            claims.iter().any(|claim| claim.name == *shard && claim.dropped) && !self.dropped.contains(shard);
        silent.map(|bundle| bundle * BUNDLE).or(vanished.then_some(0))
    }

    fn is_entered(&self, shard: &ShardName, bundle: u64) -> bool {
        self.entered.iter().any(|(name, first, last)| name == shard && (first..=last).contains(&&bundle))
    }
}
