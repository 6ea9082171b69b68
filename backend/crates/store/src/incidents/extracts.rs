//! Extracts of the ledger that were secured as evidence of an incident, each sealed under the incident's key.

use diesel::dsl::max;
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::{AccountId, RecordId};

use crate::columns::{Row, count, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{incident_extracts as extracts, incidents};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const TABLE: &str = "incident_extracts";

/// What is known of an extract without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentExtract {
    /// Its place among the incident's extracts, from 1.
    pub position: u64,
    /// When it was made.
    pub at: Timestamp,
    /// By whom.
    pub by: AccountId,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub until: Date,
    /// How many entries of the ledger it proves.
    pub entries: u64,
}

type Columns = (i64, i64, String, String, String, i64);

/// The place that the next extract of an incident gets.
///
/// # Errors
/// The store's own.
pub fn next(conn: &mut Connection, scope: &Scope, incident: RecordId) -> Result<u64, StoreError> {
    let own = extracts::table.inner_join(incidents::table);
    let own = own.filter(extracts::incident_id.eq(incident.to_string()));
    let last: Option<i64> = within!(own, scope, incidents::municipality_id)
        .select(max(extracts::position))
        .get_result(conn.raw())?;
    Row::new(TABLE, incident).number("position", last.unwrap_or(0).saturating_add(1))
}

/// Keeps an extract.
///
/// # Errors
/// [`StoreError::NotFound`] for an incident outside the scope; [`StoreError::Conflict`] when its place is taken.
pub fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    incident: RecordId,
    extract: &IncidentExtract,
    sealed: &[u8],
) -> Result<(), StoreError> {
    let parent = incidents::table.filter(incidents::id.eq(incident.to_string()));
    let inherited: Option<(String, i64)> = within!(parent, scope, incidents::municipality_id)
        .select((incidents::retention_class, incidents::destroy_after))
        .get_result(tx.raw())
        .optional()?;
    let (class, destroy_after) = inherited.ok_or(StoreError::NotFound)?;
    diesel::insert_into(extracts::table)
        .values((
            extracts::incident_id.eq(incident.to_string()),
            extracts::position.eq(count(extract.position)),
            extracts::at.eq(micros(extract.at)),
            extracts::account_id.eq(extract.by.to_string()),
            extracts::from_day.eq(extract.from.to_string()),
            extracts::until_day.eq(extract.until.to_string()),
            extracts::entries.eq(count(extract.entries)),
            extracts::sealed.eq(sealed),
            extracts::retention_class.eq(class),
            extracts::destroy_after.eq(destroy_after),
        ))
        .execute(tx.raw())?;
    Ok(())
}

/// The extracts of an incident, in their order.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn list(
    conn: &mut Connection,
    scope: &Scope,
    incident: RecordId,
) -> Result<Vec<IncidentExtract>, StoreError> {
    let own = extracts::table.inner_join(incidents::table);
    let own = own.filter(extracts::incident_id.eq(incident.to_string()));
    let rows: Vec<Columns> = within!(own, scope, incidents::municipality_id)
        .order(extracts::position)
        .select((
            extracts::position,
            extracts::at,
            extracts::account_id,
            extracts::from_day,
            extracts::until_day,
            extracts::entries,
        ))
        .load(conn.raw())?;
    rows.iter().map(|row| read(incident, row)).collect()
}

fn read(incident: RecordId, row: &Columns) -> Result<IncidentExtract, StoreError> {
    let (position, at, by, from, until, entries) = row;
    let of = Row::new(TABLE, format!("{incident}/{position}"));
    Ok(IncidentExtract {
        position: of.number("position", *position)?,
        at: of.instant("at", *at)?,
        by: of.text("account_id", by)?,
        from: of.text("from_day", from)?,
        until: of.text("until_day", until)?,
        entries: of.number("entries", *entries)?,
    })
}

/// A sealed extract; `None` where there is none.
///
/// # Errors
/// The store's own.
pub fn sealed(
    conn: &mut Connection,
    scope: &Scope,
    incident: RecordId,
    position: u64,
) -> Result<Option<Vec<u8>>, StoreError> {
    let one = extracts::table
        .inner_join(incidents::table)
        .filter(extracts::incident_id.eq(incident.to_string()))
        .filter(extracts::position.eq(count(position)));
    let found = within!(one, scope, incidents::municipality_id).select(extracts::sealed);
    Ok(found.get_result(conn.raw()).optional()?)
}
