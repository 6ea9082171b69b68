//! The part of `cases` that a scope reaches, for queries and for updates.

use diesel::prelude::*;
use diesel::sql_types::Bool;
use jiff::Timestamp;
use poortwacht_domain::{CaseId, RetentionClass};

use crate::columns::micros;
use crate::connection::{Connection, Db};
use crate::error::StoreError;
use crate::schema::cases;
use crate::scope::Scope;

/// A condition on `cases`, for selects, updates and deletes alike.
pub(super) type Condition = Box<dyn BoxableExpression<cases::table, Db, SqlType = Bool>>;

/// All cases in scope, to be narrowed further.
pub(super) fn scoped(scope: &Scope) -> cases::BoxedQuery<'static, Db> {
    let all = cases::table.into_boxed();
    match scope.filter() {
        Some(municipality) => all.filter(cases::municipality_id.eq(municipality)),
        None => all,
    }
}

/// The one case with this identifier, if it is in scope.
pub(super) fn one(scope: &Scope, id: CaseId) -> Condition {
    let id = cases::id.eq(id.to_string());
    match scope.filter() {
        Some(municipality) => Box::new(id.and(cases::municipality_id.eq(municipality))),
        None => Box::new(id),
    }
}

/// What can still be decided: its term has not ended, or somebody holds it. After that its key may be gone.
pub(super) fn alive(at: Timestamp) -> Condition {
    let held = cases::retention_class.eq(RetentionClass::LegalHold.as_str());
    Box::new(cases::destroy_after.gt(micros(at)).or(held))
}

/// Refuses a case that does not exist in this scope; for rows below a case, which do not name the municipality.
///
/// # Errors
/// [`StoreError::NotFound`].
pub(crate) fn require(conn: &mut Connection, scope: &Scope, id: CaseId) -> Result<(), StoreError> {
    let found =
        cases::table.filter(one(scope, id)).select(cases::id).first::<String>(conn.raw()).optional()?;
    found.map(drop).ok_or(StoreError::NotFound)
}

/// Judges an update with a condition on the current value: no row means that the case is not there, or that it is no
/// longer `what` the caller saw.
///
/// # Errors
/// [`StoreError::NotFound`] or [`StoreError::Conflict`].
pub(super) fn changed(
    conn: &mut Connection,
    scope: &Scope,
    id: CaseId,
    rows: usize,
    what: &'static str,
) -> Result<(), StoreError> {
    if rows > 0 {
        return Ok(());
    }
    require(conn, scope, id)?;
    Err(StoreError::Conflict { constraint: what.to_owned() })
}

/// Judges an update by identifier alone.
///
/// # Errors
/// [`StoreError::NotFound`].
pub(super) fn found(rows: usize) -> Result<(), StoreError> {
    if rows > 0 { Ok(()) } else { Err(StoreError::NotFound) }
}
