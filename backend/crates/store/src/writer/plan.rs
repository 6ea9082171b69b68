//! What a closure tells the writer beforehand.

use std::collections::BTreeSet;

use crate::ledger_rows::LogName;

/// What a closure will do, so that the writer can order and bound its batches.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    logs: BTreeSet<LogName>,
    bytes: usize,
    ledger_only: bool,
}

impl Plan {
    /// A closure that appends to no log and carries little.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Declares a log that the closure appends to. The heads of all logs of a batch are taken in one order at its
    /// start, so that two processes cannot deadlock on them. Appending to an undeclared log is refused.
    #[must_use]
    pub fn log(mut self, log: LogName) -> Self {
        self.logs.insert(log);
        self
    }

    /// Adds to the bytes that the closure carries into the database (pictures, files).
    #[must_use]
    pub fn bytes(mut self, bytes: usize) -> Self {
        self.bytes = self.bytes.saturating_add(bytes);
        self
    }

    /// The closure only appends to the ledger: someone waits to see something, it goes first in its batch.
    #[must_use]
    pub fn ledger_only(mut self) -> Self {
        self.ledger_only = true;
        self
    }

    pub(crate) fn weight(&self) -> usize {
        self.bytes
    }

    pub(crate) fn is_ledger_only(&self) -> bool {
        self.ledger_only
    }

    pub(crate) fn logs(&self) -> &BTreeSet<LogName> {
        &self.logs
    }
}
