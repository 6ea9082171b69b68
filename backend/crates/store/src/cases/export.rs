//! Cases on their way to the CJIB.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{BatchId, CaseId, CaseState};

use super::model::{Case, CaseCursor};
use super::reach::{changed, one, scoped};
use super::row::CaseRow;
use crate::columns::micros;
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::cases;
use crate::scope::Scope;
use crate::tx::Tx;

/// Cases in one of these states, in the order of their acts, a page at a time.
///
/// Cases the gate holds stay where they are, so a page starts after the last case seen, not at the first one left.
/// Ask with the scope of one municipality: the index starts with it.
///
/// # Errors
/// The store's own.
pub fn ready_candidates(
    conn: &mut Connection,
    scope: &Scope,
    states: &[CaseState],
    after: Option<CaseCursor>,
    limit: u32,
) -> Result<Vec<Case>, StoreError> {
    let mut page = Vec::new();
    // One state at a time: only then does `cases_stock` give the rows in order, and the limit ends the walk.
    for state in states {
        page.extend(in_state(conn, scope, *state, after, limit)?);
    }
    page.sort_by_key(|case| (case.captured_at, case.id));
    page.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(page)
}

fn in_state(
    conn: &mut Connection,
    scope: &Scope,
    state: CaseState,
    after: Option<CaseCursor>,
    limit: u32,
) -> Result<Vec<Case>, StoreError> {
    let mut query = scoped(scope).filter(cases::state.eq(state.as_str()));
    if let Some(after) = after {
        let at = micros(after.captured_at);
        let later = cases::captured_at.gt(at).or(cases::id.gt(after.id.to_string()));
        query = query.filter(cases::captured_at.ge(at)).filter(later);
    }
    let page = query.order((cases::captured_at, cases::id)).limit(limit.into()).select(CaseRow::as_select());
    page.load(conn.raw())?.into_iter().map(Case::try_from).collect()
}

/// The cases of a batch, in the order of their acts.
///
/// # Errors
/// The store's own.
pub fn by_batch(conn: &mut Connection, scope: &Scope, batch: BatchId) -> Result<Vec<Case>, StoreError> {
    let query = scoped(scope)
        .filter(cases::batch_id.eq(batch.to_string()))
        .order((cases::captured_at, cases::id))
        .select(CaseRow::as_select());
    query.load(conn.raw())?.into_iter().map(Case::try_from).collect()
}

/// Puts a ready case into a batch. A case that is in one already stays there.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope; [`StoreError::Conflict`] when it is not ready or in a batch.
pub fn enter_batch(
    tx: &mut Tx,
    scope: &Scope,
    id: CaseId,
    batch: BatchId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let rows = diesel::update(cases::table.filter(one(scope, id)))
        .filter(cases::state.eq(CaseState::Ready.as_str()))
        .filter(cases::batch_id.is_null())
        .set((
            cases::state.eq(CaseState::InBatch.as_str()),
            cases::state_changed_at.eq(micros(at)),
            cases::batch_id.eq(Some(batch.to_string())),
        ))
        .execute(tx.raw())?;
    changed(tx, scope, id, rows, "state or batch")
}

/// Takes a case out of a batch that is given up: it waits for another one.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope; [`StoreError::Conflict`] when it is not in a batch that was never
/// acknowledged.
pub fn take_out(tx: &mut Tx, scope: &Scope, id: CaseId, at: Timestamp) -> Result<(), StoreError> {
    let rows = diesel::update(cases::table.filter(one(scope, id)))
        .filter(cases::state.eq(CaseState::InBatch.as_str()))
        .set((
            cases::state.eq(CaseState::Ready.as_str()),
            cases::state_changed_at.eq(micros(at)),
            cases::batch_id.eq(None::<String>),
        ))
        .execute(tx.raw())?;
    changed(tx, scope, id, rows, "state")
}

/// Takes a returned case out of its batch, so that it may be corrected and enter another one.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope; [`StoreError::Conflict`] when it was not returned.
pub fn leave_batch(tx: &mut Tx, scope: &Scope, id: CaseId) -> Result<(), StoreError> {
    let rows = diesel::update(cases::table.filter(one(scope, id)))
        .filter(cases::state.eq(CaseState::Returned.as_str()))
        .set(cases::batch_id.eq(None::<String>))
        .execute(tx.raw())?;
    changed(tx, scope, id, rows, "state")
}
