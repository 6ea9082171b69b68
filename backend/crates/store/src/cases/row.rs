//! The row of a case, and the one place where it becomes a [`Case`].

use diesel::prelude::*;
use poortwacht_domain::{AccountId, VehicleCategory};

use super::model::{
    Case, CaseSummary, Charge, Claim, DatabaseHalf, Decided, ExemptionCheck, PlateCandidate, PlateIndex,
    Retention,
};
use crate::columns::Row;
use crate::error::StoreError;
use crate::schema::cases;

/// All columns of `cases`.
#[derive(Queryable, Selectable)]
#[diesel(table_name = cases)]
pub(super) struct CaseRow {
    id: String,
    municipality_id: String,
    reference: String,
    location_id: String,
    unit_id: String,
    state: String,
    state_changed_at: i64,
    dismissal_reason: Option<String>,
    captured_at: i64,
    received_at: i64,
    key_half_id: String,
    key_half: Vec<u8>,
    revision: i64,
    plate_index: Vec<u8>,
    offence_code: Option<String>,
    vehicle_category: Option<i64>,
    vehicle_category_source: Option<String>,
    exemption_checked_at: i64,
    exemption_result: String,
    facts: String,
    dossier: String,
    gate_findings: String,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    undo_until: Option<i64>,
    claimed_by: Option<String>,
    claim_expires_at: Option<i64>,
    batch_id: Option<String>,
    retention_class: String,
    destroy_after: i64,
}

impl TryFrom<CaseRow> for Case {
    type Error = StoreError;

    fn try_from(case: CaseRow) -> Result<Self, StoreError> {
        let row = Row::new("cases", &case.id);
        Ok(Self {
            id: row.text("id", &case.id)?,
            municipality: row.text("municipality_id", &case.municipality_id)?,
            reference: row.text("reference", &case.reference)?,
            location: row.text("location_id", &case.location_id)?,
            unit: row.text("unit_id", &case.unit_id)?,
            state: row.text("state", &case.state)?,
            state_changed_at: row.instant("state_changed_at", case.state_changed_at)?,
            dismissal_reason: row.text_opt("dismissal_reason", case.dismissal_reason.as_deref())?,
            captured_at: row.instant("captured_at", case.captured_at)?,
            received_at: row.instant("received_at", case.received_at)?,
            half: case.half(&row)?,
            revision: case.revision,
            plate: case.plate(&row)?,
            charge: case.charge(&row)?,
            exemption: case.exemption(&row)?,
            dossier: row.json("dossier", &case.dossier)?,
            decided: case.decided(&row)?,
            claim: case.claim(&row)?,
            batch: row.text_opt("batch_id", case.batch_id.as_deref())?,
            retention: case.retention(&row)?,
            facts: case.facts,
            gate_findings: case.gate_findings,
        })
    }
}

impl CaseRow {
    fn half(&self, row: &Row) -> Result<DatabaseHalf, StoreError> {
        Ok(DatabaseHalf {
            id: row.text("key_half_id", &self.key_half_id)?,
            half: row.bytes("key_half", &self.key_half)?,
        })
    }

    fn plate(&self, row: &Row) -> Result<PlateIndex, StoreError> {
        Ok(PlateIndex(row.bytes("plate_index", &self.plate_index)?))
    }

    fn exemption(&self, row: &Row) -> Result<ExemptionCheck, StoreError> {
        Ok(ExemptionCheck {
            at: row.instant("exemption_checked_at", self.exemption_checked_at)?,
            result: self.exemption_result.clone(),
        })
    }

    fn retention(&self, row: &Row) -> Result<Retention, StoreError> {
        Ok(Retention {
            class: row.text("retention_class", &self.retention_class)?,
            destroy_after: row.instant("destroy_after", self.destroy_after)?,
        })
    }

