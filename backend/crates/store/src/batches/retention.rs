//! How long a batch's file, and then its summary, lives.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{BatchId, HalfId, MunicipalityId};

use super::require;
use crate::cases::Retention;
use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{batch_items, batches};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// What destruction must know of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueBatch {
    /// Its identifier.
    pub id: BatchId,
    /// Whose it is.
    pub municipality: MunicipalityId,
    /// The key half of its file, to destroy first; `None` when the file is gone and the summary is due.
    pub half: Option<HalfId>,
    /// Class and date.
    pub retention: Retention,
}

type Due = (String, String, Option<String>, String, i64);

/// Class and date of a batch.
pub(super) fn of(row: &Row, class: &str, destroy_after: i64) -> Result<Retention, StoreError> {
    Ok(Retention {
        class: row.text("retention_class", class)?,
        destroy_after: row.instant("destroy_after", destroy_after)?,
    })
}

/// Batches whose term has ended at `now`, the longest overdue first.
///
/// # Errors
/// The store's own.
pub fn due(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<DueBatch>, StoreError> {
    let query = batches::table.filter(batches::destroy_after.le(micros(now)));
    let rows: Vec<Due> = within!(query, scope, batches::municipality_id)
        .order((batches::destroy_after, batches::id))
        .limit(limit.into())
        .select((
            batches::id,
            batches::municipality_id,
            batches::key_half_id,
            batches::retention_class,
            batches::destroy_after,
        ))
        .load(conn.raw())?;
    rows.into_iter().map(due_batch).collect()
}

fn due_batch((id, municipality, half, class, destroy_after): Due) -> Result<DueBatch, StoreError> {
    let row = Row::new("batches", &id);
    Ok(DueBatch {
        id: row.text("id", &id)?,
        municipality: row.text("municipality_id", &municipality)?,
        half: row.text_opt("key_half_id", half.as_deref())?,
        retention: of(&row, &class, destroy_after)?,
    })
}

/// Removes the file and our half of its key; hash, counts and receipt number live on under `summary`.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn clear_file(tx: &mut Tx, scope: &Scope, id: BatchId, summary: &Retention) -> Result<(), StoreError> {
    require(tx, scope, id)?;
    diesel::update(batches::table.find(id.to_string()))
        .set((
            batches::key_half_id.eq(None::<String>),
            batches::key_half.eq(None::<Vec<u8>>),
            batches::sealed_file.eq(None::<Vec<u8>>),
            batches::retention_class.eq(summary.class.as_str()),
            batches::destroy_after.eq(micros(summary.destroy_after)),
        ))
        .execute(tx.raw())?;
    Ok(())
}

/// Removes a batch with the list of its cases. `false` when it was already gone: destruction may be repeated.
///
/// # Errors
/// The store's own.
pub fn delete(tx: &mut Tx, scope: &Scope, id: BatchId) -> Result<bool, StoreError> {
    match require(tx, scope, id) {
        Err(StoreError::NotFound) => return Ok(false),
        other => other?,
    }
    diesel::delete(batch_items::table.filter(batch_items::batch_id.eq(id.to_string()))).execute(tx.raw())?;
    Ok(diesel::delete(batches::table.find(id.to_string())).execute(tx.raw())? > 0)
}

/// Those of `halves` that belong to a batch's file; the sweep of unattached halves spares them.
///
/// # Errors
/// The store's own.
pub fn halves_in_use(
    conn: &mut Connection,
    scope: &Scope,
    halves: &[HalfId],
) -> Result<Vec<HalfId>, StoreError> {
    let halves: Vec<Option<String>> = halves.iter().map(|half| Some(half.to_string())).collect();
    let query = batches::table.filter(batches::key_half_id.eq_any(halves));
    let used: Vec<Option<String>> =
        within!(query, scope, batches::municipality_id).select(batches::key_half_id).load(conn.raw())?;
    used.iter().flatten().map(|half| Row::new("batches", half).text("key_half_id", half)).collect()
}
