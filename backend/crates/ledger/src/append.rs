//! Writing an entry.

use jiff::Timestamp;
use poortwacht_domain::act::Act;
use poortwacht_domain::clock::Clock;
use poortwacht_domain::ids::CaseId;
use poortwacht_domain::rng::{Rng, random_bytes};
use poortwacht_store::ledger_rows::{self, LogName, StoredEntry};
use poortwacht_store::{StoreError, Tx};

use crate::entry::Entry;
use crate::receipt::Receipt;
use crate::record::{Record, RecordError, link};
use crate::screen::{TextRefusal, screen};

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
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An entry that is written but not committed yet. It becomes a [`Receipt`] only through `Committed<Pending>`.
#[derive(Debug)]
#[must_use = "a pending entry becomes a receipt when its transaction is committed"]
pub struct Pending {
    log: LogName,
    position: u64,
    entry: Entry,
}

impl Pending {
    /// The log that will hold the entry.
    pub fn log(&self) -> &LogName {
        &self.log
    }

    /// Index of the entry in its log, from 0.
    pub fn position(&self) -> u64 {
        self.position
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
        Receipt::of(self.log, self.position, &self.entry)
    }
}

/// Appends an entry to a log that the transaction's plan declares.
///
/// The head row is written first, so that two appends to one log wait for each other instead of both reading the same
/// head.
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
    let (size, previous_hash) = ledger_rows::advance_head(tx, log)?;
    let record = Record {
        log: log.clone(),
        position: size.saturating_sub(1),
        at: to_microseconds(clock.now()),
        nonce: hex::encode(random_bytes::<16>(rng)),
        entry: entry.clone(),
    };
    let stored = to_stored(&record, previous_hash)?;
    ledger_rows::insert_entry(tx, &stored)?;
    ledger_rows::set_head(tx, log, &stored.hash)?;
    Ok(Pending { log: record.log, position: record.position, entry: record.entry })
}

fn to_stored(record: &Record, previous_hash: [u8; 32]) -> Result<StoredEntry, RecordError> {
    let canonical = record.canonical()?;
    Ok(StoredEntry {
        log: record.log.clone(),
        position: record.position,
        previous_hash,
        hash: link(&previous_hash, &canonical),
        case: record.entry.case,
        account: record.entry.actor.account(),
        at: record.at,
        entry: canonical,
    })
}

/// The precision of the database's column; the entry must say the same.
fn to_microseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}
