//! What entries can be found by. It says nothing that they do not say.

use diesel::dsl::max;
use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::act::Act;
use poortwacht_domain::ids::{AccountId, CaseId};
use serde::Serialize;

use super::bundle::BUNDLE;
use super::open::OpenShard;
use crate::columns::{Row, count, json, micros};
use crate::connection::Connection;
use crate::dialect::{self, BulkInsert, Cell};
use crate::error::StoreError;
use crate::schema::ledger_index;

/// From here on one statement for all rows is cheaper than one each.
const BULK: usize = 8;

const ROWS: BulkInsert = BulkInsert {
    table: "ledger_index",
    columns: &[
        ("shard_id", Cell::Number),
        ("position", Cell::Number),
        ("case_id", Cell::Text),
        ("account_id", Cell::Text),
        ("act", Cell::Text),
        ("outcome", Cell::Text),
        ("at", Cell::Number),
    ],
};

/// What an entry can be found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indexed {
    /// The case it is about.
    pub case: Option<CaseId>,
    /// The account that acted.
    pub account: Option<AccountId>,
    /// What was done.
    pub act: Act,
    /// How it ended, a code.
    pub outcome: &'static str,
    /// When.
    pub at: Timestamp,
}

#[derive(Insertable, Serialize)]
#[diesel(table_name = ledger_index)]
struct NewRow {
    shard_id: i64,
    position: i64,
    case_id: Option<String>,
    account_id: Option<String>,
    act: &'static str,
    outcome: &'static str,
    at: i64,
}

pub(super) fn insert(conn: &mut Connection, shard: &OpenShard) -> Result<(), StoreError> {
    let numbered = shard.appended.iter().zip(shard.written..);
    let rows: Vec<NewRow> = numbered
        .filter_map(|(new, position)| Some(NewRow::of(shard.id, position, new.index.as_ref()?)))
        .collect();
    if rows.len() < BULK {
        for row in rows {
            diesel::insert_into(ledger_index::table).values(row).execute(conn.raw())?;
        }
        return Ok(());
    }
    let rows = json(&Row::new("ledger_index", &shard.end.name), "rows", &rows)?;
    dialect::insert_json(conn, &ROWS, &rows)?;
    Ok(())
}

/// When the newest entry of a bundle was written, in microseconds since 1970; 0 for one that only opens a shard.
pub(super) fn newest(conn: &mut Connection, shard: i64, number: u64) -> Result<i64, StoreError> {
    let first = count(number * BUNDLE);
    let newest: Option<i64> = ledger_index::table
        .filter(ledger_index::shard_id.eq(shard))
        .filter(ledger_index::position.ge(first))
        .filter(ledger_index::position.lt(first + count(BUNDLE)))
        .select(max(ledger_index::at))
        .first(conn.raw())?;
    Ok(newest.unwrap_or(0))
}

impl NewRow {
    fn of(shard: i64, position: u64, index: &Indexed) -> Self {
        Self {
            shard_id: shard,
            position: count(position),
            case_id: index.case.map(|id| id.to_string()),
            account_id: index.account.map(|id| id.to_string()),
            act: index.act.as_str(),
            outcome: index.outcome,
            at: micros(index.at),
        }
    }
}
