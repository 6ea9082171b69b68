//! Key halves that were given up for new ones and must be destroyed in the key store. An entry is made in the
//! transaction that gives the half up and removed once it is destroyed there: whoever dies in between leaves the entry,
//! and the sweep works it off.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{HalfId, MunicipalityId};

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::spent_halves;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// Enters a half; only giving it up does this.
pub(crate) fn enter(
    tx: &mut Tx,
    half: HalfId,
    municipality: MunicipalityId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let row = (
        spent_halves::half_id.eq(half.to_string()),
        spent_halves::municipality_id.eq(municipality.to_string()),
        spent_halves::spent_at.eq(micros(at)),
    );
    diesel::insert_into(spent_halves::table).values(row).execute(tx.raw())?;
    Ok(())
}

/// Halves that are still to be destroyed, the longest spent first.
///
/// # Errors
/// The store's own.
pub fn waiting(conn: &mut Connection, scope: &Scope, limit: u32) -> Result<Vec<HalfId>, StoreError> {
    let halves: Vec<String> = within!(spent_halves::table, scope, spent_halves::municipality_id)
        .order((spent_halves::spent_at, spent_halves::half_id))
        .limit(limit.into())
        .select(spent_halves::half_id)
        .load(conn.raw())?;
    halves.iter().map(|half| Row::new("spent_halves", half).text("half_id", half)).collect()
}

/// Forgets halves that are destroyed. Those that are gone already are passed over.
///
/// # Errors
/// The store's own.
pub fn forget(tx: &mut Tx, scope: &Scope, halves: &[HalfId]) -> Result<usize, StoreError> {
    let halves: Vec<String> = halves.iter().map(HalfId::to_string).collect();
    let these = spent_halves::table.filter(spent_halves::half_id.eq_any(halves));
    Ok(within!(diesel::delete(these), scope, spent_halves::municipality_id).execute(tx.raw())?)
}
