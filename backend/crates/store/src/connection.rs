//! One database connection, whichever database it leads to.

use std::sync::Arc;

use diesel::connection::{Connection as _, TransactionManager};

pub(crate) use crate::any::{AnyConnection, Db};
use crate::dialect::{self, Backend};
use crate::failure::{FailureWatch, Observer};
use crate::ledger_rows::OpenLogs;

/// A connection handed to a closure of [`crate::Store::read`] or, inside a [`crate::Tx`], of
/// [`crate::Store::write`]. It can only be used through the repository modules of this crate.
pub struct Connection {
    any: AnyConnection,
    watch: Arc<FailureWatch>,
    logs: OpenLogs,
}

impl Connection {
    pub(crate) fn new(mut any: AnyConnection) -> Self {
        let watch = Arc::new(FailureWatch::default());
        any.set_instrumentation(Observer::new(Arc::clone(&watch)));
        Self { any, watch, logs: OpenLogs::default() }
    }

    /// The diesel connection, to execute a query on.
    pub(crate) fn raw(&mut self) -> &mut AnyConnection {
        &mut self.any
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
        status.transaction_depth().ok().map(|depth| depth.map_or(0, std::num::NonZeroU32::get))
    }

    pub(crate) fn begin(&mut self) -> diesel::QueryResult<()> {
        <AnyConnection as TransactionManager<AnyConnection>>::begin_transaction(&mut self.any)
    }

    pub(crate) fn commit(&mut self) -> diesel::QueryResult<()> {
        <AnyConnection as TransactionManager<AnyConnection>>::commit_transaction(&mut self.any)
    }

    pub(crate) fn rollback(&mut self) -> diesel::QueryResult<()> {
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
