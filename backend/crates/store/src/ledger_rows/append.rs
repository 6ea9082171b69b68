//! Taking a log, and appending to it.

use diesel::dsl::max;
use diesel::prelude::*;
use jiff::Timestamp;

use super::name::{LogName, ShardName};
use super::open::{NewEntry, OpenLog, OpenShard, ShardEnd};
use super::shards;
use crate::columns::{count, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::fixed::{Fixed, Value};
use crate::schema::{ledger_logs, ledger_shards};
use crate::tx::Tx;

/// Takes the log's row lock and reads where its open shard stands. The writer calls this at the start of a batch, for all
/// logs of the batch in one order.
pub(crate) fn take(conn: &mut Connection, log: &LogName) -> Result<(), StoreError> {
    lock(conn, log)?;
    let open = shards::open(conn, log)?.map(|(id, end)| OpenShard {
        id,
        written: end.size,
        end,
        appended: Vec::new(),
    });
    conn.logs_mut().0.insert(log.clone(), OpenLog { shards: open.into_iter().collect() });
    Ok(())
}

fn lock(conn: &mut Connection, log: &LogName) -> Result<(), StoreError> {
    if touch(conn, log)? {
        return Ok(());
    }
    let declared = std::collections::BTreeSet::new();
    let made = Tx::new(conn, &declared).insert_unique(|tx| insert(tx, log))?;
    if !made.is_new() {
        touch(conn, log)?;
    }
    Ok(())
}

fn touch(conn: &mut Connection, log: &LogName) -> Result<bool, StoreError> {
    let touch = "UPDATE ledger_logs SET touches = touches + 1 WHERE log = ?";
    let taken = Fixed::<()>::new(touch, [Value::Text(log.as_str().to_owned())]).execute(conn.raw())?;
    Ok(taken == 1)
}

fn insert(conn: &mut Connection, log: &LogName) -> Result<(), StoreError> {
    let row = (ledger_logs::log.eq(log.as_str()), ledger_logs::touches.eq(1));
    diesel::insert_into(ledger_logs::table).values(row).execute(conn.raw())?;
    Ok(())
}

/// Where the log's open shard ends, with what this batch has appended so far; `None` before its first entry.
///
/// # Errors
/// [`StoreError::UndeclaredLog`] when the plan does not name the log.
pub fn open_shard(tx: &mut Tx<'_>, log: &LogName) -> Result<Option<ShardEnd>, StoreError> {
    Ok(open_log(tx, log)?.shards.last().map(|shard| shard.end.clone()))
}

/// Closes the log's open shard, if it has one, and opens another, empty one.
///
/// # Errors
/// [`StoreError::UndeclaredLog`], or [`StoreError::Conflict`] when a shard of this name was there before.
pub fn begin_shard(tx: &mut Tx<'_>, name: &ShardName, at: Timestamp) -> Result<(), StoreError> {
    if let Some(before) = open_log(tx, name.log())?.shards.last().map(|shard| shard.id) {
        diesel::update(ledger_shards::table.find(before))
            .set(ledger_shards::closed.eq(true))
            .execute(tx.raw())?;
    }
    let id = insert_shard(tx, name, at)?;
    let end = ShardEnd { name: name.clone(), size: 0, edge: Vec::new() };
    open_log(tx, name.log())?.shards.push(OpenShard { id, end, written: 0, appended: Vec::new() });
    Ok(())
}

/// The next number. Two processes that open shards of two logs at once meet here, and the slower tries again.
fn insert_shard(tx: &mut Tx<'_>, name: &ShardName, at: Timestamp) -> Result<i64, StoreError> {
    loop {
        let last: Option<i64> = ledger_shards::table.select(max(ledger_shards::id)).first(tx.raw())?;
        let id = last.unwrap_or(0) + 1;
        if tx.insert_unique(|tx| insert_numbered(tx, id, name, at))?.is_new() {
            return Ok(id);
        }
        if shards::shard(tx, name)?.is_some() {
            return Err(StoreError::Conflict { constraint: "ledger_shards.name".to_owned() });
        }
    }
}

fn insert_numbered(tx: &mut Tx<'_>, id: i64, name: &ShardName, at: Timestamp) -> Result<(), StoreError> {
    let row = (
        ledger_shards::id.eq(id),
        ledger_shards::name.eq(name.to_string()),
        ledger_shards::log.eq(name.log().as_str()),
        ledger_shards::opened_at.eq(micros(at)),
        ledger_shards::size.eq(0),
        ledger_shards::edge.eq(Vec::new()),
        ledger_shards::closed.eq(false),
        ledger_shards::checkpoint_size.eq(0),
    );
    diesel::insert_into(ledger_shards::table).values(row).execute(tx.raw())?;
    Ok(())
}

/// Appends to the log's open shard and answers the entry's position in it, from 0. It is written with its batch.
///
/// # Errors
/// [`StoreError::UndeclaredLog`], or [`StoreError::NotFound`] when no shard is open.
pub fn append(tx: &mut Tx<'_>, log: &LogName, entry: NewEntry) -> Result<u64, StoreError> {
    let shard = open_log(tx, log)?.shards.last_mut().ok_or(StoreError::NotFound)?;
    let position = shard.end.size;
    shard.end.size = position.saturating_add(1);
    shard.end.edge.clone_from(&entry.edge);
    shard.appended.push(entry);
    Ok(position)
}

fn open_log<'tx>(tx: &'tx mut Tx<'_>, log: &LogName) -> Result<&'tx mut OpenLog, StoreError> {
    tx.check_declared(log)?;
    tx.logs_mut().0.get_mut(log).ok_or_else(|| StoreError::UndeclaredLog(log.clone()))
}

/// The shard's row as it stands at the end of a batch.
pub(super) fn write_end(conn: &mut Connection, id: i64, end: &ShardEnd) -> Result<(), StoreError> {
    let values = [Value::Number(count(end.size)), Value::Bytes(end.edge.concat()), Value::Number(id)];
    let set = "UPDATE ledger_shards SET size = ?, edge = ? WHERE id = ?";
    let set = Fixed::<()>::new(set, values).execute(conn.raw())?;
    if set == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
