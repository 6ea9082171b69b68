//! Hashes of the tree.

use diesel::prelude::*;

use super::bundle::BUNDLE;
use super::name::ShardName;
use super::open::OpenShard;
use super::shards;
use super::tail::tail_of;
use crate::columns::count;
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{ledger_tail, ledger_tiles};

pub(super) fn insert(
    conn: &mut Connection,
    shard: i64,
    level: u8,
    number: u64,
    hashes: &[u8],
) -> Result<(), StoreError> {
    let row = (
        ledger_tiles::shard_id.eq(shard),
        ledger_tiles::level.eq(i64::from(level)),
        ledger_tiles::number.eq(count(number)),
        ledger_tiles::hashes.eq(hashes),
    );
    diesel::insert_into(ledger_tiles::table).values(row).execute(conn.raw())?;
    Ok(())
}

/// Adds the roots of complete subtrees to the tiles above the leaves.
pub(super) fn add_subtrees(conn: &mut Connection, shard: &OpenShard) -> Result<(), StoreError> {
    for (new, position) in shard.appended.iter().zip(shard.written..) {
        let mut place = position;
        for (hash, level) in new.subtrees.iter().zip(1_u8..) {
            // The subtree that ends here is the one after those that ended before.
            place /= BUNDLE;
            add(conn, shard.id, level, place, hash)?;
        }
    }
    Ok(())
}

fn add(conn: &mut Connection, shard: i64, level: u8, place: u64, hash: &[u8; 32]) -> Result<(), StoreError> {
    let (number, within) = (place / BUNDLE, place % BUNDLE);
    if within == 0 {
        return insert(conn, shard, level, number, hash);
    }
    let here = ledger_tiles::table.find((shard, i64::from(level), count(number)));
    let mut hashes: Vec<u8> = here.select(ledger_tiles::hashes).get_result(conn.raw())?;
    hashes.extend_from_slice(hash);
    diesel::update(here).set(ledger_tiles::hashes.eq(hashes)).execute(conn.raw())?;
    Ok(())
}

/// A tile's first `width` hashes (1 to 256), one after the other; `None` when the tree does not have them.
///
/// # Errors
/// [`StoreError`].
pub fn tile(
    conn: &mut Connection,
    name: &ShardName,
    level: u8,
    number: u64,
    width: u16,
) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(shard) = shards::shard(conn, name)? else { return Ok(None) };
    let hashes = hashes(conn, shard.id, level, number)?;
    let wanted = usize::from(width) * 32;
    Ok((width > 0).then(|| hashes.get(..wanted).map(<[u8]>::to_vec)).flatten())
}

/// A tile's hashes, as many as are there.
pub(super) fn hashes(
    conn: &mut Connection,
    shard: i64,
    level: u8,
    number: u64,
) -> Result<Vec<u8>, StoreError> {
    let stored: Option<Vec<u8>> = ledger_tiles::table
        .find((shard, i64::from(level), count(number)))
        .select(ledger_tiles::hashes)
        .get_result(conn.raw())
        .optional()?;
    match stored {
        None if level == 0 => tail(conn, shard, number),
        stored => Ok(stored.unwrap_or_default()),
    }
}

/// Leaves of the tail, when it belongs to this tile.
pub(super) fn tail(conn: &mut Connection, shard: i64, number: u64) -> Result<Vec<u8>, StoreError> {
    let chunks: Vec<Vec<u8>> = tail_of(shard, number).select(ledger_tail::leaves).load(conn.raw())?;
    Ok(chunks.concat())
}
