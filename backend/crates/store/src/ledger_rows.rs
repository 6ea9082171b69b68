//! The ledger's rows: one head per log, entries linked by hash. What an entry says is the ledger crate's business.
//!
//! A log belongs to one municipality or to the system, so its name is the scope; calls that look across logs take a
//! [`Scope`].

use std::fmt;
use std::str::FromStr;

use diesel::{BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};
use jiff::Timestamp;
use poortwacht_domain::ids::{AccountId, CaseId, MunicipalityId};
use serde::{Deserialize, Serialize};

use crate::columns::{Row, count, micros};
use crate::connection::{Connection, Db};
use crate::error::StoreError;
use crate::schema::{ledger_entries, ledger_heads};
use crate::scope::Scope;
use crate::tx::Tx;

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The hash that stands before the first entry.
pub const EMPTY_HASH: Hash = [0; 32];

const SYSTEM: &str = "system";
const MUNICIPALITY: &str = "municipality/";

/// The name of a log: `system`, or `municipality/` and its id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LogName(String);

impl LogName {
    /// The system's log: instance starts, keys, unknown users.
    #[must_use]
    pub fn system() -> Self {
        Self(SYSTEM.to_owned())
    }

    /// A municipality's log.
    #[must_use]
    pub fn municipality(id: MunicipalityId) -> Self {
        Self(format!("{MUNICIPALITY}{id}"))
    }

    /// The name as stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LogName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for LogName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = text == SYSTEM
            || text.strip_prefix(MUNICIPALITY).is_some_and(|id| id.parse::<MunicipalityId>().is_ok());
        if known { Ok(Self(text.to_owned())) } else { Err("a log is `system` or `municipality/` and an id") }
    }
}

impl TryFrom<String> for LogName {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<LogName> for String {
    fn from(log: LogName) -> Self {
        log.0
    }
}

/// Where a log stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The log.
    pub log: LogName,
    /// How many entries it has.
    pub size: u64,
    /// The hash of its last entry; [`EMPTY_HASH`] when there is none.
    pub head_hash: Hash,
}

/// An entry as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// The log.
    pub log: LogName,
    /// Its place in the log; the first is 0.
    pub position: u64,
    /// The hash of the entry before.
    pub previous_hash: Hash,
    /// Its own hash.
    pub hash: Hash,
    /// The case it is about.
    pub case: Option<CaseId>,
    /// The account that acted.
    pub account: Option<AccountId>,
    /// When.
    pub at: Timestamp,
    /// The canonical JSON that was hashed.
    pub entry: String,
}

/// Takes the head's row lock, making the head where there is none. The writer calls this at the start of a batch.
pub(crate) fn touch(conn: &mut Connection, log: &LogName) -> Result<(), StoreError> {
    if take(conn, log)? {
        return Ok(());
    }
    let declared = std::collections::BTreeSet::new();
    let made = Tx::new(conn, &declared).insert_unique(|tx| insert_head(tx, log))?;
    if !made.is_new() {
        take(conn, log)?;
    }
    Ok(())
}

fn take(conn: &mut Connection, log: &LogName) -> Result<bool, StoreError> {
    let taken = diesel::update(ledger_heads::table)
        .filter(ledger_heads::log.eq(log.as_str()))
        .set(ledger_heads::touches.eq(ledger_heads::touches + 1))
        .execute(conn.raw())?;
    Ok(taken == 1)
}

fn insert_head(conn: &mut Connection, log: &LogName) -> Result<(), StoreError> {
    diesel::insert_into(ledger_heads::table)
        .values((
            ledger_heads::log.eq(log.as_str()),
            ledger_heads::size.eq(0),
            ledger_heads::head_hash.eq(EMPTY_HASH.as_slice()),
            ledger_heads::touches.eq(1),
        ))
        .execute(conn.raw())?;
    Ok(())
}

/// Makes room for one entry: the log's new size (the entry's position is one less) and the hash of its last entry.
///
/// # Errors
/// [`StoreError::UndeclaredLog`] when the plan does not name the log.
pub fn advance_head(tx: &mut Tx<'_>, log: &LogName) -> Result<(u64, Hash), StoreError> {
    tx.check_declared(log)?;
    let (size, hash): (i64, Vec<u8>) = diesel::update(ledger_heads::table)
        .filter(ledger_heads::log.eq(log.as_str()))
        .set(ledger_heads::size.eq(ledger_heads::size + 1))
        .returning((ledger_heads::size, ledger_heads::head_hash))
        .get_result(tx.raw())?;
    let row = Row::new("ledger_heads", log);
    Ok((row.number("size", size)?, row.bytes("head_hash", &hash)?))
}

