//! The pool of read sessions.

use std::time::Duration;
use std::{fmt, io};

use diesel::ConnectionError;

use crate::connection::Connection;
use crate::dialect::{self, Purpose};
use crate::error::StoreError;
use crate::target::{FileIdentity, Target};

/// Makes and judges read sessions for r2d2. Diesel's own manager would call the enum's `establish`.
pub(crate) struct ReadSessions {
    target: Target,
    file: Option<FileIdentity>,
}

/// Why a read session is not usable.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SessionError {
    #[error(transparent)]
    Connect(#[from] ConnectionError),
    #[error("the database file: {0}")]
    File(#[from] io::Error),
    #[error("the database file was replaced by another one; restart the server")]
    Replaced,
}

impl ReadSessions {
    /// Reading stops where writing does: at a file that is no longer, or not the one that was opened at start.
    fn check_file(&self) -> Result<(), SessionError> {
        if self.target.identity()? == self.file { Ok(()) } else { Err(SessionError::Replaced) }
    }
}

impl r2d2::ManageConnection for ReadSessions {
    type Connection = Connection;
    type Error = SessionError;

    fn connect(&self) -> Result<Connection, SessionError> {
        self.check_file()?;
        Ok(dialect::connect(&self.target, Purpose::Read)?)
    }

    /// Whether the server is still there is asked by the BEGIN of each read, and by nothing before it.
    fn is_valid(&self, _: &mut Connection) -> Result<(), SessionError> {
        self.check_file()
    }

    fn has_broken(&self, conn: &mut Connection) -> bool {
        conn.is_broken()
    }
}

/// A pool of at most `size` sessions, one of them made at once. A caller waits at most five seconds for one.
pub(crate) fn open(target: Target, size: u32) -> Result<r2d2::Pool<ReadSessions>, StoreError> {
    let unavailable = |error: &dyn fmt::Display| StoreError::Unavailable(error.to_string());
    let file = target.identity().map_err(|error| unavailable(&error))?;
    r2d2::Pool::builder()
        .max_size(size.max(1))
        .min_idle(Some(1))
        .connection_timeout(Duration::from_secs(5))
        .error_handler(Box::new(r2d2::NopErrorHandler))
        .build(ReadSessions { target, file })
        .map_err(|error| unavailable(&error))
}

/// A session with a transaction begun. Sessions that a restarted server has cut are dropped by the pool when their BEGIN
/// fails; after as many as there can be, one is new.
fn begun(pool: &r2d2::Pool<ReadSessions>) -> Result<r2d2::PooledConnection<ReadSessions>, StoreError> {
    let mut left = pool.max_size();
    loop {
        let mut session = pool.get().map_err(|error| StoreError::Unavailable(error.to_string()))?;
        match session.begin() {
            Ok(()) => return Ok(session),
            Err(_) if left > 0 && session.is_broken() => left -= 1,
            Err(error) => return Err(error.into()),
        }
    }
}

/// Runs `f` on a session of the pool, in one read-only snapshot.
pub(crate) fn read<T, E, F>(pool: &r2d2::Pool<ReadSessions>, f: F) -> Result<T, E>
where
    F: FnOnce(&mut Connection) -> Result<T, E>,
    E: From<StoreError>,
{
    let mut session = begun(pool)?;
    let outcome = f(&mut session);
    // Nothing was written; a session that cannot even roll back is dropped by the pool.
    let ended = session.rollback_to(0).map_err(StoreError::from);
    let value = outcome?;
    ended?;
    Ok(value)
}
