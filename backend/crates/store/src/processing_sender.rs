//! Which process sends the processing log's lines, and how that goes. One row that the migration makes.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::columns::{Row, count, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::processing_sender;
use crate::tx::Tx;

const TABLE: &str = "processing_sender";
/// Key of the one row.
const NAME: &str = "processing-log";

/// How sending goes, whichever process does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SenderState {
    /// Attempts that failed since the collector last confirmed something.
    pub failures: u64,
    /// Before this instant nobody tries again.
    pub not_before: Timestamp,
    /// Why the last attempt failed. No personal data.
    pub last_error: Option<String>,
    /// When the collector last confirmed something.
    pub confirmed_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = processing_sender)]
struct SenderRow {
    failures: i64,
    not_before: i64,
    last_error: Option<String>,
    confirmed_at: Option<i64>,
}

/// How sending goes.
///
/// # Errors
/// [`StoreError::NotFound`] when the row is gone, [`StoreError::Corrupt`] when it cannot be read.
pub fn state(conn: &mut Connection) -> Result<SenderState, StoreError> {
    let row: SenderRow = processing_sender::table
        .filter(processing_sender::name.eq(NAME))
        .select(SenderRow::as_select())
        .first(conn.raw())?;
    let at = Row::new(TABLE, NAME);
    Ok(SenderState {
        failures: at.number("failures", row.failures)?,
        not_before: at.instant("not_before", row.not_before)?,
        last_error: row.last_error,
        confirmed_at: at.instant_opt("confirmed_at", row.confirmed_at)?,
    })
}

/// Takes or keeps the lease: from now on this process sends, until `until`. Answers whether it may; it may not while
/// another one's lease lasts.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn acquire(tx: &mut Tx, owner: &str, now: Timestamp, until: Timestamp) -> Result<bool, StoreError> {
    let free = processing_sender::lease_until.le(micros(now)).or(processing_sender::lease_owner.eq(owner));
    let row = processing_sender::table.filter(processing_sender::name.eq(NAME)).filter(free);
    let taken = diesel::update(row)
        .set((processing_sender::lease_owner.eq(owner), processing_sender::lease_until.eq(micros(until))))
        .execute(tx.raw())?;
    Ok(taken == 1)
}

/// Gives the lease back, if it still is this process's.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn release(tx: &mut Tx, owner: &str) -> Result<(), StoreError> {
    let row = processing_sender::table
        .filter(processing_sender::name.eq(NAME))
        .filter(processing_sender::lease_owner.eq(owner));
    diesel::update(row).set(processing_sender::lease_until.eq(0)).execute(tx.raw())?;
    Ok(())
}

/// Notes how sending goes.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn note(tx: &mut Tx, state: &SenderState) -> Result<(), StoreError> {
    diesel::update(processing_sender::table.filter(processing_sender::name.eq(NAME)))
        .set((
            processing_sender::failures.eq(count(state.failures)),
            processing_sender::not_before.eq(micros(state.not_before)),
            processing_sender::last_error.eq(&state.last_error),
            processing_sender::confirmed_at.eq(state.confirmed_at.map(micros)),
        ))
        .execute(tx.raw())?;
    Ok(())
}
