//! Finding entries by who, what, when and which case.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::act::Act;
use poortwacht_domain::ids::{AccountId, CaseId};

use super::entries::{StoredEntry, at};
use super::name::{EntryPlace, LogName, ShardName};
use crate::columns::{Row, count, micros};
use crate::connection::{Connection, Db};
use crate::error::StoreError;
use crate::schema::{ledger_index, ledger_shards};

/// Which entries of a log are looked for. Everything given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryFilter {
    /// By this account.
    pub account: Option<AccountId>,
    /// About this case.
    pub case: Option<CaseId>,
    /// One of these acts; none given means any.
    pub acts: Vec<Act>,
    /// With this outcome, a code.
    pub outcome: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Only what stands before this place: the next page.
    pub before: Option<EntryPlace>,
}

/// The newest entries of a log that the filter wants, the newest first, at most `limit`.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    conn: &mut Connection,
    log: &LogName,
    filter: &EntryFilter,
    limit: u32,
) -> Result<Vec<StoredEntry>, StoreError> {
    let mut places = places(conn, log, filter, limit)?;
    places.reverse();
    let mut found = at(conn, &places)?;
    found.reverse();
    Ok(found)
}

fn places(
    conn: &mut Connection,
    log: &LogName,
    filter: &EntryFilter,
    limit: u32,
) -> Result<Vec<EntryPlace>, StoreError> {
    let mut query = ledger_index::table
        .inner_join(ledger_shards::table)
        .filter(ledger_shards::log.eq(log.as_str().to_owned()))
        .select((ledger_shards::name, ledger_index::position))
        .order((ledger_shards::name.desc(), ledger_index::position.desc()))
        .limit(i64::from(limit))
        .into_boxed::<Db>();
    if let Some(account) = filter.account {
        query = query.filter(ledger_index::account_id.eq(account.to_string()));
    }
    if let Some(case) = filter.case {
        query = query.filter(ledger_index::case_id.eq(case.to_string()));
    }
    if !filter.acts.is_empty() {
        query = query.filter(ledger_index::act.eq_any(filter.acts.iter().map(|act| act.as_str())));
    }
    if let Some(outcome) = &filter.outcome {
        query = query.filter(ledger_index::outcome.eq(outcome.clone()));
    }
    if let Some(from) = filter.from {
        query = query.filter(ledger_index::at.ge(micros(from)));
    }
    if let Some(until) = filter.until {
        query = query.filter(ledger_index::at.lt(micros(until)));
    }
    if let Some(before) = &filter.before {
        let name = before.shard.to_string();
        let earlier = ledger_index::position.lt(count(before.position));
        query =
            query.filter(ledger_shards::name.lt(name.clone()).or(ledger_shards::name.eq(name).and(earlier)));
    }
    let rows: Vec<(String, i64)> = query.load(conn.raw())?;
    let row = Row::new("ledger_index", log);
    rows.into_iter()
        .map(|(shard, position)| {
            Ok(EntryPlace {
                shard: row.text("shard_id", &shard)?,
                position: row.number("position", position)?,
            })
        })
        .collect()
}

/// The positions of a case's entries in one shard, in order.
///
/// # Errors
/// [`StoreError`].
pub fn shard_positions(
    conn: &mut Connection,
    shard: &ShardName,
    case: CaseId,
) -> Result<Vec<u64>, StoreError> {
    let positions: Vec<i64> = ledger_index::table
        .inner_join(ledger_shards::table)
        .filter(ledger_shards::name.eq(shard.to_string()))
        .filter(ledger_index::case_id.eq(case.to_string()))
        .order(ledger_index::position)
        .select(ledger_index::position)
        .load(conn.raw())?;
    let row = Row::new("ledger_index", case);
    positions.into_iter().map(|position| row.number("position", position)).collect()
}
