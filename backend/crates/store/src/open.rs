//! Opening a database: every doubt is a refusal that says what to do.

use std::path::Path;

use diesel::ConnectionError;

use crate::connection::Connection;
use crate::dialect::{self, Purpose, Weakness};
use crate::error::StoreError;
use crate::instance::{self, Environment, Instance};
use crate::migrate::{self, SchemaState};
use crate::store::StoreConfig;
use crate::target::Target;

/// Why a database was not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The URL names no database that we know.
    #[error("the database URL must be sqlite:PATH (a file) or postgres://…")]
    UnknownScheme,
    /// libpq could read the URL otherwise than it was meant, and would then show a piece of a password.
    #[error(
        "the database URL cannot be read: write special characters of user, password and names as %XX (@ is %40, / is %2F), the password before the host, and the port in digits"
    )]
    AmbiguousUrl,
    /// There is no such file. It is not created by accident.
    #[error("there is no database at {0}; make one with `poortwacht migrate`, or correct the path")]
    MissingFile(String),
    /// The new file could not be made.
    #[error("the database file {path} cannot be created: {source}")]
    Create {
        /// The path.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The database could not be reached.
    #[error("the database cannot be opened: {0}")]
    Connect(#[from] ConnectionError),
    /// The database is empty or holds something else.
    #[error("the database holds no Poortwacht schema; run `poortwacht migrate`")]
    NoSchema,
    /// A later version of the program has migrated this database.
    #[error("the database was made by a newer version (migration {0}); run that version or a newer one")]
    Newer(String),
    /// Migrations of this version have not been run.
    #[error("the database is older than this version ({} to go: {}); stop the servers and run `poortwacht migrate`", .0.len(), .0.join(", "))]
    Pending(Vec<String>),
    /// The database is marked for another use.
    #[error(
        "this is a {found} database and cannot be used as {wanted}: no production data in a test, no test in production"
    )]
    Environment {
        /// What the database is marked as.
        found: Environment,
        /// What it was opened as.
        wanted: Environment,
    },
    /// A commit could be lost after it was acknowledged.
    #[error(
        "PostgreSQL runs with {0}=off: an acknowledged packet could be lost; set {0}=on for this database"
    )]
    NotDurable(&'static str),
    /// The connection could be read or changed on its way.
    #[error(
        "PostgreSQL over TCP needs verified TLS: add sslmode=verify-full (and sslrootcert) to the URL, or use a unix socket"
    )]
    PlainTcp,
    /// A migration failed; the database is as it was before it.
    #[error("migration failed: {0}")]
    Migration(String),
    /// The operating system refused a thread or a file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The database refused a query while it was examined.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<diesel::result::Error> for OpenError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Connects and checks everything there is to check before the first use.
pub(crate) fn open(config: &StoreConfig) -> Result<(Target, Connection, Instance), OpenError> {
    let target = Target::parse(&config.url)?;
    require_file(&target)?;
    let mut conn = dialect::connect(&target, Purpose::Write)?;
    refuse_weakness(&mut conn)?;
    match migrate::state(&mut conn)? {
        SchemaState::None => return Err(OpenError::NoSchema),
        SchemaState::Newer(version) => return Err(OpenError::Newer(version)),
        SchemaState::Pending(names) => return Err(OpenError::Pending(names)),
        SchemaState::Current => {}
    }
    let instance = instance::find(&mut conn)?.ok_or(OpenError::NoSchema)?;
    require_environment(&instance, config.environment)?;
    Ok((target, conn, instance))
}

/// Refuses a server whose commits are not durable or whose line is open to others.
pub(crate) fn refuse_weakness(conn: &mut Connection) -> Result<(), OpenError> {
    match dialect::weakness(conn)? {
        None => Ok(()),
        Some(Weakness::NotDurable(setting)) => Err(OpenError::NotDurable(setting)),
        Some(Weakness::PlainTcp) => Err(OpenError::PlainTcp),
    }
}

/// Refuses a database that is marked for another use.
pub(crate) fn require_environment(instance: &Instance, wanted: Environment) -> Result<(), OpenError> {
    let found = instance.environment;
    if found == wanted { Ok(()) } else { Err(OpenError::Environment { found, wanted }) }
}

fn require_file(target: &Target) -> Result<(), OpenError> {
    match target.file() {
        Some(path) if !path.is_file() => Err(missing(path)),
        _ => Ok(()),
    }
}

/// The refusal for a file that is not there.
pub(crate) fn missing(path: &Path) -> OpenError {
    OpenError::MissingFile(path.display().to_string())
}
