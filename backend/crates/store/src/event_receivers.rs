//! Which process sends events to a receiver, and how that goes. One row for each receiver, made when it is first sent to.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::columns::{Row, count, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::event_receivers as receivers;
use crate::tx::Tx;

const TABLE: &str = "event_receivers";

/// How sending to a receiver goes, whichever process does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiverState {
    /// Attempts that failed since it last took something.
    pub failures: u64,
    /// Before this instant nobody tries again.
    pub not_before: Timestamp,
    /// Why the last attempt failed. No personal data.
    pub last_error: Option<String>,
    /// When it last took something.
    pub delivered_at: Option<Timestamp>,
}

impl Default for ReceiverState {
    fn default() -> Self {
        Self { failures: 0, not_before: Timestamp::UNIX_EPOCH, last_error: None, delivered_at: None }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = receivers)]
struct ReceiverRow {
    failures: i64,
    not_before: i64,
    last_error: Option<String>,
    delivered_at: Option<i64>,
}

/// How sending goes; as for a new receiver where nothing was sent yet.
///
/// # Errors
/// [`StoreError::Corrupt`] when the row cannot be read.
pub fn state(conn: &mut Connection, name: &str) -> Result<ReceiverState, StoreError> {
    let row: Option<ReceiverRow> = receivers::table
        .filter(receivers::name.eq(name))
        .select(ReceiverRow::as_select())
        .first(conn.raw())
        .optional()?;
    let Some(row) = row else { return Ok(ReceiverState::default()) };
    let at = Row::new(TABLE, name);
    Ok(ReceiverState {
        failures: at.number("failures", row.failures)?,
        not_before: at.instant("not_before", row.not_before)?,
        last_error: row.last_error,
        delivered_at: at.instant_opt("delivered_at", row.delivered_at)?,
    })
}

/// Takes or keeps the lease: from now on this process sends to the receiver, until `until`. Answers whether it may; it may
/// not while another one's lease lasts.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn acquire(
    tx: &mut Tx,
    name: &str,
    owner: &str,
    (now, until): (Timestamp, Timestamp),
) -> Result<bool, StoreError> {
    let free = receivers::lease_until.le(micros(now)).or(receivers::lease_owner.eq(owner));
    let row = receivers::table.filter(receivers::name.eq(name)).filter(free);
    let lease = (receivers::lease_owner.eq(owner), receivers::lease_until.eq(micros(until)));
    if diesel::update(row).set(lease).execute(tx.raw())? == 1 {
        return Ok(true);
    }
    let made = tx.insert_unique(|tx| {
        let row = (
            receivers::name.eq(name),
            receivers::failures.eq(0_i64),
            receivers::not_before.eq(0_i64),
            receivers::lease_owner.eq(owner),
            receivers::lease_until.eq(micros(until)),
        );
        diesel::insert_into(receivers::table).values(row).execute(tx.raw())?;
        Ok(())
    })?;
    Ok(made.is_new())
}

/// Gives the lease back, if it still is this process's.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn release(tx: &mut Tx, name: &str, owner: &str) -> Result<(), StoreError> {
    let row = receivers::table.filter(receivers::name.eq(name)).filter(receivers::lease_owner.eq(owner));
    diesel::update(row).set(receivers::lease_until.eq(0_i64)).execute(tx.raw())?;
    Ok(())
}

/// Notes how sending goes.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn note(tx: &mut Tx, name: &str, state: &ReceiverState) -> Result<(), StoreError> {
    diesel::update(receivers::table.filter(receivers::name.eq(name)))
        .set((
            receivers::failures.eq(count(state.failures)),
            receivers::not_before.eq(micros(state.not_before)),
            receivers::last_error.eq(&state.last_error),
            receivers::delivered_at.eq(state.delivered_at.map(micros)),
        ))
        .execute(tx.raw())?;
    Ok(())
}
