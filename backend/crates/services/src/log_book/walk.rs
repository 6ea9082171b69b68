//! One pass over the entries of a period, oldest first, holding a few bundles at a time.

use jiff::{SignedDuration, Timestamp};
use poortwacht_ledger::{EntryPlace, LogName, Record, ShardName};
use poortwacht_store::Connection;
use poortwacht_store::ledger_rows::{self, HalfYear, StoredEntry};

use super::names::record;
use crate::ServiceError;

/// Entries that are held at a time.
const CHUNK: u32 = 2_560;

/// Clocks of several servers differ a little, so entries are not exactly in the order of their times.
const SLACK: SignedDuration = SignedDuration::from_mins(5);

/// Shows `see` every entry of the log from `from` on and before `until`. Destroyed entries are passed over.
///
/// # Errors
/// [`ServiceError::Damaged`] for an entry that is not what the tree holds; those of the store.
pub(crate) fn walk(
    conn: &mut Connection,
    log: &LogName,
    from: Timestamp,
    until: Timestamp,
    see: &mut dyn FnMut(&Record),
) -> Result<(), ServiceError> {
    for shard in ledger_rows::shards_of(conn, log)? {
        let period = shard.end.name.period();
        let concerns = period >= HalfYear::of(from) && period <= HalfYear::of(until);
        if concerns && shard.dropped_at.is_none() {
            through(conn, &shard.end.name, shard.end.size, (from, until), see)?;
        }
    }
    Ok(())
}

fn through(
    conn: &mut Connection,
    shard: &ShardName,
    size: u64,
    (from, until): (Timestamp, Timestamp),
    see: &mut dyn FnMut(&Record),
) -> Result<(), ServiceError> {
    let early = from.saturating_sub(SLACK).unwrap_or(from);
    let late = until.saturating_add(SLACK).unwrap_or(until);
    let mut position = first_from(conn, shard, size, early)?;
    while position < size {
        let chunk = ledger_rows::entries(conn, shard, position, CHUNK)?;
        for stored in chunk.iter().filter(|stored| !is_opening(stored)) {
            let record = record(stored)?;
            if record.at >= late {
                return Ok(());
            }
            if (from..until).contains(&record.at) {
                see(&record);
            }
        }
        position = position.saturating_add(CHUNK.into());
    }
    Ok(())
}

/// The first entry that is not older, by halving. A destroyed entry is old.
fn first_from(
    conn: &mut Connection,
    shard: &ShardName,
    size: u64,
    from: Timestamp,
) -> Result<u64, ServiceError> {
    let (mut low, mut high) = (0, size);
    while low < high {
        let middle = low.midpoint(high);
        let place = EntryPlace { shard: shard.clone(), position: middle };
        let stored = ledger_rows::entry(conn, &place)?.filter(|stored| !is_opening(stored));
        let is_old = stored.map(|stored| record(&stored)).transpose()?.is_none_or(|record| record.at < from);
        if is_old { low = middle.saturating_add(1) } else { high = middle }
    }
    Ok(low)
}

/// The first entry of a later shard is the last checkpoint of the one before.
fn is_opening(stored: &StoredEntry) -> bool {
    stored.place.position == 0 && !stored.entry.starts_with('{')
}
