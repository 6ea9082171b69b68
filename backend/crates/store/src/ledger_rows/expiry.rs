//! The end of entries: first what they say, by whole bundles, then a whole shard but for its last checkpoint.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use jiff::Timestamp;

use super::bundle::BUNDLE;
use super::name::ShardName;
use super::open::ShardEnd;
use super::shards::{self, Shard};
use crate::columns::{Row, count, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{cases, ledger_bundles, ledger_index, ledger_shards, ledger_tail, ledger_tiles};
use crate::scope::Scope;
use crate::tx::Tx;

/// Bundles of one shard whose term is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueBundles {
    /// The shard.
    pub shard: ShardName,
    /// Their numbers, in order.
    pub numbers: Vec<u64>,
}

/// Bundles whose newest entry is older than `before` and that concern no case that still exists, of one shard at a
/// time, the oldest first; `None` when nothing is due.
///
/// # Errors
/// [`StoreError`].
pub fn due_bundles(
    conn: &mut Connection,
    scope: &Scope,
    before: Timestamp,
    limit: u32,
) -> Result<Option<DueBundles>, StoreError> {
    for shard in shards::shards(conn, scope)? {
        let numbers = due_of(conn, shard.id, before, limit)?;
        if !numbers.is_empty() {
            let row = Row::new("ledger_bundles", &shard.end.name);
            let numbers = numbers.into_iter().map(|number| row.number("number", number));
            return Ok(Some(DueBundles {
                numbers: numbers.collect::<Result<_, _>>()?,
                shard: shard.end.name,
            }));
        }
    }
    Ok(None)
}

fn due_of(conn: &mut Connection, shard: i64, before: Timestamp, limit: u32) -> Result<Vec<i64>, StoreError> {
    let first = ledger_bundles::number * count(BUNDLE);
    let living = ledger_index::table
        .filter(ledger_index::shard_id.eq(shard))
        .filter(ledger_index::position.ge(first))
        .filter(ledger_index::position.lt(ledger_bundles::number * count(BUNDLE) + count(BUNDLE)))
        .filter(exists(cases::table.filter(cases::id.nullable().eq(ledger_index::case_id))));
    let due = ledger_bundles::table
        .filter(ledger_bundles::shard_id.eq(shard))
        .filter(ledger_bundles::newest_at.lt(micros(before)))
        .filter(ledger_bundles::entries.is_not_null())
        .filter(not(exists(living)))
        .order(ledger_bundles::number)
        .limit(i64::from(limit))
        .select(ledger_bundles::number);
    Ok(due.load(conn.raw())?)
}

/// The closed shards of which all entries are destroyed and whose last checkpoint is signed: nothing of them is needed
/// any more but that.
///
/// # Errors
/// [`StoreError`].
pub fn empty_shards(conn: &mut Connection, scope: &Scope) -> Result<Vec<ShardEnd>, StoreError> {
    let mut empty = Vec::new();
    for shard in shards::shards(conn, scope)? {
        if shard.closed && shard.dropped_at.is_none() && is_signed(&shard) && !has_entries(conn, shard.id)? {
            empty.push(shard.end);
        }
    }
    Ok(empty)
}

fn is_signed(shard: &Shard) -> bool {
    shard.checkpoint.as_ref().is_some_and(|checkpoint| checkpoint.size == shard.end.size)
}

fn has_entries(conn: &mut Connection, shard: i64) -> Result<bool, StoreError> {
    let bundles = ledger_bundles::table
        .filter(ledger_bundles::shard_id.eq(shard))
        .filter(ledger_bundles::entries.is_not_null());
    let tail = ledger_tail::table.filter(ledger_tail::shard_id.eq(shard));
    let bundles: i64 = bundles.count().get_result(conn.raw())?;
    let tail: i64 = tail.count().get_result(conn.raw())?;
    Ok(bundles + tail > 0)
}

/// Destroys what these bundles' entries say, and what they can be found by. Their leaves stay. Answers how many there
/// were still to destroy.
///
/// # Errors
/// [`StoreError`].
pub fn expire_bundles(tx: &mut Tx<'_>, due: &DueBundles) -> Result<usize, StoreError> {
    let shard = shards::shard(tx, &due.shard)?.ok_or(StoreError::NotFound)?;
    let mut expired = 0;
    for number in due.numbers.iter().copied() {
        let bundle = ledger_bundles::table.find((shard.id, count(number)));
        let whole = diesel::update(bundle).filter(ledger_bundles::entries.is_not_null());
        expired += whole.set(ledger_bundles::entries.eq(None::<Vec<u8>>)).execute(tx.raw())?;
        let first = count(number * BUNDLE);
        let index = ledger_index::table
            .filter(ledger_index::shard_id.eq(shard.id))
            .filter(ledger_index::position.ge(first))
            .filter(ledger_index::position.lt(first + count(BUNDLE)));
        diesel::delete(index).execute(tx.raw())?;
    }
    Ok(expired)
}

/// Destroys everything of a closed shard but its row, which keeps its last checkpoint.
///
/// # Errors
/// [`StoreError::NotFound`] unless the shard is closed and has a checkpoint over all its entries.
pub fn drop_shard(tx: &mut Tx<'_>, name: &ShardName, at: Timestamp) -> Result<(), StoreError> {
    let shard = shards::shard(tx, name)?.filter(|shard| shard.closed && is_signed(shard));
    let shard = shard.ok_or(StoreError::NotFound)?;
    let id = shard.id;
    diesel::delete(ledger_index::table.filter(ledger_index::shard_id.eq(id))).execute(tx.raw())?;
    diesel::delete(ledger_tail::table.filter(ledger_tail::shard_id.eq(id))).execute(tx.raw())?;
    diesel::delete(ledger_bundles::table.filter(ledger_bundles::shard_id.eq(id))).execute(tx.raw())?;
    diesel::delete(ledger_tiles::table.filter(ledger_tiles::shard_id.eq(id))).execute(tx.raw())?;
    diesel::update(ledger_shards::table.find(id))
        .set(ledger_shards::dropped_at.eq(micros(at)))
        .execute(tx.raw())?;
    Ok(())
}
