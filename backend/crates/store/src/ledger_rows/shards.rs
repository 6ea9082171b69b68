//! Shards and where they stand.

use diesel::prelude::*;
use jiff::Timestamp;
use uuid::Uuid;

use super::Hash;
use super::name::{LogName, ShardName};
use super::open::ShardEnd;
use crate::columns::{Row, count, micros};
use crate::connection::{Connection, Db};
use crate::error::StoreError;
use crate::instance;
use crate::schema::ledger_shards;
use crate::scope::Scope;
use crate::tx::Tx;

/// A shard as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shard {
    pub(crate) id: i64,
    /// Its name and where it ends.
    pub end: ShardEnd,
    /// Whether another one follows it: nothing is appended any more.
    pub closed: bool,
    /// The newest signed checkpoint.
    pub checkpoint: Option<StoredCheckpoint>,
    /// When its entries and hashes were destroyed, its last checkpoint being kept.
    pub dropped_at: Option<Timestamp>,
}

/// A checkpoint as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// Entries that it covers.
    pub size: u64,
    /// The signed note.
    pub note: String,
    /// When it was signed.
    pub at: Timestamp,
}

/// Where a shard stands: what a checkpoint is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its name and where it ends.
    pub end: ShardEnd,
    /// Entries that its newest checkpoint covers; `None` before the first.
    pub signed: Option<u64>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = ledger_shards)]
struct ShardRow {
    id: i64,
    name: String,
    size: i64,
    edge: Vec<u8>,
    closed: bool,
    checkpoint: Option<String>,
    checkpoint_size: i64,
    checkpoint_at: Option<i64>,
    dropped_at: Option<i64>,
}

impl TryFrom<ShardRow> for Shard {
    type Error = StoreError;

    fn try_from(stored: ShardRow) -> Result<Self, StoreError> {
        let row = Row::new("ledger_shards", &stored.name);
        let size = row.number("checkpoint_size", stored.checkpoint_size)?;
        let at = row.instant_opt("checkpoint_at", stored.checkpoint_at)?;
        Ok(Self {
            id: stored.id,
            end: ShardEnd {
                name: row.text("name", &stored.name)?,
                size: row.number("size", stored.size)?,
                edge: edge(&row, &stored.edge)?,
            },
            closed: stored.closed,
            checkpoint: stored.checkpoint.zip(at).map(|(note, at)| StoredCheckpoint { size, note, at }),
            dropped_at: row.instant_opt("dropped_at", stored.dropped_at)?,
        })
    }
}

fn edge(row: &Row, stored: &[u8]) -> Result<Vec<Hash>, StoreError> {
    let (hashes, rest) = stored.as_chunks::<32>();
    if rest.is_empty() { Ok(hashes.to_vec()) } else { Err(row.corrupt("edge", "not a row of hashes")) }
}

/// The database's random identity: the logs' origins name it.
///
/// # Errors
/// [`StoreError::NotFound`] for a database without a marker, which no store opens.
pub fn database(conn: &mut Connection) -> Result<Uuid, StoreError> {
    Ok(instance::find(conn)?.ok_or(StoreError::NotFound)?.id)
}

/// The open shard of a log.
pub(super) fn open(conn: &mut Connection, log: &LogName) -> Result<Option<(i64, ShardEnd)>, StoreError> {
    let found: Option<ShardRow> = ledger_shards::table
        .filter(ledger_shards::log.eq(log.as_str()))
        .filter(ledger_shards::closed.eq(false))
        .select(ShardRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    found.map(|row| Shard::try_from(row).map(|shard| (shard.id, shard.end))).transpose()
}

/// A shard by its name.
///
/// # Errors
/// [`StoreError`].
pub fn shard(conn: &mut Connection, name: &ShardName) -> Result<Option<Shard>, StoreError> {
    let found: Option<ShardRow> = ledger_shards::table
        .filter(ledger_shards::name.eq(name.to_string()))
        .select(ShardRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    found.map(Shard::try_from).transpose()
}

/// All shards within reach, log by log, the oldest first. The system's log is only in reach of jobs and auditors.
///
/// # Errors
/// [`StoreError`].
pub fn shards(conn: &mut Connection, scope: &Scope) -> Result<Vec<Shard>, StoreError> {
    let mut query = ledger_shards::table.select(ShardRow::as_select()).into_boxed::<Db>();
    if let Some(id) = scope.only() {
        query = query.filter(ledger_shards::log.eq(String::from(LogName::municipality(id))));
    }
    let rows: Vec<ShardRow> = query.order((ledger_shards::log, ledger_shards::name)).load(conn.raw())?;
    rows.into_iter().map(Shard::try_from).collect()
}

/// The shards of one log, the oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn shards_of(conn: &mut Connection, log: &LogName) -> Result<Vec<Shard>, StoreError> {
    let rows: Vec<ShardRow> = ledger_shards::table
        .filter(ledger_shards::log.eq(log.as_str()))
        .select(ShardRow::as_select())
        .order(ledger_shards::name)
        .load(conn.raw())?;
    rows.into_iter().map(Shard::try_from).collect()
}

/// When the last recovery of a log began a shard of its own, if one ever did.
///
/// # Errors
/// [`StoreError`].
pub fn recovered_at(conn: &mut Connection, log: &LogName) -> Result<Option<Timestamp>, StoreError> {
    let opened: Vec<(String, i64)> = ledger_shards::table
        .filter(ledger_shards::log.eq(log.as_str()))
        .select((ledger_shards::name, ledger_shards::opened_at))
        .load(conn.raw())?;
    let mut last = None;
    for (name, at) in opened {
        let row = Row::new("ledger_shards", &name);
        if row.text::<ShardName>("name", &name)?.is_recovery() {
            last = last.max(Some(row.instant("opened_at", at)?));
        }
    }
    Ok(last)
}

/// Where the shards that still hold something stand, within reach.
///
/// # Errors
/// [`StoreError`].
pub fn heads(conn: &mut Connection, scope: &Scope) -> Result<Vec<Head>, StoreError> {
    let live = shards(conn, scope)?.into_iter().filter(|shard| shard.dropped_at.is_none());
    Ok(live
        .map(|shard| Head { end: shard.end, signed: shard.checkpoint.map(|checkpoint| checkpoint.size) })
        .collect())
}

/// Stores a signed checkpoint, unless one of the same or a larger size is there. Answers whether it was stored.
///
/// # Errors
/// [`StoreError`].
pub fn set_checkpoint(
    tx: &mut Tx<'_>,
    name: &ShardName,
    checkpoint: &StoredCheckpoint,
) -> Result<bool, StoreError> {
    let size = count(checkpoint.size);
    let newer = ledger_shards::checkpoint_size.lt(size).or(ledger_shards::checkpoint.is_null());
    let set = diesel::update(ledger_shards::table)
        .filter(ledger_shards::name.eq(name.to_string()))
        .filter(newer)
        .set((
            ledger_shards::checkpoint.eq(&checkpoint.note),
            ledger_shards::checkpoint_size.eq(size),
            ledger_shards::checkpoint_at.eq(micros(checkpoint.at)),
        ))
        .execute(tx.raw())?;
    Ok(set == 1)
}
