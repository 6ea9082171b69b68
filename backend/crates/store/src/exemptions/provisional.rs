//! Exemptions that do not count yet, and making them count together.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{MunicipalityId, RecordId};

use super::NewExemption;
use super::change::{admit, write};
use crate::columns::micros;
use crate::error::StoreError;
use crate::municipalities::bump_exemption_version;
use crate::schema::exemptions;
use crate::scope::Scope;
use crate::tx::Tx;

/// Records exemptions that do not count yet. No unit's list changes by it.
///
/// # Errors
/// As [`super::insert_all`].
pub fn stage_all(tx: &mut Tx, scope: &Scope, staged: &[NewExemption]) -> Result<(), StoreError> {
    admit(tx, scope, staged)?;
    write(tx, staged)
}

/// Makes everything of a batch count from now on, and moves the version once. How many there were.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn count_from_now(
    tx: &mut Tx,
    scope: &Scope,
    municipality: MunicipalityId,
    batch: RecordId,
) -> Result<u64, StoreError> {
    let number = set(tx, scope, municipality, batch, None)?;
    if number > 0 {
        bump_exemption_version(tx, scope, municipality)?;
    }
    Ok(number)
}

/// Has everything of a batch wait longer. How many there were.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn hold(
    tx: &mut Tx,
    scope: &Scope,
    municipality: MunicipalityId,
    batch: RecordId,
    until: Timestamp,
) -> Result<u64, StoreError> {
    set(tx, scope, municipality, batch, Some(until))
}

/// Nothing of a batch will ever count: it is destroyed with the next sweep. How many there were.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn give_up(
    tx: &mut Tx,
    scope: &Scope,
    municipality: MunicipalityId,
    batch: RecordId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    set(tx, scope, municipality, batch, Some(now))
}

fn set(
    tx: &mut Tx,
    scope: &Scope,
    municipality: MunicipalityId,
    batch: RecordId,
    until: Option<Timestamp>,
) -> Result<u64, StoreError> {
    scope.check(municipality)?;
    let waiting = exemptions::table
        .filter(exemptions::batch_id.eq(batch.to_string()))
        .filter(exemptions::provisional_until.is_not_null())
        .filter(exemptions::municipality_id.eq(municipality.to_string()));
    let number =
        diesel::update(waiting).set(exemptions::provisional_until.eq(until.map(micros))).execute(tx.raw())?;
    Ok(u64::try_from(number).unwrap_or(u64::MAX))
}
