//! The end of a log as it was seen, kept outside the database: the only thing that shows a cut tail.

use std::fmt;
use std::str::FromStr;

use poortwacht_store::ledger_rows::{self, LogName};
use poortwacht_store::{Connection, Scope, StoreError};

/// Size and hash of a log at one moment. Text form: `<log> <size> <64 hexadecimal digits>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptHead {
    /// The log.
    pub log: LogName,
    /// Number of entries.
    pub size: u64,
    /// Hash of the last one.
    pub hash: [u8; 32],
}

impl fmt::Display for KeptHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.log, self.size, hex::encode(self.hash))
    }
}

/// Not a head in its text form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a ledger head: expected `<log> <size> <64 hexadecimal digits>`")]
pub struct KeptHeadError;

impl FromStr for KeptHead {
    type Err = KeptHeadError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or(KeptHeadError)
    }
}

fn parse(text: &str) -> Option<KeptHead> {
    let mut parts = text.trim_end_matches(['\r', '\n']).split(' ');
    let log = parts.next()?.parse().ok()?;
    let size = parts.next()?.parse().ok()?;
    let mut hash = [0; 32];
    hex::decode_to_slice(parts.next()?, &mut hash).ok()?;
    parts.next().is_none().then_some(KeptHead { log, size, hash })
}

/// The heads of all logs now, to be kept.
///
/// # Errors
/// Those of the store.
pub fn current_heads(conn: &mut Connection) -> Result<Vec<KeptHead>, StoreError> {
    let heads = ledger_rows::heads(conn, &Scope::auditor("keeping the ledger's heads"))?;
    Ok(heads
        .into_iter()
        .map(|head| KeptHead { log: head.log, size: head.size, hash: head.head_hash })
        .collect())
}
