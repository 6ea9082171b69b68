//! Sealed free texts that ledger entries commit to. The entry stays when its text dies.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{HalfId, MunicipalityId, TextId};

use crate::cases::{DatabaseHalf, Retention};
use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::keyed::named_halves;
use crate::schema::ledger_texts;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// A sealed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedText {
    /// Its identifier.
    pub id: TextId,
    /// Whose log commits to it.
    pub municipality: MunicipalityId,
    /// Our half of its key.
    pub half: DatabaseHalf,
    /// The ciphertext.
    pub sealed: Vec<u8>,
    /// Until when it lives.
    pub retention: Retention,
}

/// What destruction must know of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueText {
    /// Its identifier.
    pub id: TextId,
    /// Whose it is.
    pub municipality: MunicipalityId,
    /// The key half to destroy first.
    pub half: HalfId,
    /// Class and date.
    pub retention: Retention,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = ledger_texts)]
struct TextRow {
    id: String,
    municipality_id: String,
    key_half_id: String,
    key_half: Vec<u8>,
    sealed: Vec<u8>,
    retention_class: String,
    destroy_after: i64,
}

impl From<&SealedText> for TextRow {
    fn from(text: &SealedText) -> Self {
        Self {
            id: text.id.to_string(),
            municipality_id: text.municipality.to_string(),
            key_half_id: text.half.id.to_string(),
            key_half: text.half.half.to_vec(),
            sealed: text.sealed.clone(),
            retention_class: text.retention.class.as_str().to_owned(),
            destroy_after: micros(text.retention.destroy_after),
        }
    }
}

impl TryFrom<TextRow> for SealedText {
    type Error = StoreError;

    fn try_from(text: TextRow) -> Result<Self, StoreError> {
        let row = Row::new("ledger_texts", &text.id);
        let half = row.text("key_half_id", &text.key_half_id)?;
        Ok(Self {
            id: row.text("id", &text.id)?,
            municipality: row.text("municipality_id", &text.municipality_id)?,
            half: DatabaseHalf { id: half, half: row.bytes("key_half", &text.key_half)? },
            retention: retention(&row, &text.retention_class, text.destroy_after)?,
            sealed: text.sealed,
        })
    }
}

fn retention(row: &Row, class: &str, destroy_after: i64) -> Result<Retention, StoreError> {
    Ok(Retention {
        class: row.text("retention_class", class)?,
        destroy_after: row.instant("destroy_after", destroy_after)?,
    })
}

/// Stores a text; in the same transaction as the entry that commits to it.
///
/// # Errors
/// [`StoreError::NotFound`] for a municipality outside the scope; [`StoreError::Conflict`] when it exists.
pub fn insert(tx: &mut Tx, scope: &Scope, text: &SealedText) -> Result<(), StoreError> {
    scope.check(text.municipality)?;
    diesel::insert_into(ledger_texts::table).values(TextRow::from(text)).execute(tx.raw())?;
    Ok(())
}

/// One text, to be opened against a ledger receipt.
///
/// # Errors
/// The store's own; a text outside the scope is `None`.
pub fn get(conn: &mut Connection, scope: &Scope, id: TextId) -> Result<Option<SealedText>, StoreError> {
    let query = ledger_texts::table.filter(ledger_texts::id.eq(id.to_string()));
    let found = within!(query, scope, ledger_texts::municipality_id)
        .select(TextRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    found.map(SealedText::try_from).transpose()
}

type Due = (String, String, String, String, i64);

/// Texts whose term has ended at `now`, the longest overdue first.
///
/// # Errors
/// The store's own.
pub fn due(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<DueText>, StoreError> {
    let query = ledger_texts::table.filter(ledger_texts::destroy_after.le(micros(now)));
    let rows: Vec<Due> = within!(query, scope, ledger_texts::municipality_id)
        .order((ledger_texts::destroy_after, ledger_texts::id))
        .limit(limit.into())
        .select((
            ledger_texts::id,
            ledger_texts::municipality_id,
            ledger_texts::key_half_id,
            ledger_texts::retention_class,
            ledger_texts::destroy_after,
        ))
        .load(conn.raw())?;
    rows.into_iter().map(due_text).collect()
}

fn due_text((id, municipality, half, class, destroy_after): Due) -> Result<DueText, StoreError> {
    let row = Row::new("ledger_texts", &id);
    Ok(DueText {
        id: row.text("id", &id)?,
        municipality: row.text("municipality_id", &municipality)?,
        half: row.text("key_half_id", &half)?,
        retention: retention(&row, &class, destroy_after)?,
    })
}

/// Removes a text. `false` when it was already gone: destruction may be repeated.
///
/// # Errors
/// The store's own.
pub fn delete(tx: &mut Tx, scope: &Scope, id: TextId) -> Result<bool, StoreError> {
    let one = ledger_texts::table.filter(ledger_texts::id.eq(id.to_string()));
    Ok(within!(diesel::delete(one), scope, ledger_texts::municipality_id).execute(tx.raw())? > 0)
}

/// Those of `halves` that belong to a text; the sweep of unattached halves spares them.
///
/// # Errors
/// The store's own.
pub fn halves_in_use(
    conn: &mut Connection,
    scope: &Scope,
    halves: &[HalfId],
) -> Result<Vec<HalfId>, StoreError> {
    named_halves!(conn, scope, halves, ledger_texts, "ledger_texts")
}
