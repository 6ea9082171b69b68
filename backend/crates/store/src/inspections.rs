//! Inspections of the signs. An entry is corrected by a new one, at most once, and never changed or deleted.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{AccountId, LocationId, MunicipalityId, RecordId};
use poortwacht_domain::location::{InspectionResult, SignFindings};
use poortwacht_domain::retention::RetentionClass;

use crate::columns::{Row, json, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::sign_inspections;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const TABLE: &str = "sign_inspections";

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// Names the entry.
    pub id: RecordId,
    /// The municipality.
    pub municipality: MunicipalityId,
    /// Whose signs.
    pub location: LocationId,
    /// When they were looked at; that of the corrected entry in a correction.
    pub inspected_at: Timestamp,
    /// When the entry was made.
    pub recorded_at: Timestamp,
    /// By whom.
    pub recorded_by: AccountId,
    /// What it came to.
    pub result: InspectionResult,
    /// What was seen.
    pub findings: SignFindings,
    /// More, in words; empty where there is nothing to say. No plates.
    pub remark: String,
    /// The entry that this one takes the place of.
    pub corrects: Option<RecordId>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sign_inspections)]
struct InspectionRow {
    id: String,
    municipality_id: String,
    location_id: String,
    inspected_at: i64,
    recorded_at: i64,
    recorded_by: String,
    result: String,
    findings: String,
    remark: String,
    corrects: Option<String>,
    retention_class: String,
    destroy_after: i64,
}

impl InspectionRow {
    fn of(entry: &Inspection, destroy_after: Timestamp) -> Result<Self, StoreError> {
        Ok(Self {
            id: entry.id.to_string(),
            municipality_id: entry.municipality.to_string(),
            location_id: entry.location.to_string(),
            inspected_at: micros(entry.inspected_at),
            recorded_at: micros(entry.recorded_at),
            recorded_by: entry.recorded_by.to_string(),
            result: entry.result.as_str().to_owned(),
            findings: json(&Row::new(TABLE, entry.id), "findings", &entry.findings)?,
            remark: entry.remark.clone(),
            corrects: entry.corrects.map(|corrected| corrected.to_string()),
            retention_class: RetentionClass::DossierVersion.as_str().to_owned(),
            destroy_after: micros(destroy_after),
        })
    }
}

impl TryFrom<InspectionRow> for Inspection {
    type Error = StoreError;

    fn try_from(row: InspectionRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        Ok(Self {
            id: at.text("id", &row.id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            location: at.text("location_id", &row.location_id)?,
            inspected_at: at.instant("inspected_at", row.inspected_at)?,
            recorded_at: at.instant("recorded_at", row.recorded_at)?,
            recorded_by: at.text("recorded_by", &row.recorded_by)?,
            result: at.text("result", &row.result)?,
            findings: at.json("findings", &row.findings)?,
            corrects: at.text_opt("corrects", row.corrects.as_deref())?,
            remark: row.remark,
        })
    }
}

/// Adds an entry that dies at `destroy_after`.
///
/// # Errors
/// [`StoreError::NotFound`] when the municipality is out of scope; [`StoreError::Conflict`] when the entry that it
/// corrects was corrected before.
pub fn insert(
    tx: &mut Tx,
    scope: &Scope,
    entry: &Inspection,
    destroy_after: Timestamp,
) -> Result<(), StoreError> {
    scope.check(entry.municipality)?;
    diesel::insert_into(sign_inspections::table)
        .values(InspectionRow::of(entry, destroy_after)?)
        .execute(tx.raw())?;
    Ok(())
}

/// The entry, if it exists in this scope.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn by_id(conn: &mut Connection, scope: &Scope, id: RecordId) -> Result<Option<Inspection>, StoreError> {
    let named = sign_inspections::table.filter(sign_inspections::id.eq(id.to_string()));
    let row = within!(named, scope, sign_inspections::municipality_id)
        .select(InspectionRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    row.map(Inspection::try_from).transpose()
}

/// All entries since an instant, corrected ones among them, the latest inspection first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn since(conn: &mut Connection, scope: &Scope, from: Timestamp) -> Result<Vec<Inspection>, StoreError> {
    let recent = sign_inspections::table.filter(sign_inspections::inspected_at.ge(micros(from)));
    let rows = within!(recent, scope, sign_inspections::municipality_id)
        .order((sign_inspections::inspected_at.desc(), sign_inspections::recorded_at.desc()))
        .select(InspectionRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Inspection::try_from).collect()
}

/// Deletes entries that are due, the oldest first, at most `limit`. Answers how many. A correction outlives what it corrects
/// and then stands alone.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn delete_due(tx: &mut Tx, scope: &Scope, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let due = sign_inspections::table.filter(sign_inspections::destroy_after.le(micros(now)));
    let ids: Vec<String> = within!(due, scope, sign_inspections::municipality_id)
        .order(sign_inspections::destroy_after)
        .limit(i64::from(limit))
        .select(sign_inspections::id)
        .load(tx.raw())?;
    diesel::update(sign_inspections::table.filter(sign_inspections::corrects.eq_any(ids.clone())))
        .set(sign_inspections::corrects.eq(None::<String>))
        .execute(tx.raw())?;
    Ok(diesel::delete(sign_inspections::table.filter(sign_inspections::id.eq_any(ids))).execute(tx.raw())?)
}