/// Records the hash of the entry just added.
///
/// # Errors
/// [`StoreError::UndeclaredLog`], or [`StoreError::NotFound`] for a log without a head.
pub fn set_head(tx: &mut Tx<'_>, log: &LogName, hash: &Hash) -> Result<(), StoreError> {
    tx.check_declared(log)?;
    let set = diesel::update(ledger_heads::table)
        .filter(ledger_heads::log.eq(log.as_str()))
        .set(ledger_heads::head_hash.eq(hash.as_slice()))
        .execute(tx.raw())?;
    if set == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Adds an entry. Its position and its previous hash can each be taken only once.
///
/// # Errors
/// [`StoreError::Conflict`] when another entry stands there.
pub fn insert_entry(tx: &mut Tx<'_>, entry: &StoredEntry) -> Result<(), StoreError> {
    tx.check_declared(&entry.log)?;
    diesel::insert_into(ledger_entries::table)
        .values((
            ledger_entries::log.eq(entry.log.as_str()),
            ledger_entries::position.eq(count(entry.position)),
            ledger_entries::previous_hash.eq(entry.previous_hash.as_slice()),
            ledger_entries::hash.eq(entry.hash.as_slice()),
            ledger_entries::case_id.eq(entry.case.map(|id| id.to_string())),
            ledger_entries::account_id.eq(entry.account.map(|id| id.to_string())),
            ledger_entries::at.eq(micros(entry.at)),
            ledger_entries::entry.eq(&entry.entry),
        ))
        .execute(tx.raw())?;
    Ok(())
}

/// The head of a log; `None` for a log that was never appended to.
///
/// # Errors
/// [`StoreError`].
pub fn head(conn: &mut Connection, log: &LogName) -> Result<Option<Head>, StoreError> {
    let found: Option<HeadRow> = ledger_heads::table
        .filter(ledger_heads::log.eq(log.as_str()))
        .select(HEAD)
        .first(conn.raw())
        .optional()?;
    found.map(read_head).transpose()
}

/// The heads of all logs within reach, by name. The system's log is only in reach of jobs and auditors.
///
/// # Errors
/// [`StoreError`].
pub fn heads(conn: &mut Connection, scope: &Scope) -> Result<Vec<Head>, StoreError> {
    let mut query = ledger_heads::table.select(HEAD).order(ledger_heads::log).into_boxed::<Db>();
    if let Some(id) = scope.only() {
        query = query.filter(ledger_heads::log.eq(LogName::municipality(id).0));
    }
    query.load::<HeadRow>(conn.raw())?.into_iter().map(read_head).collect()
}

/// Entries of a log from a position on, in order, at most `limit`.
///
/// # Errors
/// [`StoreError`].
pub fn entries(
    conn: &mut Connection,
    log: &LogName,
    from: u64,
    limit: u32,
) -> Result<Vec<StoredEntry>, StoreError> {
    let here = ledger_entries::log.eq(log.as_str()).and(ledger_entries::position.ge(count(from)));
    let rows: Vec<EntryRow> = ledger_entries::table
        .filter(here)
        .order(ledger_entries::position)
        .limit(i64::from(limit))
        .load(conn.raw())?;
    rows.into_iter().map(read_entry).collect()
}

/// Who did what with a case, oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn entries_of_case(
    conn: &mut Connection,
    scope: &Scope,
    case: CaseId,
) -> Result<Vec<StoredEntry>, StoreError> {
    let mut query = ledger_entries::table
        .filter(ledger_entries::case_id.eq(case.to_string()))
        .order((ledger_entries::log, ledger_entries::position))
        .into_boxed::<Db>();
    if let Some(id) = scope.only() {
        query = query.filter(ledger_entries::log.eq(LogName::municipality(id).0));
    }
    query.load::<EntryRow>(conn.raw())?.into_iter().map(read_entry).collect()
}

type HeadRow = (String, i64, Vec<u8>);

const HEAD: (ledger_heads::log, ledger_heads::size, ledger_heads::head_hash) =
    (ledger_heads::log, ledger_heads::size, ledger_heads::head_hash);

fn read_head((log, size, hash): HeadRow) -> Result<Head, StoreError> {
    let row = Row::new("ledger_heads", &log);
    Ok(Head {
        log: row.text("log", &log)?,
        size: row.number("size", size)?,
        head_hash: row.bytes("head_hash", &hash)?,
    })
}

#[derive(diesel::Queryable)]
struct EntryRow {
    log: String,
    position: i64,
    previous_hash: Vec<u8>,
    hash: Vec<u8>,
    case_id: Option<String>,
    account_id: Option<String>,
    at: i64,
    entry: String,
}

fn read_entry(stored: EntryRow) -> Result<StoredEntry, StoreError> {
    let row = Row::new("ledger_entries", format_args!("{}/{}", stored.log, stored.position));
    Ok(StoredEntry {
        log: row.text("log", &stored.log)?,
        position: row.number("position", stored.position)?,
        previous_hash: row.bytes("previous_hash", &stored.previous_hash)?,
        hash: row.bytes("hash", &stored.hash)?,
        case: row.text_opt("case_id", stored.case_id.as_deref())?,
        account: row.text_opt("account_id", stored.account_id.as_deref())?,
        at: row.instant("at", stored.at)?,
        entry: stored.entry,
    })
}
