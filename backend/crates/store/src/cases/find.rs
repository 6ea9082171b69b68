//! One case.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{AccountId, CaseId, CaseRef};

use super::model::Case;
use super::reach::{one, scoped};
use super::row::CaseRow;
use crate::columns::micros;
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::cases;
use crate::scope::Scope;

/// The case with this identifier.
///
/// # Errors
/// The store's own; a case outside the scope is `None`.
pub fn find(conn: &mut Connection, scope: &Scope, id: CaseId) -> Result<Option<Case>, StoreError> {
    let query = cases::table.filter(one(scope, id)).select(CaseRow::as_select());
    query.get_result(conn.raw()).optional()?.map(Case::try_from).transpose()
}

/// The case with this reference.
///
/// # Errors
/// The store's own; a case outside the scope is `None`.
pub fn find_by_reference(
    conn: &mut Connection,
    scope: &Scope,
    reference: &CaseRef,
) -> Result<Option<Case>, StoreError> {
    let query = scoped(scope).filter(cases::reference.eq(reference.as_str().to_owned()));
    query.select(CaseRow::as_select()).get_result(conn.raw()).optional()?.map(Case::try_from).transpose()
}

/// The case this officer decided last, for "undo last". An undone decision no longer counts as one.
///
/// # Errors
/// The store's own.
pub fn last_decided_by(
    conn: &mut Connection,
    scope: &Scope,
    officer: AccountId,
) -> Result<Option<Case>, StoreError> {
    let query = scoped(scope)
        .filter(cases::decided_by.eq(officer.to_string()))
        .order((cases::decided_at.desc(), cases::id.desc()))
        .select(CaseRow::as_select());
    query.first(conn.raw()).optional()?.map(Case::try_from).transpose()
}

/// The cases this officer decided since an instant and has not taken back, the latest decision first, at most `limit`.
///
/// # Errors
/// The store's own.
pub fn decided_since(
    conn: &mut Connection,
    scope: &Scope,
    officer: AccountId,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<Case>, StoreError> {
    let query = scoped(scope)
        .filter(cases::decided_by.eq(officer.to_string()))
        .filter(cases::decided_at.ge(micros(since)))
        .order((cases::decided_at.desc(), cases::id.desc()))
        .limit(limit.into())
        .select(CaseRow::as_select());
    query.load(conn.raw())?.into_iter().map(Case::try_from).collect()
}
