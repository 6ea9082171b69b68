//! PostgreSQL sessions for the stores of other crates, on the conditions that hold for ours.

use diesel::PgConnection;

use crate::connection::AnyConnection;
use crate::dialect::{self, Purpose};
use crate::open::{OpenError, refuse_weakness};
use crate::target::Target;

/// Opens a session for writing on a server whose commits are durable, over a line that nobody else can read. Waiting for
/// a connection or a lock ends after five seconds.
///
/// # Errors
/// [`OpenError::UnknownScheme`] and [`OpenError::AmbiguousUrl`] for the URL, [`OpenError::PlainTcp`] and
/// [`OpenError::NotDurable`] for the server, [`OpenError::Connect`] when it does not answer. None shows a password.
pub fn connect_postgres(url: &str) -> Result<PgConnection, OpenError> {
    let target = Target::parse(url)?;
    if target.file().is_some() {
        return Err(OpenError::UnknownScheme);
    }
    let mut conn = dialect::connect(&target, Purpose::Write)?;
    refuse_weakness(&mut conn)?;
    match conn.into_raw() {
        AnyConnection::Postgres(inner) => Ok(inner),
        AnyConnection::Sqlite(_) => Err(OpenError::UnknownScheme),
    }
}
