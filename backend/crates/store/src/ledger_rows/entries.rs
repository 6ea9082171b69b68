//! Reading entries: from the bundles, from the tail, and from what this batch has not written yet.

use std::collections::BTreeMap;

use diesel::prelude::*;
use poortwacht_domain::ids::CaseId;

use super::Hash;
use super::bundle::{BUNDLE, split};
use super::name::{EntryPlace, LogName, ShardName};
use super::open::OpenShard;
use super::shards::{self, Shard};
use super::tail::tail_of;
use super::tiles;
use crate::columns::{Row, count};
use crate::connection::{Connection, Db};
use crate::error::StoreError;
use crate::schema::{ledger_bundles, ledger_index, ledger_shards, ledger_tail, ledger_tiles};
use crate::scope::Scope;

/// An entry as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// Where it stands.
    pub place: EntryPlace,
    /// Its leaf hash, as the tree holds it.
    pub leaf: Hash,
    /// The text that was hashed.
    pub entry: String,
}

/// Entries and leaves of one bundle, as far as they are there.
struct Part {
    entries: Vec<u8>,
    leaves: Vec<u8>,
}

impl Part {
    /// The entries at these places within the bundle. Fewer where the bundle holds fewer.
    fn pick(
        &self,
        name: &ShardName,
        number: u64,
        wanted: impl Iterator<Item = u64>,
    ) -> Result<Vec<StoredEntry>, StoreError> {
        let row = Row::new("ledger_bundles", format_args!("{name}, bundle {number}"));
        let entries = split(&self.entries).map_err(|error| row.corrupt("entries", error))?;
        let (leaves, _) = self.leaves.as_chunks::<32>();
        wanted
            .filter_map(|within| {
                let index = usize::try_from(within).ok()?;
                Some((within, *entries.get(index)?, *leaves.get(index)?))
            })
            .map(|(within, entry, leaf)| stored(&row, name, number * BUNDLE + within, entry, leaf))
            .collect()
    }
}

fn stored(
    row: &Row,
    name: &ShardName,
    position: u64,
    entry: &[u8],
    leaf: Hash,
) -> Result<StoredEntry, StoreError> {
    let entry = String::from_utf8(entry.to_vec()).map_err(|_| row.corrupt("entries", "not UTF-8"))?;
    Ok(StoredEntry { place: EntryPlace { shard: name.clone(), position }, leaf, entry })
}

/// The bytes of a bundle: its entries, each after its length. The last one may hold fewer than 256; `None` where the
/// shard has none, or its entries have been destroyed.
///
/// # Errors
/// [`StoreError`].
pub fn bundle(conn: &mut Connection, name: &ShardName, number: u64) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(shard) = shards::shard(conn, name)? else { return Ok(None) };
    let bytes = bundle_bytes(conn, shard.id, number)?;
    Ok(bytes.filter(|bytes| !bytes.is_empty()))
}

pub(super) fn bundle_bytes(
    conn: &mut Connection,
    shard: i64,
    number: u64,
) -> Result<Option<Vec<u8>>, StoreError> {
    let whole: Option<Option<Vec<u8>>> = ledger_bundles::table
        .find((shard, count(number)))
        .select(ledger_bundles::entries)
        .get_result(conn.raw())
        .optional()?;
    match whole {
        Some(entries) => Ok(entries),
        None => tail(conn, shard, number).map(Some),
    }
}

fn tail(conn: &mut Connection, shard: i64, number: u64) -> Result<Vec<u8>, StoreError> {
    let chunks: Vec<Vec<u8>> = tail_of(shard, number).select(ledger_tail::entries).load(conn.raw())?;
    Ok(chunks.concat())
}

fn part(conn: &mut Connection, shard: i64, number: u64) -> Result<Part, StoreError> {
    let entries = bundle_bytes(conn, shard, number)?.unwrap_or_default();
    let tile: Option<Vec<u8>> = ledger_tiles::table
        .find((shard, 0, count(number)))
        .select(ledger_tiles::hashes)
        .get_result(conn.raw())
        .optional()?;
    let leaves = match tile {
        Some(leaves) => leaves,
        None => tiles::tail(conn, shard, number)?,
    };
    Ok(Part { entries, leaves })
}

/// One entry; `None` where none stands, or it has been destroyed.
///
/// # Errors
/// [`StoreError`].
pub fn entry(conn: &mut Connection, place: &EntryPlace) -> Result<Option<StoredEntry>, StoreError> {
    Ok(entries(conn, &place.shard, place.position, 1)?.pop().filter(|entry| entry.place == *place))
}

