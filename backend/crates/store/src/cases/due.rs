//! How long a case lives, and its end.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{
    BatchId, CaseId, CaseState, DismissalReason, HalfId, LocationId, MunicipalityId, RetentionClass,
};

use super::model::Retention;
use super::reach::{found, one, require, scoped};
use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::legal_holds;
use crate::schema::cases;
use crate::scope::Scope;
use crate::tx::Tx;

/// Class and date of a case.
#[derive(AsChangeset)]
#[diesel(table_name = cases)]
pub(super) struct RetentionColumns {
    retention_class: &'static str,
    destroy_after: i64,
}

impl From<&Retention> for RetentionColumns {
    fn from(retention: &Retention) -> Self {
        Self { retention_class: retention.class.as_str(), destroy_after: micros(retention.destroy_after) }
    }
}

/// Gives the case another class and date; its pictures, fields and events follow by the foreign key. Under a legal hold
/// they wait until it ends.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn reclass(tx: &mut Tx, scope: &Scope, id: CaseId, retention: &Retention) -> Result<(), StoreError> {
    require(tx, scope, id)?;
    let counts = legal_holds::put_under(tx, id, retention)?;
    set_retention(tx, scope, id, &counts.unwrap_or(*retention))
}

/// The columns that a decision leads to: under a legal hold the hold's.
pub(super) fn columns(
    tx: &mut Tx,
    id: CaseId,
    retention: &Retention,
) -> Result<RetentionColumns, StoreError> {
    let held = legal_holds::put_under(tx, id, retention)?;
    Ok(RetentionColumns::from(&held.unwrap_or(*retention)))
}

/// As [`reclass`], whatever holds the case.
pub(crate) fn set_retention(
    tx: &mut Tx,
    scope: &Scope,
    id: CaseId,
    retention: &Retention,
) -> Result<(), StoreError> {
    let rows = diesel::update(cases::table.filter(one(scope, id)))
        .set(RetentionColumns::from(retention))
        .execute(tx.raw())?;
    found(rows)
}

/// What destruction must know of a case: its other key half, and what statistics count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueCase {
    /// Its identifier.
    pub id: CaseId,
    /// Whose case it is.
    pub municipality: MunicipalityId,
    /// Where it happened.
    pub location: LocationId,
    /// Its last state.
    pub state: CaseState,
    /// Why it was dismissed, if it was.
    pub dismissal_reason: Option<DismissalReason>,
    /// The act.
    pub captured_at: Timestamp,
    /// The key half to destroy first.
    pub half: HalfId,
    /// The batch it is in.
    pub batch: Option<BatchId>,
    /// Its class.
    pub class: RetentionClass,
    /// Since when it is due.
    pub destroy_after: Timestamp,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = cases)]
struct DueRow {
    id: String,
    municipality_id: String,
    location_id: String,
    state: String,
    dismissal_reason: Option<String>,
    captured_at: i64,
    key_half_id: String,
    batch_id: Option<String>,
    retention_class: String,
    destroy_after: i64,
}

impl TryFrom<DueRow> for DueCase {
    type Error = StoreError;

    fn try_from(due: DueRow) -> Result<Self, StoreError> {
        let row = Row::new("cases", &due.id);
        Ok(Self {
            id: row.text("id", &due.id)?,
            municipality: row.text("municipality_id", &due.municipality_id)?,
            location: row.text("location_id", &due.location_id)?,
            state: row.text("state", &due.state)?,
            dismissal_reason: row.text_opt("dismissal_reason", due.dismissal_reason.as_deref())?,
            captured_at: row.instant("captured_at", due.captured_at)?,
            half: row.text("key_half_id", &due.key_half_id)?,
            batch: row.text_opt("batch_id", due.batch_id.as_deref())?,
            class: row.text("retention_class", &due.retention_class)?,
            destroy_after: row.instant("destroy_after", due.destroy_after)?,
        })
    }
}

/// Cases in the order of their identifiers, after the one given, with what destruction must know of them.
///
/// # Errors
/// The store's own.
pub fn all_after(
    conn: &mut Connection,
    scope: &Scope,
    after: Option<CaseId>,
    limit: u32,
) -> Result<Vec<DueCase>, StoreError> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let query = scoped(scope)
        .filter(cases::id.gt(after))
        .order(cases::id)
        .limit(limit.into())
        .select(DueRow::as_select());
    query.load(conn.raw())?.into_iter().map(DueCase::try_from).collect()
}

/// Cases whose term has ended at `now`, the longest overdue first. What is held waits for its review.
///
/// # Errors
/// The store's own.
pub fn due(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<DueCase>, StoreError> {
    let query = scoped(scope)
        .filter(cases::destroy_after.le(micros(now)))
        .filter(cases::retention_class.ne(RetentionClass::LegalHold.as_str()))
        .order((cases::destroy_after, cases::id))
        .limit(limit.into())
        .select(DueRow::as_select());
    query.load(conn.raw())?.into_iter().map(DueCase::try_from).collect()
}

/// A case whose term has ended, as far as its key is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueHalf {
    /// Since when it is due, and which case: where the next page goes on.
    pub place: (Timestamp, CaseId),
    /// The key half to destroy.
    pub half: HalfId,
}

/// The key halves of what [`due`] gives, in its order, beginning after `after`: they can be destroyed before any row is.
///
/// # Errors
/// The store's own.
pub fn due_halves(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    after: Option<(Timestamp, CaseId)>,
    limit: u32,
) -> Result<Vec<DueHalf>, StoreError> {
    let (since, case) = after.map_or((i64::MIN, String::new()), |(at, id)| (micros(at), id.to_string()));
    let further = cases::destroy_after.eq(since).and(cases::id.gt(case));
    let rows: Vec<(String, String, i64)> = scoped(scope)
        .filter(cases::destroy_after.between(since, micros(now)))
        .filter(cases::destroy_after.gt(since).or(further))
        .filter(cases::retention_class.ne(RetentionClass::LegalHold.as_str()))
        .order((cases::destroy_after, cases::id))
        .limit(limit.into())
        .select((cases::id, cases::key_half_id, cases::destroy_after))
        .load(conn.raw())?;
    rows.iter().map(|(id, half, at)| due_half(id, half, *at)).collect()
}

fn due_half(id: &str, half: &str, at: i64) -> Result<DueHalf, StoreError> {
    let row = Row::new("cases", id);
    let place = (row.instant("destroy_after", at)?, row.text("id", id)?);
    Ok(DueHalf { place, half: row.text("key_half_id", half)? })
}

/// Removes the case and all that is below it. `false` when it was already gone: destruction may be repeated.
///
/// # Errors
/// The store's own.
pub fn delete(tx: &mut Tx, scope: &Scope, id: CaseId) -> Result<bool, StoreError> {
    Ok(diesel::delete(cases::table.filter(one(scope, id))).execute(tx.raw())? > 0)
}