    /// Offence code, category and source are written together; one without the others is damage.
    fn charge(&self, row: &Row) -> Result<Option<Charge>, StoreError> {
        match (&self.offence_code, self.vehicle_category, &self.vehicle_category_source) {
            (None, None, None) => Ok(None),
            (Some(code), Some(category), Some(source)) => Ok(Some(Charge {
                offence_code: row.text("offence_code", code)?,
                vehicle_category: category_of(row, category)?,
                vehicle_category_source: source.clone(),
            })),
            _ => Err(row.corrupt("offence_code", "a charge without all its parts")),
        }
    }

    fn decided(&self, row: &Row) -> Result<Option<Decided>, StoreError> {
        let Some((by, at)) = pair(row, "decided_by", self.decided_by.as_deref(), self.decided_at)? else {
            return Ok(None);
        };
        let at = row.instant("decided_at", at)?;
        Ok(Some(Decided { by, at, undo_until: row.instant_opt("undo_until", self.undo_until)? }))
    }

    fn claim(&self, row: &Row) -> Result<Option<Claim>, StoreError> {
        let Some((by, at)) = pair(row, "claimed_by", self.claimed_by.as_deref(), self.claim_expires_at)?
        else {
            return Ok(None);
        };
        Ok(Some(Claim { by, expires_at: row.instant("claim_expires_at", at)? }))
    }
}

/// Who and when are written together; one without the other is damage.
fn pair(
    row: &Row,
    column: &'static str,
    who: Option<&str>,
    when: Option<i64>,
) -> Result<Option<(AccountId, i64)>, StoreError> {
    match (who, when) {
        (None, None) => Ok(None),
        (Some(who), Some(when)) => Ok(Some((row.text(column, who)?, when))),
        _ => Err(row.corrupt(column, "an account without its instant, or the reverse")),
    }
}

fn category_of(row: &Row, stored: i64) -> Result<VehicleCategory, StoreError> {
    let number: u8 = row.number("vehicle_category", stored)?;
    VehicleCategory::new(number).map_err(|error| row.corrupt("vehicle_category", error))
}

/// The columns of a [`CaseSummary`].
#[derive(Queryable, Selectable)]
#[diesel(table_name = cases)]
pub(super) struct SummaryRow {
    id: String,
    reference: String,
    location_id: String,
    state: String,
    dismissal_reason: Option<String>,
    captured_at: i64,
    decided_at: Option<i64>,
    destroy_after: i64,
}

impl TryFrom<SummaryRow> for CaseSummary {
    type Error = StoreError;

    fn try_from(case: SummaryRow) -> Result<Self, StoreError> {
        let row = Row::new("cases", &case.id);
        Ok(Self {
            id: row.text("id", &case.id)?,
            reference: row.text("reference", &case.reference)?,
            location: row.text("location_id", &case.location_id)?,
            state: row.text("state", &case.state)?,
            dismissal_reason: row.text_opt("dismissal_reason", case.dismissal_reason.as_deref())?,
            captured_at: row.instant("captured_at", case.captured_at)?,
            decided_at: row.instant_opt("decided_at", case.decided_at)?,
            destroy_after: row.instant("destroy_after", case.destroy_after)?,
        })
    }
}

/// The columns of a [`PlateCandidate`].
#[derive(Queryable, Selectable)]
#[diesel(table_name = cases)]
pub(super) struct CandidateRow {
    #[diesel(embed)]
    summary: SummaryRow,
    key_half_id: String,
    key_half: Vec<u8>,
    plate_index: Vec<u8>,
}

impl TryFrom<CandidateRow> for PlateCandidate {
    type Error = StoreError;

    fn try_from(candidate: CandidateRow) -> Result<Self, StoreError> {
        let case = CaseSummary::try_from(candidate.summary)?;
        let row = Row::new("cases", case.id);
        Ok(Self {
            half: DatabaseHalf {
                id: row.text("key_half_id", &candidate.key_half_id)?,
                half: row.bytes("key_half", &candidate.key_half)?,
            },
            index: PlateIndex(row.bytes("plate_index", &candidate.plate_index)?),
            case,
        })
    }
}
