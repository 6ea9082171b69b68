//! The CJIB's own list of a month against ours: the latest comparison of each month.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{Month, MunicipalityId, RetentionClass};

use crate::columns::{Row, count, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::reconciliations;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// A month as it was last compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciliation {
    /// Whose batches were compared.
    pub municipality: MunicipalityId,
    /// The month.
    pub month: Month,
    /// When they were compared.
    pub compared_at: Timestamp,
    /// Batches of the month, ours.
    pub batches: u64,
    /// Cases in them.
    pub cases: u64,
    /// What differs, as a number.
    pub differences: u64,
    /// What differs, as JSON: batches, case references and codes alone.
    pub findings: String,
    /// Until when this is kept.
    pub destroy_after: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = reconciliations)]
struct ReconciliationRow {
    municipality_id: String,
    month: String,
    compared_at: i64,
    batches: i64,
    cases: i64,
    differences: i64,
    findings: String,
    retention_class: String,
    destroy_after: i64,
}

impl TryFrom<ReconciliationRow> for Reconciliation {
    type Error = StoreError;

    fn try_from(row: ReconciliationRow) -> Result<Self, StoreError> {
        let at = Row::new("reconciliations", format_args!("{}/{}", row.municipality_id, row.month));
        Ok(Self {
            municipality: at.text("municipality_id", &row.municipality_id)?,
            month: at.text("month", &row.month)?,
            compared_at: at.instant("compared_at", row.compared_at)?,
            batches: at.number("batches", row.batches)?,
            cases: at.number("cases", row.cases)?,
            differences: at.number("differences", row.differences)?,
            destroy_after: at.instant("destroy_after", row.destroy_after)?,
            findings: row.findings,
        })
    }
}

/// Keeps a comparison in the place of an earlier one of the same month.
///
/// # Errors
/// [`StoreError::NotFound`] when its municipality is out of scope.
pub fn keep(tx: &mut Tx, scope: &Scope, new: &Reconciliation) -> Result<(), StoreError> {
    scope.check(new.municipality)?;
    let row = ReconciliationRow {
        municipality_id: new.municipality.to_string(),
        month: new.month.to_string(),
        compared_at: micros(new.compared_at),
        batches: count(new.batches),
        cases: count(new.cases),
        differences: count(new.differences),
        findings: new.findings.clone(),
        retention_class: RetentionClass::Reconciliation.as_str().to_owned(),
        destroy_after: micros(new.destroy_after),
    };
    let key = (row.municipality_id.clone(), row.month.clone());
    diesel::delete(reconciliations::table.find(key)).execute(tx.raw())?;
    diesel::insert_into(reconciliations::table).values(row).execute(tx.raw())?;
    Ok(())
}

/// The comparisons, the latest month first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn list(conn: &mut Connection, scope: &Scope, limit: u32) -> Result<Vec<Reconciliation>, StoreError> {
    let rows = within!(reconciliations::table, scope, reconciliations::municipality_id)
        .order((reconciliations::month.desc(), reconciliations::municipality_id))
        .limit(limit.into())
        .select(ReconciliationRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Reconciliation::try_from).collect()
}

/// Deletes comparisons that are due, the oldest first, at most `limit`. Answers how many.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn delete_due(tx: &mut Tx, scope: &Scope, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let due = reconciliations::table.filter(reconciliations::destroy_after.le(micros(now)));
    let keys: Vec<(String, String)> = within!(due, scope, reconciliations::municipality_id)
        .order((reconciliations::destroy_after, reconciliations::municipality_id, reconciliations::month))
        .limit(limit.into())
        .select((reconciliations::municipality_id, reconciliations::month))
        .load(tx.raw())?;
    for key in &keys {
        diesel::delete(reconciliations::table.find(key.clone())).execute(tx.raw())?;
    }
    Ok(keys.len())
}
