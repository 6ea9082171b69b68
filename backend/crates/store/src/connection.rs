//! One database connection, whichever database it leads to.

use std::sync::Arc;

use diesel::connection::{Connection as _, TransactionManager};

pub(crate) use crate::any::{AnyConnection, Db};
use crate::dialect::{self, Backend};
use crate::failure::{Failure, FailureWatch, Observer};
use crate::ledger_rows::OpenLogs;

/// A connection handed to a closure of [`crate::Store::read`] or, inside a [`crate::Tx`], of
/// [`crate::Store::write`]. It can only be used through the repository modules of this crate.
pub struct Connection {
    any: AnyConnection,
    watch: Arc<FailureWatch>,
    logs: OpenLogs,
    /// Whether a savepoint was begun that the database has not heard of.
    due: bool,
}

impl Connection {
    pub(crate) fn new(mut any: AnyConnection) -> Self {
        let watch = Arc::new(FailureWatch::default());
        any.set_instrumentation(Observer::new(Arc::clone(&watch)));
        Self { any, watch, logs: OpenLogs::default(), due: false }
    }

    /// The diesel connection, to execute a query on.
    pub(crate) fn raw(&mut self) -> &mut AnyConnection {
        self.begin_due();
        &mut self.any
    }

    /// Begins a savepoint once somebody executes a query in it: an entry of the ledger alone needs none, as it is
    /// gathered and written with its batch.
    pub(crate) fn begin_lazily(&mut self) {
        self.begin_due();
        self.due = true;
    }

    fn begin_due(&mut self) {
        // Whatever follows could not be undone alone: the whole batch is given up.
        if std::mem::take(&mut self.due) && self.begin().is_err() {
            self.watch.note(Failure::Lost);
        }
    }

    /// The diesel connection itself.
    pub(crate) fn into_raw(self) -> AnyConnection {
        self.any
    }

    /// What the batch under way appends to the ledger; nothing on a connection that reads.
    pub(crate) fn logs(&self) -> &OpenLogs {
        &self.logs
    }

    pub(crate) fn logs_mut(&mut self) -> &mut OpenLogs {
        &mut self.logs
    }

    /// What went wrong on this connection since it was last asked.
    pub(crate) fn watch(&self) -> &FailureWatch {
        &self.watch
    }

    /// Which database this connection leads to.
    pub fn backend(&self) -> Backend {
        dialect::backend_of(&self.any)
    }

    /// Whether the connection is in no state to be used again: lost, or left inside a transaction.
    pub(crate) fn is_broken(&mut self) -> bool {
        self.watch.lost()
            || <AnyConnection as TransactionManager<AnyConnection>>::is_broken_transaction_manager(
                &mut self.any,
            )
    }

    /// How many transactions and savepoints are open; `None` when the transaction state is unknown.
    pub(crate) fn depth(&mut self) -> Option<u32> {
        let status = <AnyConnection as TransactionManager<AnyConnection>>::transaction_manager_status_mut(
            &mut self.any,
        );
        let begun = status.transaction_depth().ok()?.map_or(0, std::num::NonZeroU32::get);
        Some(begun + u32::from(self.due))
    }

    pub(crate) fn begin(&mut self) -> diesel::QueryResult<()> {
        self.begin_due();
        <AnyConnection as TransactionManager<AnyConnection>>::begin_transaction(&mut self.any)
    }

    pub(crate) fn commit(&mut self) -> diesel::QueryResult<()> {
        if std::mem::take(&mut self.due) {
            return Ok(());
        }
        <AnyConnection as TransactionManager<AnyConnection>>::commit_transaction(&mut self.any)
    }

    pub(crate) fn rollback(&mut self) -> diesel::QueryResult<()> {
        if std::mem::take(&mut self.due) {
            return Ok(());
        }
        <AnyConnection as TransactionManager<AnyConnection>>::rollback_transaction(&mut self.any)
    }

    /// Rolls back until `depth` levels are left, whatever a failed or panicking closure left open.
    pub(crate) fn rollback_to(&mut self, depth: u32) -> diesel::QueryResult<()> {
        while self.depth().ok_or(diesel::result::Error::BrokenTransactionManager)? > depth {
            self.rollback()?;
        }
        Ok(())
    }
}
