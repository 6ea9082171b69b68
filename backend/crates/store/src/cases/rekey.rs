//! Another key for a case, when all that is sealed below it is sealed anew.

use diesel::prelude::*;
use jiff::Timestamp;

use super::model::{Case, DatabaseHalf, PlateIndex};
use super::reach::{changed, one};
use crate::error::StoreError;
use crate::schema::cases;
use crate::scope::Scope;
use crate::spent_halves;
use crate::tx::Tx;

/// A case's new key. It takes the place of the one that `seen` has, or of none.
#[derive(Debug, Clone)]
pub struct Rekey<'a> {
    /// The case whose fields and pictures were opened to be sealed anew.
    pub seen: &'a Case,
    /// Our half of the new key, and the name of the other one.
    pub half: &'a DatabaseHalf,
    /// The plate's index under the new key.
    pub plate: &'a PlateIndex,
    /// When.
    pub at: Timestamp,
}

/// Gives the case its new key and counts its revision up. The half that it gives up is entered among the
/// [spent ones](spent_halves) in the same breath, so that its destruction cannot be forgotten. Every picture and field
/// must be replaced in the same transaction.
///
/// Gives the new revision.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope; [`StoreError::Conflict`] when anything of the case was sealed since it was
/// seen: what was sealed then is no longer all there is.
pub fn rekey(tx: &mut Tx, scope: &Scope, rekey: &Rekey<'_>) -> Result<i64, StoreError> {
    let (id, seen) = (rekey.seen.id, rekey.seen);
    let rows = diesel::update(cases::table.filter(one(scope, id)))
        .filter(cases::key_half_id.eq(seen.half.id.to_string()))
        .filter(cases::revision.eq(seen.revision))
        .set((
            cases::key_half_id.eq(rekey.half.id.to_string()),
            cases::key_half.eq(rekey.half.half.as_slice()),
            cases::plate_index.eq(rekey.plate.0.as_slice()),
            cases::revision.eq(cases::revision + 1),
        ))
        .execute(tx.raw())?;
    changed(tx, scope, id, rows, "revision")?;
    spent_halves::enter(tx, seen.half.id, seen.municipality, rekey.at)?;
    Ok(seen.revision.saturating_add(1))
}
