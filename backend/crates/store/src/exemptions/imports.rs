//! Files of exemptions between upload and import: sealed in pieces, under a key of their own.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{AccountId, HalfId, MunicipalityId, RecordId};
use poortwacht_domain::retention::RetentionClass;

use crate::cases::DatabaseHalf;
use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::keyed::{DueRecord, due_records, named_halves};
use crate::schema::{exemption_import_chunks as chunks, exemption_imports as imports};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const TABLE: &str = "exemption_imports";

/// A file that somebody uploads.
#[derive(Clone)]
pub struct NewImport {
    /// Its id, to which the sealed pieces are bound.
    pub id: RecordId,
    /// Whose exemptions it holds.
    pub municipality: MunicipalityId,
    /// Who uploads it.
    pub created_by: AccountId,
    /// When.
    pub created_at: Timestamp,
    /// Our half of its key.
    pub half: DatabaseHalf,
    /// When it dies, imported or not.
    pub destroy_after: Timestamp,
}

/// A file that was uploaded.
#[derive(Clone)]
pub struct Import {
    /// Its id.
    pub id: RecordId,
    /// Whose exemptions it holds.
    pub municipality: MunicipalityId,
    /// Who uploaded it.
    pub created_by: AccountId,
    /// When.
    pub created_at: Timestamp,
    /// Our half of its key.
    pub half: DatabaseHalf,
    /// How many pieces there are.
    pub chunks: u64,
    /// What the check came to, as JSON; `None` while the file is not there whole.
    pub summary: Option<String>,
    /// Since when somebody imports it.
    pub importing_since: Option<Timestamp>,
    /// How many of its lines are recorded.
    pub staged: u64,
    /// When it dies.
    pub destroy_after: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = imports)]
struct ImportRow {
    id: String,
    municipality_id: String,
    created_by: String,
    created_at: i64,
    key_half_id: String,
    key_half: Vec<u8>,
    chunks: i64,
    summary: Option<String>,
    importing_since: Option<i64>,
    staged: i64,
    retention_class: String,
    destroy_after: i64,
}

impl TryFrom<ImportRow> for Import {
    type Error = StoreError;

    fn try_from(row: ImportRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        Ok(Self {
            id: at.text("id", &row.id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            created_by: at.text("created_by", &row.created_by)?,
            created_at: at.instant("created_at", row.created_at)?,
            half: DatabaseHalf {
                id: at.text("key_half_id", &row.key_half_id)?,
                half: at.bytes("key_half", &row.key_half)?,
            },
            chunks: at.number("chunks", row.chunks)?,
            summary: row.summary,
            importing_since: at.instant_opt("importing_since", row.importing_since)?,
            staged: at.number("staged", row.staged)?,
            destroy_after: at.instant("destroy_after", row.destroy_after)?,
        })
    }
}

/// Makes room for a file.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn insert(tx: &mut Tx, scope: &Scope, new: &NewImport) -> Result<(), StoreError> {
    scope.check(new.municipality)?;
    let row = ImportRow {
        id: new.id.to_string(),
        municipality_id: new.municipality.to_string(),
        created_by: new.created_by.to_string(),
        created_at: micros(new.created_at),
        key_half_id: new.half.id.to_string(),
        key_half: new.half.half.to_vec(),
        chunks: 0,
        summary: None,
        importing_since: None,
        staged: 0,
        retention_class: RetentionClass::ImportFile.as_str().to_owned(),
        destroy_after: micros(new.destroy_after),
    };
    diesel::insert_into(imports::table).values(row).execute(tx.raw())?;
    Ok(())
}

/// Adds the next sealed piece.
///
/// # Errors
/// [`StoreError::NotFound`] when the file is not there.
pub fn add_chunk(
    tx: &mut Tx,
    scope: &Scope,
    id: RecordId,
    ordinal: u64,
    sealed: &[u8],
) -> Result<(), StoreError> {
    let ordinal = i64::try_from(ordinal).unwrap_or(i64::MAX);
    let file = imports::table.filter(imports::id.eq(id.to_string()));
    let known =
        within!(diesel::update(file), scope, imports::municipality_id).set(imports::chunks.eq(ordinal + 1));
    if known.execute(tx.raw())? == 0 {
        return Err(StoreError::NotFound);
    }
    diesel::insert_into(chunks::table)
        .values((
            chunks::import_id.eq(id.to_string()),
            chunks::ordinal.eq(ordinal),
            chunks::sealed.eq(sealed),
        ))
        .execute(tx.raw())?;
    Ok(())
}

