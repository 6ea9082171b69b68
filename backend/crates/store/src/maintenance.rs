//! Housekeeping of the database file, and the store's own account of what should be gone.

mod holdings;
mod overdue;

use crate::connection::Connection;
use crate::dialect;
use crate::error::StoreError;

pub use holdings::{
    HeldHour, Transfers, cases_by_hour, cases_of_no_violation, destroyed_by_hour, halves_spent_before,
    holdings, transfers, without_second_factor,
};
pub use overdue::{Overdue, TABLES, overdue};

/// How large the database is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Bytes of the database, without its write-ahead log.
    pub database_bytes: u64,
    /// Bytes of these that hold nothing and can be given back. Zero for PostgreSQL, which reuses them by itself.
    pub free_bytes: u64,
}

/// Gives freed pages back to the file system, at most `pages` of them, so that a purge shows in the file's size. On
/// PostgreSQL nothing happens. To be called through [`crate::Store::maintain_blocking`].
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn incremental_vacuum(conn: &mut Connection, pages: u32) -> Result<(), StoreError> {
    Ok(dialect::incremental_vacuum(conn, pages)?)
}

/// Moves the write-ahead log into the database file and empties it, as far as readers let it. On PostgreSQL nothing
/// happens. To be called through [`crate::Store::maintain_blocking`]: it does not work inside a transaction.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn wal_checkpoint(conn: &mut Connection) -> Result<(), StoreError> {
    Ok(dialect::wal_checkpoint(conn)?)
}

/// How large the database is.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn sizes(conn: &mut Connection) -> Result<Sizes, StoreError> {
    Ok(Sizes {
        database_bytes: dialect::database_bytes(conn)?.unsigned_abs(),
        free_bytes: dialect::free_bytes(conn)?.unsigned_abs(),
    })
}
