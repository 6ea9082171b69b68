//! The writer's connection: kept while it works, made anew when it does not.

use std::os::unix::fs::MetadataExt;

use crate::connection::Connection;
use crate::dialect::{self, Purpose};
use crate::open;
use crate::target::Target;

/// Device and inode of a database file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FileIdentity(u64, u64);

/// The one connection that writes.
pub(super) struct Session {
    target: Target,
    file: Option<FileIdentity>,
    connection: Option<Connection>,
}

impl Session {
    pub(super) fn new(target: Target, connection: Connection) -> std::io::Result<Self> {
        let file = identity(&target)?;
        Ok(Self { target, file, connection: Some(connection) })
    }

    /// A connection to the database that was opened at start. SQLite would go on writing into a file that was
    /// deleted or moved away, and its commits would be lost: that counts as a store that is gone.
    pub(super) fn connection(&mut self) -> Result<&mut Connection, String> {
        if identity(&self.target).map_err(|error| format!("the database file: {error}"))? != self.file {
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

fn identity(target: &Target) -> std::io::Result<Option<FileIdentity>> {
    let found = target.file().map(std::fs::metadata).transpose()?;
    Ok(found.map(|found| FileIdentity(found.dev(), found.ino())))
}
