//! Corrections of what a case says, apart from its state.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use poortwacht_domain::CaseId;

use super::model::{ExemptionCheck, PlateIndex};
use super::reach::{found, one};
use crate::columns::micros;
use crate::error::StoreError;
use crate::fixed::{Fixed, Value};
use crate::schema::cases;
use crate::scope::Scope;
use crate::tx::Tx;

/// Class and date of a case as its children repeat them.
pub(crate) struct Inherited {
    pub(crate) retention_class: String,
    pub(crate) destroy_after: i64,
}

/// Holds the case until the end of the batch and tells what rows below it must repeat.
///
/// Writing first is what makes "the next position" safe: a second server waits here, and then reads what we wrote.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub(crate) fn lock(tx: &mut Tx, scope: &Scope, id: CaseId) -> Result<Inherited, StoreError> {
    let lock = "UPDATE cases SET revision = revision
        WHERE id = ? AND municipality_id = coalesce(?, municipality_id) RETURNING retention_class, destroy_after";
    let values = [Value::Text(id.to_string()), Value::TextOrNull(scope.filter())];
    let (retention_class, destroy_after) = Fixed::<(Text, BigInt)>::new(lock, values).get_result(tx.raw())?;
    Ok(Inherited { retention_class, destroy_after })
}

/// Counts the revision up and returns the new one; every field sealed anew is bound to it.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn bump_revision(tx: &mut Tx, scope: &Scope, id: CaseId) -> Result<i64, StoreError> {
    Ok(diesel::update(cases::table.filter(one(scope, id)))
        .set(cases::revision.eq(cases::revision + 1))
        .returning(cases::revision)
        .get_result(tx.raw())?)
}

/// Replaces the capture metadata (JSON).
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn set_facts(tx: &mut Tx, scope: &Scope, id: CaseId, facts: &str) -> Result<(), StoreError> {
    found(diesel::update(cases::table.filter(one(scope, id))).set(cases::facts.eq(facts)).execute(tx.raw())?)
}

/// Replaces what the gate found (JSON).
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn set_gate_findings(tx: &mut Tx, scope: &Scope, id: CaseId, findings: &str) -> Result<(), StoreError> {
    let case = cases::table.filter(one(scope, id));
    found(diesel::update(case).set(cases::gate_findings.eq(findings)).execute(tx.raw())?)
}

/// Records a later exemption check.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn set_exemption_check(
    tx: &mut Tx,
    scope: &Scope,
    id: CaseId,
    check: &ExemptionCheck,
) -> Result<(), StoreError> {
    let rows = diesel::update(cases::table.filter(one(scope, id)))
        .set((cases::exemption_checked_at.eq(micros(check.at)), cases::exemption_result.eq(&check.result)))
        .execute(tx.raw())?;
    found(rows)
}

/// Replaces the blind index after a correction of the plate.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn set_plate(tx: &mut Tx, scope: &Scope, id: CaseId, plate: &PlateIndex) -> Result<(), StoreError> {
    let rows = diesel::update(cases::table.filter(one(scope, id)))
        .set(cases::plate_index.eq(plate.0.as_slice()))
        .execute(tx.raw())?;
    found(rows)
}
