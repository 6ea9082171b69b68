//! The sealed fields of a case: plate, raw reading, packet, grounds of knowledge and other personal data.

use diesel::prelude::*;
use poortwacht_domain::CaseId;

use crate::cases::{self, Retention};
use crate::columns::micros;
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::case_fields;
use crate::scope::Scope;
use crate::tx::Tx;

/// A sealed field of a case; its name and revision are part of what the ciphertext is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedField {
    /// Name of the field, for example `plate`.
    pub field: String,
    /// The case's revision it was sealed under.
    pub revision: i64,
    /// The ciphertext.
    pub sealed: Vec<u8>,
}

/// A field to be stored with its case.
pub type NewField = SealedField;

#[derive(Queryable, Selectable)]
#[diesel(table_name = case_fields)]
struct FieldRow {
    field: String,
    revision: i64,
    sealed: Vec<u8>,
}

impl From<FieldRow> for SealedField {
    fn from(row: FieldRow) -> Self {
        Self { field: row.field, revision: row.revision, sealed: row.sealed }
    }
}

#[derive(Insertable)]
#[diesel(table_name = case_fields)]
struct InsertRow<'a> {
    case_id: String,
    field: &'a str,
    revision: i64,
    retention_class: &'a str,
    destroy_after: i64,
    sealed: &'a [u8],
}

/// Stores a field with its case.
pub(crate) fn insert(
    tx: &mut Tx,
    case: CaseId,
    retention: &Retention,
    field: &NewField,
) -> Result<(), StoreError> {
    insert_row(tx, case, retention.class.as_str(), micros(retention.destroy_after), field)
}

fn insert_row(
    tx: &mut Tx,
    case: CaseId,
    retention_class: &str,
    destroy_after: i64,
    field: &NewField,
) -> Result<(), StoreError> {
    let row = InsertRow {
        case_id: case.to_string(),
        field: &field.field,
        revision: field.revision,
        retention_class,
        destroy_after,
        sealed: &field.sealed,
    };
    diesel::insert_into(case_fields::table).values(row).execute(tx.raw())?;
    Ok(())
}

/// Writes a field, new or again; what it held before is gone. It lives as long as the case.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope.
pub fn put(tx: &mut Tx, scope: &Scope, case: CaseId, field: &NewField) -> Result<(), StoreError> {
    let inherited = cases::lock(tx, scope, case)?;
    let rows = diesel::update(case_fields::table.find((case.to_string(), &field.field)))
        .set((case_fields::revision.eq(field.revision), case_fields::sealed.eq(&field.sealed)))
        .execute(tx.raw())?;
    if rows > 0 {
        return Ok(());
    }
    insert_row(tx, case, &inherited.retention_class, inherited.destroy_after, field)
}

/// One sealed field, to be opened against a ledger receipt.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope; a field the case does not have is `None`.
pub fn get(
    conn: &mut Connection,
    scope: &Scope,
    case: CaseId,
    field: &str,
) -> Result<Option<SealedField>, StoreError> {
    cases::require(conn, scope, case)?;
    let query = case_fields::table.find((case.to_string(), field)).select(FieldRow::as_select());
    Ok(query.get_result(conn.raw()).optional()?.map(SealedField::from))
}

/// All sealed fields of a case, by name.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope.
pub fn of_case(conn: &mut Connection, scope: &Scope, case: CaseId) -> Result<Vec<SealedField>, StoreError> {
    cases::require(conn, scope, case)?;
    let query = case_fields::table
        .filter(case_fields::case_id.eq(case.to_string()))
        .order(case_fields::field)
        .select(FieldRow::as_select());
    Ok(query.load(conn.raw())?.into_iter().map(SealedField::from).collect())
}
