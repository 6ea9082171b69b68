//! A packet becomes a case, with its pictures and sealed fields, in one transaction.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{CaseId, CaseRef, CaseState, LocationDossier, LocationId, MunicipalityId, UnitId};

use super::model::{Charge, DatabaseHalf, ExemptionCheck, PlateIndex, Retention};
use crate::columns::{Row, json, micros};
use crate::error::StoreError;
use crate::fields::{self, NewField};
use crate::pictures::{self, NewPicture};
use crate::schema::cases;
use crate::scope::Scope;
use crate::tx::Tx;

/// A case to be stored. It starts in [`CaseState::AwaitingReview`], undecided and on nobody's desk.
#[derive(Debug, Clone)]
pub struct NewCase {
    /// Random identifier.
    pub id: CaseId,
    /// Whose case it is.
    pub municipality: MunicipalityId,
    /// Random reference for people.
    pub reference: CaseRef,
    /// Where it happened.
    pub location: LocationId,
    /// The unit that saw it.
    pub unit: UnitId,
    /// The act.
    pub captured_at: Timestamp,
    /// When the packet arrived.
    pub received_at: Timestamp,
    /// Our half of its key.
    pub half: DatabaseHalf,
    /// Revision the fields and pictures below are bound to.
    pub revision: i64,
    /// Blind index of the plate.
    pub plate: PlateIndex,
    /// What the unit's declaration already suffices to charge, if anything.
    pub charge: Option<Charge>,
    /// The exemption check at intake.
    pub exemption: ExemptionCheck,
    /// Capture metadata, JSON.
    pub facts: String,
    /// The location as it is now.
    pub dossier: LocationDossier,
    /// What the gate found, JSON; `[]` at intake.
    pub gate_findings: String,
    /// Until when it lives undecided.
    pub retention: Retention,
    /// Its sealed, redacted pictures.
    pub pictures: Vec<NewPicture>,
    /// Its sealed fields.
    pub fields: Vec<NewField>,
}

#[derive(Insertable)]
#[diesel(table_name = cases)]
struct InsertRow<'a> {
    id: String,
    municipality_id: String,
    reference: &'a str,
    location_id: String,
    unit_id: String,
    state: &'static str,
    state_changed_at: i64,
    captured_at: i64,
    received_at: i64,
    key_half_id: String,
    key_half: &'a [u8],
    revision: i64,
    plate_index: &'a [u8],
    offence_code: Option<&'a str>,
    vehicle_category: Option<i64>,
    vehicle_category_source: Option<&'a str>,
    exemption_checked_at: i64,
    exemption_result: &'a str,
    facts: &'a str,
    dossier: String,
    gate_findings: &'a str,
    retention_class: &'static str,
    destroy_after: i64,
}

impl<'a> InsertRow<'a> {
    fn of(case: &'a NewCase) -> Result<Self, StoreError> {
        let charge = case.charge.as_ref();
        Ok(Self {
            id: case.id.to_string(),
            municipality_id: case.municipality.to_string(),
            reference: case.reference.as_str(),
            location_id: case.location.to_string(),
            unit_id: case.unit.to_string(),
            state: CaseState::AwaitingReview.as_str(),
            state_changed_at: micros(case.received_at),
            captured_at: micros(case.captured_at),
            received_at: micros(case.received_at),
            key_half_id: case.half.id.to_string(),
            key_half: &case.half.half,
            revision: case.revision,
            plate_index: &case.plate.0,
            offence_code: charge.map(|charge| charge.offence_code.as_str()),
            vehicle_category: charge.map(|charge| charge.vehicle_category.number().into()),
            vehicle_category_source: charge.map(|charge| charge.vehicle_category_source.as_str()),
            exemption_checked_at: micros(case.exemption.at),
            exemption_result: &case.exemption.result,
            facts: &case.facts,
            dossier: json(&Row::new("cases", case.id), "dossier", &case.dossier)?,
            gate_findings: &case.gate_findings,
            retention_class: case.retention.class.as_str(),
            destroy_after: micros(case.retention.destroy_after),
        })
    }
}

/// Stores a case with everything below it.
///
/// # Errors
/// [`StoreError::NotFound`] for a municipality outside the scope; [`StoreError::Conflict`] when the identifier, the
/// reference or the key half is taken.
pub fn insert(tx: &mut Tx, scope: &Scope, case: &NewCase) -> Result<(), StoreError> {
    scope.check(case.municipality)?;
    diesel::insert_into(cases::table).values(InsertRow::of(case)?).execute(tx.raw())?;
    for picture in &case.pictures {
        pictures::insert(tx, case.id, &case.retention, picture)?;
    }
    for field in &case.fields {
        fields::insert(tx, case.id, &case.retention, field)?;
    }
    Ok(())
}
