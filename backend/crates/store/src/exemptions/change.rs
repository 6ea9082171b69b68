//! Recording, ending and deleting exemptions.

use std::collections::BTreeSet;

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{AccountId, ExemptionId, MunicipalityId};

use super::generations::{mark_stale, require_current};
use super::{ExemptionRow, NewExemption, ROWS, TABLE};
use crate::columns::{Row, json, micros};
use crate::dialect;
use crate::error::StoreError;
use crate::municipalities::bump_exemption_version;
use crate::schema::exemptions;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;
use crate::zones;

/// Keeps one statement's parameter below a megabyte.
const ROWS_PER_STATEMENT: usize = 1_000;

/// Records one exemption.
///
/// # Errors
/// [`StoreError::NotFound`] when its municipality is out of scope; [`StoreError::Conflict`] when the id is taken, when
/// the zone that it names is closed, or when its index is not of the municipality's current generation (any more): index
/// and insert it anew.
pub fn insert(tx: &mut Tx, scope: &Scope, exemption: &NewExemption) -> Result<(), StoreError> {
    insert_all(tx, scope, std::slice::from_ref(exemption))
}

/// Records an import, all of it or (by the caller's rollback) nothing, and moves each version once.
///
/// The rows go in by the thousand, so that the writer is held for seconds, not a minute, by 100,000 of them.
///
/// # Errors
/// As [`insert`].
pub fn insert_all(tx: &mut Tx, scope: &Scope, imported: &[NewExemption]) -> Result<(), StoreError> {
    for municipality in admit(tx, scope, imported)? {
        bump_exemption_version(tx, scope, municipality)?;
    }
    write(tx, imported)
}

/// Whose exemptions these are, if they may be recorded as they are.
pub(super) fn admit(
    tx: &mut Tx,
    scope: &Scope,
    new: &[NewExemption],
) -> Result<BTreeSet<MunicipalityId>, StoreError> {
    let generations: BTreeSet<_> = new.iter().map(|new| (new.municipality, new.index_generation)).collect();
    for (municipality, generation) in &generations {
        scope.check(*municipality)?;
        require_current(tx, *municipality, *generation)?;
        let of = new.iter().filter(|new| new.municipality == *municipality);
        zones::require_open(tx, *municipality, &of.filter_map(|new| new.rule.area.zone()).collect())?;
    }
    Ok(generations.into_iter().map(|(municipality, _)| municipality).collect())
}

/// Inserts the rows, by the thousand.
pub(super) fn write(tx: &mut Tx, imported: &[NewExemption]) -> Result<(), StoreError> {
    for chunk in imported.chunks(ROWS_PER_STATEMENT) {
        let rows: Vec<_> = chunk.iter().map(ExemptionRow::try_from).collect::<Result<_, _>>()?;
        dialect::insert_json(tx, &ROWS, &json(&Row::new(TABLE, "import"), "rows", &rows)?)?;
    }
    Ok(())
}

/// How an exemption ends before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// The first instant at which it does not hold any more.
    pub at: Timestamp,
    /// Who ended it, if a person did.
    pub by: Option<AccountId>,
    /// When its row dies.
    pub destroy_after: Timestamp,
}

/// Ends an exemption before its time. The row stays, because acts from before are still matched against it. Answers
/// whether it held until now.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn end(tx: &mut Tx, scope: &Scope, id: ExemptionId, end: &End) -> Result<bool, StoreError> {
    let unended = exemptions::table
        .filter(exemptions::id.eq(id.to_string()))
        .filter(exemptions::ended_at.is_null())
        .filter(exemptions::provisional_until.is_null());
    let municipality: Option<String> = within!(diesel::update(unended), scope, exemptions::municipality_id)
        .set((
            exemptions::ended_at.eq(micros(end.at)),
            exemptions::ended_by.eq(end.by.map(|account| account.to_string())),
            exemptions::destroy_after.eq(micros(end.destroy_after)),
        ))
        .returning(exemptions::municipality_id)
        .get_result(tx.raw())
        .optional()?;
    changed(tx, scope, id, municipality)
}

/// Deletes an exemption's row; its key half must be gone from the key store first. Answers whether it was there.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn delete(tx: &mut Tx, scope: &Scope, id: ExemptionId) -> Result<bool, StoreError> {
    let row = exemptions::table.filter(exemptions::id.eq(id.to_string()));
    let municipality: Option<String> = within!(diesel::delete(row), scope, exemptions::municipality_id)
        .returning(exemptions::municipality_id)
        .get_result(tx.raw())
        .optional()?;
    if let Some(municipality) = &municipality {
        mark_stale(tx, Row::new(TABLE, id).text("municipality_id", municipality)?)?;
    }
    changed(tx, scope, id, municipality)
}

/// Moves the version of the municipality whose exemption changed, if one did.
fn changed(
    tx: &mut Tx,
    scope: &Scope,
    id: ExemptionId,
    municipality: Option<String>,
) -> Result<bool, StoreError> {
    let Some(municipality) = municipality else { return Ok(false) };
    let municipality = Row::new(TABLE, id).text("municipality_id", &municipality)?;
    bump_exemption_version(tx, scope, municipality)?;
    Ok(true)
}