/// Entries of a shard from a position on, in order, at most `limit`. Destroyed ones are passed over.
///
/// # Errors
/// [`StoreError`].
pub fn entries(
    conn: &mut Connection,
    name: &ShardName,
    from: u64,
    limit: u32,
) -> Result<Vec<StoredEntry>, StoreError> {
    let mut found = Vec::new();
    let end = from.saturating_add(limit.into());
    if let Some(shard) = shards::shard(conn, name)? {
        let end = end.min(shard.end.size);
        let mut position = from;
        while position < end {
            let number = position / BUNDLE;
            let until = (number + 1).saturating_mul(BUNDLE).min(end);
            let within = (position % BUNDLE)..(until - number * BUNDLE);
            found.extend(part(conn, shard.id, number)?.pick(name, number, within)?);
            position = until;
        }
    }
    found.extend(unwritten(conn, |shard| &shard.end.name == name, |place, _| (from..end).contains(&place))?);
    Ok(found)
}

/// Entries of a log, shard after shard, from the first of `since` on or from its beginning; at most `limit`.
///
/// # Errors
/// [`StoreError`].
pub fn log_entries(
    conn: &mut Connection,
    log: &LogName,
    since: Option<&EntryPlace>,
    limit: u32,
) -> Result<Vec<StoredEntry>, StoreError> {
    let mut found = Vec::new();
    for shard in shards::shards_of(conn, log)? {
        let name = shard.end.name;
        let from = match since {
            Some(since) if since.shard > name => continue,
            Some(since) if since.shard == name => since.position,
            _ => 0,
        };
        let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
        found.extend(entries(conn, &name, from, left)?);
    }
    Ok(found)
}

/// Who did what with a case, log by log, oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn entries_of_case(
    conn: &mut Connection,
    scope: &Scope,
    case: CaseId,
) -> Result<Vec<StoredEntry>, StoreError> {
    let mut query = ledger_index::table
        .inner_join(ledger_shards::table)
        .filter(ledger_index::case_id.eq(case.to_string()))
        .select((ledger_shards::name, ledger_index::position))
        .order((ledger_shards::log, ledger_shards::name, ledger_index::position))
        .into_boxed::<Db>();
    if let Some(id) = scope.only() {
        query = query.filter(ledger_shards::log.eq(String::from(LogName::municipality(id))));
    }
    let places: Vec<(String, i64)> = query.load(conn.raw())?;
    let row = Row::new("ledger_index", case);
    let places = places
        .into_iter()
        .map(|(shard, position)| {
            Ok(EntryPlace {
                shard: row.text("shard_id", &shard)?,
                position: row.number("position", position)?,
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    let mut found = at(conn, &places)?;
    let in_scope =
        |shard: &OpenShard| scope.only().is_none_or(|id| *shard.end.name.log() == LogName::municipality(id));
    found.extend(unwritten(conn, in_scope, |_, of| of == Some(case))?);
    Ok(found)
}

/// The entries at these places, which stand in order. Destroyed ones are passed over.
pub(super) fn at(conn: &mut Connection, places: &[EntryPlace]) -> Result<Vec<StoredEntry>, StoreError> {
    let mut known: BTreeMap<&ShardName, Option<Shard>> = BTreeMap::new();
    let mut found = Vec::new();
    for same in places.chunk_by(|a, b| a.shard == b.shard && a.position / BUNDLE == b.position / BUNDLE) {
        let Some(first) = same.first() else { continue };
        if !known.contains_key(&first.shard) {
            known.insert(&first.shard, shards::shard(conn, &first.shard)?);
        }
        let Some(Some(shard)) = known.get(&first.shard) else { continue };
        let number = first.position / BUNDLE;
        let within = same.iter().map(|place| place.position % BUNDLE);
        found.extend(part(conn, shard.id, number)?.pick(&first.shard, number, within)?);
    }
    Ok(found)
}

/// What this batch appended and has not written yet.
fn unwritten(
    conn: &Connection,
    in_shard: impl Fn(&OpenShard) -> bool,
    wanted: impl Fn(u64, Option<CaseId>) -> bool,
) -> Result<Vec<StoredEntry>, StoreError> {
    let mut found = Vec::new();
    for shard in conn.logs().unwritten().filter(|shard| in_shard(shard)) {
        let row = Row::new("ledger_tail", &shard.end.name);
        for (new, position) in shard.appended.iter().zip(shard.written..) {
            if wanted(position, new.index.as_ref().and_then(|index| index.case)) {
                found.push(stored(&row, &shard.end.name, position, &new.entry, new.leaf)?);
            }
        }
    }
    Ok(found)
}
