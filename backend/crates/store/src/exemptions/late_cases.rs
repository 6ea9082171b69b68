//! Cases that a late start covers, and what is said of their dismissal before it is carried out.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{AccountId, CaseId, MunicipalityId, RecordId};

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{exemption_late_cases as concerned, exemptions};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const TABLE: &str = "exemption_late_cases";

/// A case that a late start covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateCase {
    /// The case.
    pub case: CaseId,
    /// What covers it.
    pub late_start: RecordId,
    /// Since when that is known.
    pub matched_at: Timestamp,
    /// When somebody who looked twice disagreed.
    pub objected_at: Option<Timestamp>,
    /// When the start was kept all the same.
    pub overruled_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = concerned)]
struct LateCaseRow {
    case_id: String,
    late_start_id: String,
    matched_at: i64,
    objected_at: Option<i64>,
    overruled_at: Option<i64>,
}

impl TryFrom<LateCaseRow> for LateCase {
    type Error = StoreError;

    fn try_from(row: LateCaseRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.case_id);
        Ok(Self {
            case: at.text("case_id", &row.case_id)?,
            late_start: at.text("late_start_id", &row.late_start_id)?,
            matched_at: at.instant("matched_at", row.matched_at)?,
            objected_at: at.instant_opt("objected_at", row.objected_at)?,
            overruled_at: at.instant_opt("overruled_at", row.overruled_at)?,
        })
    }
}

/// What covers this case, if a late start does.
///
/// # Errors
/// [`StoreError::Corrupt`] when the row cannot be read.
pub fn of_case(conn: &mut Connection, scope: &Scope, case: CaseId) -> Result<Option<LateCase>, StoreError> {
    let one = concerned::table.filter(concerned::case_id.eq(case.to_string()));
    let row = within!(one, scope, concerned::municipality_id)
        .select(LateCaseRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    row.map(LateCase::try_from).transpose()
}

/// The cases that late starts cover, the latest found first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn all(conn: &mut Connection, scope: &Scope, limit: u32) -> Result<Vec<LateCase>, StoreError> {
    let rows: Vec<LateCaseRow> = within!(concerned::table, scope, concerned::municipality_id)
        .order((concerned::matched_at.desc(), concerned::case_id))
        .limit(limit.into())
        .select(LateCaseRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(LateCase::try_from).collect()
}

/// Writes down that somebody who looked twice disagrees, unless somebody has. Whether it was written.
///
/// # Errors
/// The store's own.
pub fn object(
    tx: &mut Tx,
    scope: &Scope,
    case: CaseId,
    (by, at): (AccountId, Timestamp),
) -> Result<bool, StoreError> {
    let one = concerned::table
        .filter(concerned::case_id.eq(case.to_string()))
        .filter(concerned::objected_at.is_null());
    let objected = within!(diesel::update(one), scope, concerned::municipality_id)
        .set((concerned::objected_by.eq(by.to_string()), concerned::objected_at.eq(micros(at))));
    Ok(objected.execute(tx.raw())? > 0)
}

/// Keeps a late start although somebody objected: none of its cases is held for that any more. How many were.
///
/// # Errors
/// The store's own.
pub fn overrule(
    tx: &mut Tx,
    scope: &Scope,
    late_start: RecordId,
    at: Timestamp,
) -> Result<usize, StoreError> {
    let held = concerned::table
        .filter(concerned::late_start_id.eq(late_start.to_string()))
        .filter(concerned::objected_at.is_not_null())
        .filter(concerned::overruled_at.is_null());
    let overruled = within!(diesel::update(held), scope, concerned::municipality_id)
        .set(concerned::overruled_at.eq(micros(at)));
    Ok(overruled.execute(tx.raw())?)
}

/// Lets every case of a late start go that is withdrawn. How many there were.
///
/// # Errors
/// The store's own.
pub fn let_go(tx: &mut Tx, scope: &Scope, late_start: RecordId) -> Result<usize, StoreError> {
    let all = concerned::table.filter(concerned::late_start_id.eq(late_start.to_string()));
    Ok(within!(diesel::delete(all), scope, concerned::municipality_id).execute(tx.raw())?)
}

/// Has the exemptions of a late start begin when it was agreed to, and no sooner. One that was over by then has never
/// been: it is destroyed with the next sweep. How many there were.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn withdraw(
    tx: &mut Tx,
    scope: &Scope,
    municipality: MunicipalityId,
    (late_start, agreed_at, now): (RecordId, Timestamp, Timestamp),
) -> Result<usize, StoreError> {
    scope.check(municipality)?;
    let begun = || {
        exemptions::table
            .filter(exemptions::batch_id.eq(late_start.to_string()))
            .filter(exemptions::provisional_until.is_null())
            .filter(exemptions::municipality_id.eq(municipality.to_string()))
            .filter(exemptions::valid_from.lt(micros(agreed_at)))
    };
    let over = begun().filter(exemptions::valid_until.le(micros(agreed_at)));
    let gone = diesel::update(over).set(exemptions::provisional_until.eq(micros(now))).execute(tx.raw())?;
    let later =
        diesel::update(begun()).set(exemptions::valid_from.eq(micros(agreed_at))).execute(tx.raw())?;
    if gone + later > 0 {
        crate::municipalities::bump_exemption_version(tx, scope, municipality)?;
    }
    Ok(gone + later)
}
