//! Which keys in the key store still have a case.

use diesel::prelude::*;
use poortwacht_domain::{HalfId, MunicipalityId};

use super::reach::scoped;
use crate::columns::Row;
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::cases;
use crate::scope::Scope;

/// Names of all index keys that some case's plate is indexed under, in order: what a plate search must try.
///
/// There are few names and many cases, so the index is asked for the next name instead of being read.
///
/// # Errors
/// The store's own.
pub fn plate_keys(conn: &mut Connection, scope: &Scope) -> Result<Vec<String>, StoreError> {
    let mut keys: Vec<String> = Vec::new();
    loop {
        let after = keys.last().cloned().unwrap_or_default();
        let query = scoped(scope).filter(cases::plate_index_key.gt(after)).select(cases::plate_index_key);
        match query.order(cases::plate_index_key).first(conn.raw()).optional()? {
            Some(key) => keys.push(key),
            None => return Ok(keys),
        }
    }
}

/// Whether any case's plate is indexed under this key of the municipality's. An index key dies with its last case.
///
/// # Errors
/// [`StoreError::NotFound`] for a municipality outside the scope.
pub fn plate_key_in_use(
    conn: &mut Connection,
    scope: &Scope,
    municipality: MunicipalityId,
    key: &str,
) -> Result<bool, StoreError> {
    scope.check(municipality)?;
    let query = scoped(&Scope::municipality(municipality)).filter(cases::plate_index_key.eq(key.to_owned()));
    Ok(query.select(cases::id).first::<String>(conn.raw()).optional()?.is_some())
}

/// Those of `halves` that belong to a case; the sweep of unattached halves spares them.
///
/// # Errors
/// The store's own.
pub fn halves_in_use(
    conn: &mut Connection,
    scope: &Scope,
    halves: &[HalfId],
) -> Result<Vec<HalfId>, StoreError> {
    let halves: Vec<String> = halves.iter().map(HalfId::to_string).collect();
    let query = scoped(scope).filter(cases::key_half_id.eq_any(halves)).select(cases::key_half_id);
    let used: Vec<String> = query.load(conn.raw())?;
    used.iter().map(|half| Row::new("cases", half).text("key_half_id", half)).collect()
}
