//! A batch on its way: sent until acknowledged, then asked after until every case is answered.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::BatchId;

use super::{Batch, BatchRow, BatchState, changed, items};
use crate::cases::{DatabaseHalf, Retention};
use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::batches;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// The CJIB's answer to a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The receipt number.
    pub receipt_number: String,
    /// When it came.
    pub at: Timestamp,
}

/// Batches that are built and not acknowledged, the oldest first.
///
/// # Errors
/// The store's own.
pub fn pending_delivery(conn: &mut Connection, scope: &Scope) -> Result<Vec<Batch>, StoreError> {
    in_state(conn, scope, BatchState::Built)
}

/// Batches that are acknowledged and not yet answered for every case, the oldest first.
///
/// # Errors
/// The store's own.
pub fn awaiting_processing(conn: &mut Connection, scope: &Scope) -> Result<Vec<Batch>, StoreError> {
    in_state(conn, scope, BatchState::Acknowledged)
}

fn in_state(conn: &mut Connection, scope: &Scope, state: BatchState) -> Result<Vec<Batch>, StoreError> {
    let query = batches::table.filter(batches::state.eq(state.as_str()));
    let rows = within!(query, scope, batches::municipality_id)
        .order((batches::built_at, batches::id))
        .select(BatchRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Batch::try_from).collect()
}

type File = (Option<String>, Option<Vec<u8>>, Option<Vec<u8>>);

/// The sealed file and our half of its key, while there is one: it dies a while after the batch is reconciled.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn sealed_file(
    conn: &mut Connection,
    scope: &Scope,
    id: BatchId,
) -> Result<Option<(DatabaseHalf, Vec<u8>)>, StoreError> {
    let query = batches::table.filter(batches::id.eq(id.to_string()));
    let file: File = within!(query, scope, batches::municipality_id)
        .select((batches::key_half_id, batches::key_half, batches::sealed_file))
        .first(conn.raw())?;
    let row = Row::new("batches", id);
    match file {
        (None, None, None) => Ok(None),
        (Some(half_id), Some(half), Some(sealed)) => {
            let half =
                DatabaseHalf { id: row.text("key_half_id", &half_id)?, half: row.bytes("key_half", &half)? };
            Ok(Some((half, sealed)))
        }
        _ => Err(row.corrupt("sealed_file", "a file without its key half, or the reverse")),
    }
}

/// Notes that an attempt to deliver begins, before a byte leaves: while it may be under way, the batch is not given up.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn begin_attempt(tx: &mut Tx, scope: &Scope, id: BatchId, at: Timestamp) -> Result<(), StoreError> {
    let update = diesel::update(batches::table)
        .filter(batches::id.eq(id.to_string()))
        .set(batches::last_attempt_at.eq(Some(micros(at))));
    let rows = within!(update, scope, batches::municipality_id).execute(tx.raw())?;
    if rows > 0 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Counts an attempt to deliver and keeps what went wrong, if anything did.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn record_attempt(
    tx: &mut Tx,
    scope: &Scope,
    id: BatchId,
    at: Timestamp,
    error: Option<&str>,
) -> Result<(), StoreError> {
    let update = diesel::update(batches::table).filter(batches::id.eq(id.to_string())).set((
        batches::attempts.eq(batches::attempts + 1),
        batches::last_attempt_at.eq(Some(micros(at))),
        batches::last_error.eq(error),
    ));
    let rows = within!(update, scope, batches::municipality_id).execute(tx.raw())?;
    if rows > 0 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Records that the CJIB has the batch. The first receipt stands until it names another one: [`correct_receipt`].
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope; [`StoreError::Conflict`] when it was acknowledged before.
pub fn acknowledge(
    tx: &mut Tx,
    scope: &Scope,
    id: BatchId,
    receipt: &Acknowledgement,
) -> Result<(), StoreError> {
    let update = diesel::update(batches::table)
        .filter(batches::id.eq(id.to_string()))
        .filter(batches::state.eq(BatchState::Built.as_str()))
        .set((
            batches::state.eq(BatchState::Acknowledged.as_str()),
            batches::receipt_number.eq(Some(&receipt.receipt_number)),
            batches::acknowledged_at.eq(Some(micros(receipt.at))),
            batches::last_error.eq(None::<String>),
        ));
    let rows = within!(update, scope, batches::municipality_id).execute(tx.raw())?;
    changed(tx, scope, id, rows, "batch state")
}

/// Takes the receipt number that the CJIB names for an acknowledged batch. It is another one than we heard where it took
/// the batch twice: two processes delivered it at once, or it forgot the first delivery.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn correct_receipt(tx: &mut Tx, scope: &Scope, id: BatchId, number: &str) -> Result<(), StoreError> {
    let update = diesel::update(batches::table)
        .filter(batches::id.eq(id.to_string()))
        .set(batches::receipt_number.eq(Some(number)));
    let rows = within!(update, scope, batches::municipality_id).execute(tx.raw())?;
    if rows > 0 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Gives up a batch that never reached the CJIB and whose file is gone; its cases may enter another one.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope; [`StoreError::Conflict`] when it was acknowledged or still has its file.
pub fn give_up(tx: &mut Tx, scope: &Scope, id: BatchId, at: Timestamp) -> Result<(), StoreError> {
    let update = diesel::update(batches::table)
        .filter(batches::id.eq(id.to_string()))
        .filter(batches::state.eq(BatchState::Built.as_str()))
        .filter(batches::sealed_file.is_null())
        .set((batches::state.eq(BatchState::GivenUp.as_str()), batches::last_error.eq(None::<String>)));
    let rows = within!(update, scope, batches::municipality_id).execute(tx.raw())?;
    changed(tx, scope, id, rows, "batch state")?;
    items::unsend(tx, id, at)
}

/// Batches that the CJIB acknowledged from `from` up to but without `until`, the oldest first.
///
/// # Errors
/// The store's own.
pub fn received_in(
    conn: &mut Connection,
    scope: &Scope,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Batch>, StoreError> {
    let query = batches::table
        .filter(batches::acknowledged_at.ge(Some(micros(from))))
        .filter(batches::acknowledged_at.lt(Some(micros(until))));
    let rows = within!(query, scope, batches::municipality_id)
        .order((batches::acknowledged_at, batches::id))
        .select(BatchRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Batch::try_from).collect()
}

/// Records that every case is answered; from then on the file's term runs.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope; [`StoreError::Conflict`] when it was not waiting for answers.
pub fn finish(
    tx: &mut Tx,
    scope: &Scope,
    id: BatchId,
    at: Timestamp,
    retention: &Retention,
) -> Result<(), StoreError> {
    let update = diesel::update(batches::table)
        .filter(batches::id.eq(id.to_string()))
        .filter(batches::state.eq(BatchState::Acknowledged.as_str()))
        .set((
            batches::state.eq(BatchState::Processed.as_str()),
            batches::processed_at.eq(Some(micros(at))),
            batches::retention_class.eq(retention.class.as_str()),
            batches::destroy_after.eq(micros(retention.destroy_after)),
        ));
    let rows = within!(update, scope, batches::municipality_id).execute(tx.raw())?;
    changed(tx, scope, id, rows, "batch state")
}
