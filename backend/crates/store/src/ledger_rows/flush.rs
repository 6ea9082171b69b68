//! Writing what a batch appended.

use diesel::prelude::*;

use super::Hash;
use super::append::write_end;
use super::bundle::{BUNDLE, push, split};
use super::index;
use super::open::{NewEntry, OpenShard};
use super::tiles;
use crate::columns::{Row, count};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{ledger_bundles, ledger_tail};

/// Writes what the batch appended to its logs, just before its COMMIT.
pub(crate) fn flush(conn: &mut Connection) -> Result<(), StoreError> {
    let logs = std::mem::take(conn.logs_mut());
    for log in logs.0.into_values() {
        let Some((open, closed)) = log.shards.split_last() else { continue };
        closed.iter().try_for_each(|shard| flush_shard(conn, shard, true))?;
        if !open.appended.is_empty() {
            flush_shard(conn, open, false)?;
        }
    }
    Ok(())
}

fn flush_shard(conn: &mut Connection, shard: &OpenShard, closed: bool) -> Result<(), StoreError> {
    index::insert(conn, shard)?;
    let room = BUNDLE - shard.written % BUNDLE;
    if closed || count(shard.appended.len()) >= count(room) {
        fill_bundles(conn, shard, closed)?;
    } else {
        insert_chunk(conn, shard.id, shard.written, &Chunk::of(&shard.appended)?)?;
    }
    tiles::add_subtrees(conn, shard)?;
    write_end(conn, shard.id, &shard.end)
}

/// Entries, each after its length, and their leaves.
#[derive(Default)]
struct Chunk {
    entries: Vec<u8>,
    leaves: Vec<u8>,
}

impl Chunk {
    fn of(appended: &[NewEntry]) -> Result<Self, StoreError> {
        let mut chunk = Self::default();
        for NewEntry { entry, leaf, .. } in appended {
            chunk.push(entry, leaf)?;
        }
        Ok(chunk)
    }

    fn push(&mut self, entry: &[u8], leaf: &Hash) -> Result<(), StoreError> {
        push(&mut self.entries, entry)?;
        self.leaves.extend_from_slice(leaf);
        Ok(())
    }

    fn is_full(&self) -> bool {
        count(self.leaves.len()) == count(BUNDLE * 32)
    }
}

/// Moves the tail and what is new into whole bundles. What is left is the new tail, or the last bundle of a closed shard:
/// what is in bundles can expire.
fn fill_bundles(conn: &mut Connection, shard: &OpenShard, closed: bool) -> Result<(), StoreError> {
    let mut chunk = take_tail(conn, shard)?;
    let mut number = shard.written / BUNDLE;
    for new in &shard.appended {
        chunk.push(&new.entry, &new.leaf)?;
        if chunk.is_full() {
            insert_bundle(conn, shard.id, number, &chunk)?;
            chunk = Chunk::default();
            number += 1;
        }
    }
    match chunk.leaves.is_empty() {
        true => Ok(()),
        false if closed => insert_bundle(conn, shard.id, number, &chunk),
        false => insert_chunk(conn, shard.id, number * BUNDLE, &chunk),
    }
}

fn take_tail(conn: &mut Connection, shard: &OpenShard) -> Result<Chunk, StoreError> {
    let tail = ledger_tail::table.filter(ledger_tail::shard_id.eq(shard.id));
    let rows: Vec<(Vec<u8>, Vec<u8>)> = tail
        .order(ledger_tail::first)
        .select((ledger_tail::entries, ledger_tail::leaves))
        .load(conn.raw())?;
    diesel::delete(tail).execute(conn.raw())?;
    let mut chunk = Chunk::default();
    for (entries, leaves) in rows {
        chunk.entries.extend(entries);
        chunk.leaves.extend(leaves);
    }
    let row = Row::new("ledger_tail", &shard.end.name);
    let there = split(&chunk.entries).map_err(|error| row.corrupt("entries", error))?.len();
    let expected = count(shard.written % BUNDLE);
    if count(there) != expected || count(chunk.leaves.len()) != expected * 32 {
        return Err(row.corrupt("entries", format!("{there} entries instead of {expected}")));
    }
    Ok(chunk)
}

fn insert_chunk(conn: &mut Connection, shard: i64, first: u64, chunk: &Chunk) -> Result<(), StoreError> {
    let row = (
        ledger_tail::shard_id.eq(shard),
        ledger_tail::first.eq(count(first)),
        ledger_tail::entries.eq(chunk.entries.as_slice()),
        ledger_tail::leaves.eq(chunk.leaves.as_slice()),
    );
    diesel::insert_into(ledger_tail::table).values(row).execute(conn.raw())?;
    Ok(())
}

fn insert_bundle(conn: &mut Connection, shard: i64, number: u64, chunk: &Chunk) -> Result<(), StoreError> {
    let newest = index::newest(conn, shard, number)?;
    let row = (
        ledger_bundles::shard_id.eq(shard),
        ledger_bundles::number.eq(count(number)),
        ledger_bundles::newest_at.eq(newest),
        ledger_bundles::entries.eq(chunk.entries.as_slice()),
    );
    diesel::insert_into(ledger_bundles::table).values(row).execute(conn.raw())?;
    tiles::insert(conn, shard, 0, number, &chunk.leaves)
}
