//! Which key halves in the key store still have a case.

use diesel::prelude::*;
use poortwacht_domain::HalfId;

use super::reach::scoped;
use crate::columns::Row;
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::cases;
use crate::scope::Scope;

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
