//! Transactions on either database.

use diesel::QueryResult;
use diesel::connection::TransactionManager;
use diesel::result::Error;

use super::any::AnyConnection;
use super::dialect;

/// Writes all or nothing.
pub(super) fn write<T, E: From<Error>>(
    conn: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    run(conn, dialect::begin_write, work)
}

/// Reads one state throughout, whatever others write meanwhile.
pub(super) fn snapshot<T, E: From<Error>>(
    conn: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    run(conn, dialect::begin_snapshot, work)
}

fn run<T, E: From<Error>>(
    conn: &mut AnyConnection,
    begin: fn(&mut AnyConnection) -> QueryResult<()>,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    begin(conn)?;
    match work(conn) {
        Ok(done) => {
            <AnyConnection as TransactionManager<AnyConnection>>::commit_transaction(conn)?;
            Ok(done)
        }
        Err(reason) => {
            // The reason says more than a rollback that fails for the same one. A connection that is left inside a
            // transaction refuses the next one, and is closed then.
            let _undone = <AnyConnection as TransactionManager<AnyConnection>>::rollback_transaction(conn);
            Err(reason)
        }
    }
}
