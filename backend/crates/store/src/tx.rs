//! A transaction of one closure, inside the batch it shares with others.

use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};

use crate::connection::Connection;
use crate::error::{Insertion, StoreError};
use crate::ledger_rows::LogName;

/// What a closure of [`crate::Store::write`] writes through. It runs under a savepoint of its own, or alone in its
/// transaction: its error or panic undoes its own work and no one else's.
pub struct Tx<'batch> {
    connection: &'batch mut Connection,
    declared: &'batch BTreeSet<LogName>,
}

impl<'batch> Tx<'batch> {
    pub(crate) fn new(connection: &'batch mut Connection, declared: &'batch BTreeSet<LogName>) -> Self {
        Self { connection, declared }
    }

    /// Runs an insert that may meet a row with the same unique key, under a savepoint of its own.
    ///
    /// This is the only place where a refused statement is tolerated: on PostgreSQL it would otherwise spoil the
    /// transaction, on SQLite the closure would commit without its row. `insert` does one single-row insert.
    ///
    /// # Errors
    /// Any error of `insert` except the uniqueness violation.
    pub fn insert_unique<F>(&mut self, insert: F) -> Result<Insertion, StoreError>
    where
        F: FnOnce(&mut Self) -> Result<(), StoreError>,
    {
        let depth = self.depth().ok_or(diesel::result::Error::BrokenTransactionManager)?;
        let clean = self.watch().worst().is_none();
        self.begin()?;
        let outcome = insert(self);
        if outcome.is_ok() {
            self.commit()?;
            return Ok(Insertion::Inserted);
        }
        self.rollback_to(depth)?;
        match outcome {
            Err(StoreError::Conflict { .. }) if clean => {
                self.watch().tolerate();
                Ok(Insertion::AlreadyThere)
            }
            other => other.map(|()| Insertion::Inserted),
        }
    }

    /// [`StoreError::UndeclaredLog`] unless the closure's plan declared this log.
    pub(crate) fn check_declared(&self, log: &LogName) -> Result<(), StoreError> {
        if self.declared.contains(log) { Ok(()) } else { Err(StoreError::UndeclaredLog(log.clone())) }
    }
}

impl Deref for Tx<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection
    }
}
