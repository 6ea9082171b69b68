//! The writer's connection: kept while it works, made anew when it does not.

use crate::connection::Connection;
use crate::dialect::{self, Purpose};
use crate::open;
use crate::target::{FileIdentity, Target};

/// The one connection that writes.
pub(super) struct Session {
    target: Target,
    file: Option<FileIdentity>,
    connection: Option<Connection>,
}

impl Session {
    pub(super) fn new(target: Target, connection: Connection) -> std::io::Result<Self> {
        let file = target.identity()?;
        Ok(Self { target, file, connection: Some(connection) })
    }

    /// A connection to the database that was opened at start. Another file at its place counts as a store that is gone.
    pub(super) fn connection(&mut self) -> Result<&mut Connection, String> {
        if self.target.identity().map_err(|error| format!("the database file: {error}"))? != self.file {
            self.connection = None;
            return Err("the database file was replaced by another one; restart the server".to_owned());
        }
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => reconnect(&self.target)?,
        };
        Ok(self.connection.insert(connection))
    }

    /// Leaves the connection without a transaction, or drops it.
    pub(super) fn reset(&mut self) {
        let Some(connection) = &mut self.connection else { return };
        if connection.rollback_to(0).is_err() || connection.is_broken() {
            self.connection = None;
        }
    }

    /// Drops the connection; the next batch makes a new one.
    pub(super) fn discard(&mut self) {
        self.connection = None;
    }
}

/// A server may have come back with other settings: it is judged again.
fn reconnect(target: &Target) -> Result<Connection, String> {
    let mut connection = dialect::connect(target, Purpose::Write).map_err(|error| error.to_string())?;
    open::refuse_weakness(&mut connection).map_err(|error| error.to_string())?;
    Ok(connection)
}