/// Notes what the check of the whole file came to.
///
/// # Errors
/// [`StoreError::NotFound`] when the file is not there.
pub fn set_summary(tx: &mut Tx, scope: &Scope, id: RecordId, summary: &str) -> Result<(), StoreError> {
    let file = imports::table.filter(imports::id.eq(id.to_string()));
    let changed =
        within!(diesel::update(file), scope, imports::municipality_id).set(imports::summary.eq(summary));
    if changed.execute(tx.raw())? == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Takes the file for an import, unless somebody has since `abandoned_before`. Whether it was taken.
///
/// # Errors
/// The store's own.
pub fn take(
    tx: &mut Tx,
    scope: &Scope,
    id: RecordId,
    now: Timestamp,
    abandoned_before: Timestamp,
) -> Result<bool, StoreError> {
    let free = imports::table
        .filter(imports::id.eq(id.to_string()))
        .filter(imports::importing_since.is_null().or(imports::importing_since.lt(micros(abandoned_before))));
    let taken = within!(diesel::update(free), scope, imports::municipality_id)
        .set((imports::importing_since.eq(micros(now)), imports::staged.eq(0_i64)));
    Ok(taken.execute(tx.raw())? > 0)
}

/// Notes how far an import is; `None` when it was stopped.
///
/// # Errors
/// The store's own.
pub fn progress(tx: &mut Tx, scope: &Scope, id: RecordId, staged: Option<u64>) -> Result<(), StoreError> {
    let file = imports::table.filter(imports::id.eq(id.to_string()));
    let update = within!(diesel::update(file), scope, imports::municipality_id);
    match staged {
        Some(staged) => {
            update.set(imports::staged.eq(i64::try_from(staged).unwrap_or(i64::MAX))).execute(tx.raw())?
        }
        None => update
            .set((imports::importing_since.eq(None::<i64>), imports::staged.eq(0_i64)))
            .execute(tx.raw())?,
    };
    Ok(())
}

/// One file.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn find(conn: &mut Connection, scope: &Scope, id: RecordId) -> Result<Option<Import>, StoreError> {
    let row = within!(imports::table.filter(imports::id.eq(id.to_string())), scope, imports::municipality_id)
        .select(ImportRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    row.map(Import::try_from).transpose()
}

/// The files that wait to be imported, the latest first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn waiting(conn: &mut Connection, scope: &Scope) -> Result<Vec<Import>, StoreError> {
    let whole = imports::table.filter(imports::summary.is_not_null());
    let rows = within!(whole, scope, imports::municipality_id)
        .order((imports::created_at.desc(), imports::id))
        .limit(20)
        .select(ImportRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Import::try_from).collect()
}

/// One sealed piece.
///
/// # Errors
/// The store's own.
pub fn chunk(
    conn: &mut Connection,
    scope: &Scope,
    id: RecordId,
    ordinal: u64,
) -> Result<Option<Vec<u8>>, StoreError> {
    let ordinal = i64::try_from(ordinal).unwrap_or(i64::MAX);
    let piece = imports::table
        .inner_join(chunks::table)
        .filter(imports::id.eq(id.to_string()))
        .filter(chunks::ordinal.eq(ordinal))
        .select(chunks::sealed);
    Ok(within!(piece, scope, imports::municipality_id).get_result(conn.raw()).optional()?)
}

/// Removes a file with its pieces; its key half must be gone from the key store first. Whether it was there.
///
/// # Errors
/// The store's own.
pub fn delete(tx: &mut Tx, scope: &Scope, id: RecordId) -> Result<bool, StoreError> {
    let file = imports::table.filter(imports::id.eq(id.to_string()));
    Ok(within!(diesel::delete(file), scope, imports::municipality_id).execute(tx.raw())? > 0)
}

/// Files whose term has ended, the longest overdue first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn due(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<DueRecord>, StoreError> {
    due_records!(conn, scope, imports::table, imports, TABLE, now, limit)
}

/// Those of `halves` that belong to a file; the sweep of unattached halves spares them.
///
/// # Errors
/// The store's own.
pub fn halves_in_use(
    conn: &mut Connection,
    scope: &Scope,
    halves: &[HalfId],
) -> Result<Vec<HalfId>, StoreError> {
    named_halves!(conn, scope, halves, imports, TABLE)
}
