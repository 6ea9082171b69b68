//! How cases are called, for lists that know them by their random ids alone.

use std::collections::BTreeMap;

use diesel::prelude::*;
use poortwacht_domain::{CaseId, CaseRef, CaseState};

use super::reach::scoped;
use crate::columns::Row;
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::cases;
use crate::scope::Scope;

/// Ids in one statement.
const AT_ONCE: usize = 500;

/// Reference and state of those of these cases that are still there.
///
/// # Errors
/// The store's own.
pub fn mentions(
    conn: &mut Connection,
    scope: &Scope,
    ids: &[CaseId],
) -> Result<BTreeMap<CaseId, (CaseRef, CaseState)>, StoreError> {
    let mut found = BTreeMap::new();
    for some in ids.chunks(AT_ONCE) {
        let rows: Vec<(String, String, String)> = scoped(scope)
            .filter(cases::id.eq_any(some.iter().map(ToString::to_string)))
            .select((cases::id, cases::reference, cases::state))
            .load(conn.raw())?;
        for (id, reference, state) in rows {
            let row = Row::new("cases", &id);
            found.insert(
                row.text("id", &id)?,
                (row.text("reference", &reference)?, row.text("state", &state)?),
            );
        }
    }
    Ok(found)
}
