//! Recomputing everything: one pass over each log, in chunks, naming the first bad entry and what is wrong with it.

use std::collections::BTreeMap;
use std::fmt;

use poortwacht_store::ledger_rows::{self, EMPTY_HASH, Head, LogName, StoredEntry};
use poortwacht_store::{Connection, Scope, StoreError};

use crate::kept_head::KeptHead;
use crate::record::{Record, link};

/// Entries read at once.
const CHUNK: u32 = 1024;

/// What is wrong at a position of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Its content does not give its hash, or its columns do not say what it says.
    Edited,
    /// It is not there, while later entries are.
    Missing,
    /// It was written for another position or another log.
    Reordered,
    /// It does not follow from the entry before.
    LinkBroken,
    /// The last entry is not the one the head row names.
    HeadMismatch,
    /// Entries from here on are gone.
    Truncated,
    /// The chain is sound in itself but is not the one whose head was kept: it was written anew, here or earlier.
    Rewritten,
    /// It stands beyond the end that the head row names.
    BeyondHead,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Edited => "was edited",
            Self::Missing => "is missing",
            Self::Reordered => "was written for another place",
            Self::LinkBroken => "does not follow from the entry before",
            Self::HeadMismatch => "is not the one the head names",
            Self::Truncated => "and all after it are gone",
            Self::Rewritten => "was rewritten, or one before it",
            Self::BeyondHead => "stands beyond the head",
        })
    }
}

/// The first bad entry of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// Its index, from 0.
    pub position: u64,
    /// What is wrong.
    pub what: Fault,
}

/// What was found in one log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogReport {
    /// The log.
    pub log: LogName,
    /// Entries found in order from the start, up to the first bad one.
    pub size: u64,
    /// Hash of the last of them.
    pub head: [u8; 32],
    /// The first bad entry; `None` when the log is sound.
    pub first_bad: Option<Finding>,
}

impl fmt::Display for LogReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.first_bad {
            None => write!(f, "{}: {} entries, sound, head {}", self.log, self.size, hex::encode(self.head)),
            Some(Finding { position, what }) => write!(f, "{}: entry {position} {what}", self.log),
        }
    }
}

/// What was found in all logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// One report per log, in the order of their names.
    pub logs: Vec<LogReport>,
}

impl Report {
    /// Whether nothing is wrong anywhere.
    pub fn is_sound(&self) -> bool {
        self.logs.iter().all(|log| log.first_bad.is_none())
    }

    /// The verified heads, to be kept; those of bad logs are left out, so that they do not replace good ones.
    pub fn heads(&self) -> Vec<KeptHead> {
        let sound = self.logs.iter().filter(|log| log.first_bad.is_none());
        sound.map(|log| KeptHead { log: log.log.clone(), size: log.size, hash: log.head }).collect()
    }
}

/// Recomputes every log, and compares it with the heads kept elsewhere. Appends may go on meanwhile.
///
/// # Errors
/// Those of the store; a bad log is no error but a finding.
pub fn verify(conn: &mut Connection, kept: &[KeptHead]) -> Result<Report, StoreError> {
    let mut logs: BTreeMap<LogName, Option<Head>> =
        kept.iter().map(|head| (head.log.clone(), None)).collect();
    for head in ledger_rows::heads(conn, &Scope::auditor("ledger verification"))? {
        logs.insert(head.log.clone(), Some(head));
    }
    let logs =
        logs.into_iter().map(|(log, head)| verify_log(conn, log, head, kept)).collect::<Result<_, _>>()?;
    Ok(Report { logs })
}

fn verify_log(
    conn: &mut Connection,
    log: LogName,
    head: Option<Head>,
    kept: &[KeptHead],
) -> Result<LogReport, StoreError> {
    let kept = kept.iter().filter(|kept| kept.log == log).collect();
    let mut walk = Walk { log, kept, size: 0, hash: EMPTY_HASH };
    let end = head.as_ref().map_or(0, |head| head.size);
    let first_bad = match walk.entries(conn, end)? {
        None => walk.end(conn, head.as_ref())?,
        found => found,
    };
    Ok(LogReport { log: walk.log, size: walk.size, head: walk.hash, first_bad })
}

/// A pass over one log: how far it got, and the hash there.
struct Walk<'a> {
    log: LogName,
    kept: Vec<&'a KeptHead>,
    size: u64,
    hash: [u8; 32],
}

impl Walk<'_> {
    fn found(&self, what: Fault) -> Option<Finding> {
        Some(Finding { position: self.size, what })
    }

    /// Walks up to `end`, the size in the head row as it was when the pass began.
    fn entries(&mut self, conn: &mut Connection, end: u64) -> Result<Option<Finding>, StoreError> {
        while self.size < end {
            let Some(rows) = self.read(conn)? else { return Ok(self.found(Fault::Edited)) };
            if rows.is_empty() {
                return Ok(self.found(Fault::Truncated));
            }
            for row in rows.iter().take_while(|row| row.position < end) {
                if let Some(what) = self.fault(row) {
                    return Ok(self.found(what));
                }
                self.size += 1;
                self.hash = row.hash;
                if self.kept.iter().any(|kept| kept.size == self.size && kept.hash != self.hash) {
                    return Ok(Some(Finding { position: self.size - 1, what: Fault::Rewritten }));
                }
            }
            if rows.iter().all(|row| row.position >= end) {
                return Ok(self.found(Fault::Truncated));
            }
        }
        Ok(None)
    }

    /// The next entries; one at a time where a row no longer has the form it was written in, and `None` at that row.
    fn read(&self, conn: &mut Connection) -> Result<Option<Vec<StoredEntry>>, StoreError> {
        match ledger_rows::entries(conn, &self.log, self.size, CHUNK) {
            Err(StoreError::Corrupt { .. }) => {}
            read => return read.map(Some),
        }
        match ledger_rows::entries(conn, &self.log, self.size, 1) {
            Err(StoreError::Corrupt { .. }) => Ok(None),
            read => read.map(Some),
        }
    }

    /// What is wrong with the entry that should come next.
    fn fault(&self, row: &StoredEntry) -> Option<Fault> {
        if row.position != self.size {
            return Some(Fault::Missing);
        }
        let Ok(record) = Record::parse(&row.entry) else { return Some(Fault::Edited) };
        if record.position != row.position || record.log != self.log {
            return Some(Fault::Reordered);
        }
        let columns_agree = record.at == row.at
            && record.entry.case == row.case
            && record.entry.actor.account() == row.account;
        if !columns_agree || link(&row.previous_hash, &row.entry) != row.hash {
            return Some(Fault::Edited);
        }
        (row.previous_hash != self.hash).then_some(Fault::LinkBroken)
    }

    /// Compares where the pass ended with the head row and the kept heads.
    fn end(&self, conn: &mut Connection, head: Option<&Head>) -> Result<Option<Finding>, StoreError> {
        if head.is_some_and(|head| head.head_hash != self.hash) {
            let last = self.size.saturating_sub(1);
            return Ok(Some(Finding { position: last, what: Fault::HeadMismatch }));
        }
        if self.kept.iter().any(|kept| kept.size > self.size) {
            return Ok(self.found(Fault::Truncated));
        }
        let beyond = !ledger_rows::entries(conn, &self.log, self.size, 1)?.is_empty();
        // An append may have come meanwhile: then the head row has moved as well.
        if beyond && ledger_rows::head(conn, &self.log)?.is_none_or(|head| head.size == self.size) {
            return Ok(self.found(Fault::BeyondHead));
        }
        Ok(None)
    }
}
