//! Writing an entry.

use jiff::Timestamp;
use poortwacht_domain::act::Act;
use poortwacht_domain::clock::Clock;
use poortwacht_domain::ids::CaseId;
use poortwacht_domain::rng::{Rng, random_bytes};
use poortwacht_store::ledger_rows::{
    self, EntryPlace, HalfYear, Indexed, LogName, NewEntry, ShardEnd, ShardName,
};
use poortwacht_store::{StoreError, Tx};
use uuid::Uuid;

use crate::checkpoint::{Checkpoint, origin};
use crate::entry::Entry;
use crate::kept_head::KeptHead;
use crate::receipt::Receipt;
use crate::record::{Record, RecordError};
use crate::screen::{TextRefusal, screen};
use crate::tree::{Tree, leaf_hash};

/// Why an entry was not written. The act it would have recorded must then not happen.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The entry holds text that does not belong in the log.
    #[error(transparent)]
    Text(#[from] TextRefusal),
    /// The entry cannot be written as canonical JSON.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A grant was to stand on an entry that does not say that an account saw a case.
    #[error("a grant can only stand on the entry of an account that saw a case")]
    NoView,
    /// The shard's row does not hold a tree: nothing can be appended to it.
    #[error("the tree of {0} is damaged; verify the ledger")]
    Damaged(ShardName),
    /// A log began again too often in one half year.
    #[error(
        "{0} is the last part that a half year can have; wait for the next half year, or begin a new installation"
    )]
    TooManyParts(ShardName),
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An entry that is written but not committed yet. It becomes a [`Receipt`] only through `Committed<Pending>`.
#[derive(Debug)]
#[must_use = "a pending entry becomes a receipt when its transaction is committed"]
pub struct Pending {
    place: EntryPlace,
    entry: Entry,
}

impl Pending {
    /// Where the entry will stand.
    pub fn place(&self) -> &EntryPlace {
        &self.place
    }

    /// The case the entry is about.
    pub fn case(&self) -> Option<CaseId> {
        self.entry.case
    }

    /// The act the entry records.
    pub fn act(&self) -> Act {
        self.entry.act
    }

    pub(crate) fn entry(&self) -> &Entry {
        &self.entry
    }

    pub(crate) fn into_receipt(self) -> Receipt {
        Receipt::of(self.place, &self.entry)
    }
}

/// Appends an entry to a log that the transaction's plan declares, in the shard of the present half year.
///
/// The writer holds the log's row from before the first closure of its batch until COMMIT, so that two processes append
/// one after the other.
///
/// # Errors
/// [`LedgerError::Text`] for text that does not belong in the log, [`LedgerError::Store`] for the rest; roll back then.
pub fn append(
    tx: &mut Tx<'_>,
    log: &LogName,
    entry: &Entry,
    clock: &dyn Clock,
    rng: &dyn Rng,
) -> Result<Pending, LedgerError> {
    screen(entry)?;
    let at = to_microseconds(clock.now());
    let end = current_shard(tx, log, at)?;
    let record = Record {
        place: EntryPlace { shard: end.name.clone(), position: end.size },
        at,
        nonce: hex::encode(random_bytes::<16>(rng)),
        entry: entry.clone(),
    };
    let canonical = record.canonical()?;
    push(tx, end, canonical.into_bytes(), Some(indexed(&record)))?;
    Ok(Pending { place: record.place, entry: record.entry })
}

/// Where the shard of the present half year ends. A clock that goes back does not open an older one.
fn current_shard(tx: &mut Tx<'_>, log: &LogName, at: Timestamp) -> Result<ShardEnd, LedgerError> {
    let period = HalfYear::of(at);
    let before = match ledger_rows::open_shard(tx, log)? {
        Some(open) if open.name.period() >= period => return Ok(open),
        before => before,
    };
    let name = ShardName::new(log.clone(), period);
    ledger_rows::begin_shard(tx, &name, at)?;
    let empty = ShardEnd { name, size: 0, edge: Vec::new() };
    match before {
        None => Ok(empty),
        Some(before) => {
            let opening = last_checkpoint(tx, before)?.body().into_bytes();
            push(tx, empty, opening, None)
        }
    }
}

/// Begins another shard of a log that stands before, or beside, what was seen of it: an older database was put back. Its
/// first entry names the last state that was seen, the second one is `entry`. The shard before stays as it is left.
///
/// # Errors
/// As [`append`]; [`LedgerError::TooManyParts`].
pub fn begin_after_loss(
    tx: &mut Tx<'_>,
    lost: &KeptHead,
    entry: &Entry,
    clock: &dyn Clock,
    rng: &dyn Rng,
) -> Result<Pending, LedgerError> {
    let (log, at) = (lost.shard.log(), to_microseconds(clock.now()));
    let present = ShardName::new(log.clone(), HalfYear::of(at));
    let open = ledger_rows::open_shard(tx, log)?.map(|open| open.name);
    let last = open.into_iter().fold(present.max(lost.shard.clone()), Ord::max);
    let name = last.next_part().ok_or(LedgerError::TooManyParts(last))?;
    ledger_rows::begin_shard(tx, &name, at)?;
    let opening = opening_after_loss(ledger_rows::database(tx)?, lost);
    push(tx, ShardEnd { name, size: 0, edge: Vec::new() }, opening.into_bytes(), None)?;
    append(tx, log, entry, clock, rng)
}

/// The first entry of a shard that a recovery begins.
pub(crate) fn opening_after_loss(database: Uuid, lost: &KeptHead) -> String {
    let origin = origin(database, &lost.shard.to_string());
    Checkpoint { origin, size: lost.size, root: lost.root }.body()
}

/// What the first entry of the next shard says: where this one ended.
fn last_checkpoint(tx: &mut Tx<'_>, end: ShardEnd) -> Result<Checkpoint, LedgerError> {
    let origin = origin(ledger_rows::database(tx)?, &end.name.to_string());
    let tree = tree_of(end)?;
    Ok(Checkpoint { origin, size: tree.size(), root: tree.root() })
}

fn tree_of(end: ShardEnd) -> Result<Tree, LedgerError> {
    Tree::new(end.size, end.edge).ok_or(LedgerError::Damaged(end.name))
}

/// Adds a leaf after `end`, and answers the new end.
fn push(
    tx: &mut Tx<'_>,
    end: ShardEnd,
    entry: Vec<u8>,
    index: Option<Indexed>,
) -> Result<ShardEnd, LedgerError> {
    let name = end.name.clone();
    let mut tree = tree_of(end)?;
    let leaf = leaf_hash(&entry);
    let subtrees = tree.push(leaf);
    let edge = tree.edge().to_vec();
    ledger_rows::append(tx, name.log(), NewEntry { entry, leaf, subtrees, edge: edge.clone(), index })?;
    Ok(ShardEnd { name, size: tree.size(), edge })
}

fn indexed(record: &Record) -> Indexed {
    let entry = &record.entry;
    Indexed {
        case: entry.case,
        account: entry.actor.account(),
        act: entry.act,
        outcome: entry.outcome.as_str(),
        at: record.at,
    }
}

/// The precision of the database's column; the entry must say the same.
fn to_microseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}
