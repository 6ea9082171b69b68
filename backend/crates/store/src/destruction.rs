//! The destruction register: proof that something died, without telling what it was.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{MunicipalityId, RecordId, RetentionClass};

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::destruction_register;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// One destruction. It names no person: the subject's identifier was random, and what it stood for is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destruction {
    /// The register's own identifier.
    pub id: RecordId,
    /// Whose it was.
    pub municipality: MunicipalityId,
    /// What kind of thing died, for example `case`.
    pub subject_kind: String,
    /// Its random identifier.
    pub subject_id: String,
    /// The class that set its term.
    pub class: RetentionClass,
    /// Since when it had to die.
    pub due_at: Timestamp,
    /// When it did.
    pub destroyed_at: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = destruction_register)]
struct DestructionRow {
    id: String,
    municipality_id: String,
    subject_kind: String,
    subject_id: String,
    retention_class: String,
    due_at: i64,
    destroyed_at: i64,
}

impl From<&Destruction> for DestructionRow {
    fn from(destruction: &Destruction) -> Self {
        Self {
            id: destruction.id.to_string(),
            municipality_id: destruction.municipality.to_string(),
            subject_kind: destruction.subject_kind.clone(),
            subject_id: destruction.subject_id.clone(),
            retention_class: destruction.class.as_str().to_owned(),
            due_at: micros(destruction.due_at),
            destroyed_at: micros(destruction.destroyed_at),
        }
    }
}

impl TryFrom<DestructionRow> for Destruction {
    type Error = StoreError;

    fn try_from(destruction: DestructionRow) -> Result<Self, StoreError> {
        let row = Row::new("destruction_register", &destruction.id);
        Ok(Self {
            id: row.text("id", &destruction.id)?,
            municipality: row.text("municipality_id", &destruction.municipality_id)?,
            class: row.text("retention_class", &destruction.retention_class)?,
            due_at: row.instant("due_at", destruction.due_at)?,
            destroyed_at: row.instant("destroyed_at", destruction.destroyed_at)?,
            subject_kind: destruction.subject_kind,
            subject_id: destruction.subject_id,
        })
    }
}

/// Enters a destruction; in the same transaction as the deletion, so that neither is ever without the other.
///
/// # Errors
/// [`StoreError::NotFound`] for a municipality outside the scope.
pub fn register(tx: &mut Tx, scope: &Scope, destruction: &Destruction) -> Result<(), StoreError> {
    scope.check(destruction.municipality)?;
    diesel::insert_into(destruction_register::table)
        .values(DestructionRow::from(destruction))
        .execute(tx.raw())?;
    Ok(())
}

/// How many things died from `from` on and before `until`.
///
/// # Errors
/// The store's own.
pub fn count(
    conn: &mut Connection,
    scope: &Scope,
    from: Timestamp,
    until: Timestamp,
) -> Result<u64, StoreError> {
    let period = destruction_register::table
        .filter(destruction_register::destroyed_at.ge(micros(from)))
        .filter(destruction_register::destroyed_at.lt(micros(until)));
    let count: i64 =
        within!(period, scope, destruction_register::municipality_id).count().get_result(conn.raw())?;
    Row::new("destruction_register", "count").number("id", count)
}

/// The destructions before `before`, the latest first.
///
/// # Errors
/// The store's own.
pub fn list(
    conn: &mut Connection,
    scope: &Scope,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<Destruction>, StoreError> {
    let earlier = destruction_register::table.filter(destruction_register::destroyed_at.lt(micros(before)));
    let rows = within!(earlier, scope, destruction_register::municipality_id)
        .order((destruction_register::destroyed_at.desc(), destruction_register::id))
        .limit(limit.into())
        .select(DestructionRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Destruction::try_from).collect()
}

/// Every destruction from `from` on and before `until`, the earliest first.
///
/// # Errors
/// The store's own.
pub fn between(
    conn: &mut Connection,
    scope: &Scope,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Destruction>, StoreError> {
    let period = destruction_register::table
        .filter(destruction_register::destroyed_at.ge(micros(from)))
        .filter(destruction_register::destroyed_at.lt(micros(until)));
    let rows = within!(period, scope, destruction_register::municipality_id)
        .order((destruction_register::destroyed_at, destruction_register::id))
        .select(DestructionRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Destruction::try_from).collect()
}
