//! The key store's file: making it, opening it, and noticing that it is gone or another one.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel::sqlite::SqliteConnection;
use jiff::Timestamp;
use poortwacht_domain::rng::Rng;
use poortwacht_store::Environment;
use uuid::Uuid;

use super::master::MasterKey;
use super::schema::marker;
use super::{KeyStoreError, KeyStoreOpenError};

/// Version of `schema.sql`.
const SCHEMA_VERSION: i64 = 1;
const SCHEMA: &str = include_str!("schema.sql");
/// What the check value says under the right master key.
const CHECK: &[u8] = b"poortwacht key store";
const MARKER: &str = "marker";

/// `secure_delete` overwrites what is deleted; `synchronous=FULL` makes each commit durable before it returns.
const PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;";

/// Where the key store is and to which database it belongs.
#[derive(Debug, Clone)]
pub struct KeyStoreConfig {
    /// The SQLite file, in a folder of its own, outside the database's backup.
    pub path: PathBuf,
    /// Instance of the database whose halves it holds.
    pub instance: Uuid,
    /// Environment of that database.
    pub environment: Environment,
    /// Make the file when it does not exist. Only for a first installation.
    pub create: bool,
}

/// An open file, and which file it is.
pub(super) struct Session {
    pub(super) conn: SqliteConnection,
    identity: Identity,
}

/// Device and inode: tells a file that was put back or replaced from the one that was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity(u64, u64);

impl Identity {
    fn of(path: &Path) -> std::io::Result<Self> {
        std::fs::metadata(path).map(|metadata| Self(metadata.dev(), metadata.ino()))
    }
}

impl Session {
    /// Whether the path still leads to this file. SQLite alone would go on writing into a deleted one.
    pub(super) fn is_current(&self, path: &Path) -> bool {
        Identity::of(path).is_ok_and(|identity| identity == self.identity)
    }

    /// Opens an existing file and checks schema, master key and marker.
    pub(super) fn open(config: &KeyStoreConfig, master: &MasterKey) -> Result<Self, KeyStoreOpenError> {
        let path = &config.path;
        let identity = Identity::of(path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => KeyStoreOpenError::Missing { path: path.clone() },
            _ => unusable(path, error),
        })?;
        let mut conn = connect(path)?;
        check(&mut conn, config, master)?;
        Ok(Self { conn, identity })
    }

    /// Takes the write lock and lets it go: fails when the file is read-only, locked or damaged.
    pub(super) fn probe_write(&mut self) -> Result<(), KeyStoreError> {
        self.conn.immediate_transaction(|conn| {
            marker::table.find(1).select(marker::schema_version).first::<i64>(conn)?;
            Ok(())
        })
    }

    /// Moves the write-ahead log into the file and empties it, so that no older page with a deleted value is left.
    pub(super) fn checkpoint(&mut self) -> Result<(), KeyStoreError> {
        #[derive(QueryableByName)]
        struct Checkpoint {
            #[diesel(sql_type = diesel::sql_types::Integer)]
            busy: i32,
        }
        let Checkpoint { busy } =
            diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(&mut self.conn)?;
        if busy == 0 {
            return Ok(());
        }
        Err(KeyStoreError::Unavailable("another process keeps the write-ahead log busy; repeat".to_owned()))
    }
}

/// Makes the file, readable by its owner only, with tables and marker. Does nothing when a key store is there already.
pub(super) fn create(
    config: &KeyStoreConfig,
    master: &MasterKey,
    now: Timestamp,
    rng: &dyn Rng,
) -> Result<(), KeyStoreOpenError> {
    let path = &config.path;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| unusable(path, error))?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(unusable(path, error)),
    }
    let mut conn = connect(path)?;
    initialise(&mut conn, config, master, now, rng).map_err(|error| unusable(path, error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| unusable(path, error))
}

/// Writes tables and marker into an empty file, in one transaction: a crash leaves an empty file, which is made again.
fn initialise(
    conn: &mut SqliteConnection,
    config: &KeyStoreConfig,
    master: &MasterKey,
    now: Timestamp,
    rng: &dyn Rng,
) -> Result<(), KeyStoreError> {
    conn.immediate_transaction(|conn| {
        let tables: i64 =
            diesel::select(sql::<BigInt>("(SELECT count(*) FROM sqlite_master)")).first(conn)?;
        if tables > 0 {
            return Ok(());
        }
        conn.batch_execute(SCHEMA)?;
        diesel::insert_into(marker::table)
            .values((
                marker::id.eq(1),
                marker::schema_version.eq(SCHEMA_VERSION),
                marker::instance_id.eq(config.instance.to_string()),
                marker::environment.eq(config.environment.to_string()),
                marker::created_at.eq(now.as_microsecond()),
                marker::check_value.eq(master.seal(MARKER, "1", CHECK, rng)?),
            ))
            .execute(conn)?;
        Ok(())
    })
}

/// Opens without ever creating: a file that vanishes in between is an error, not a new and empty key store.
fn connect(path: &Path) -> Result<SqliteConnection, KeyStoreOpenError> {
    let text = path.to_str().ok_or_else(|| unusable(path, "the path is not UTF-8"))?;
    let escaped = text.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let mut conn = SqliteConnection::establish(&format!("file:{escaped}?mode=rw"))
        .map_err(|error| unusable(path, error))?;
    conn.batch_execute(PRAGMAS).map_err(|error| foreign_or_unusable(path, &error))?;
    Ok(conn)
}

fn check(
    conn: &mut SqliteConnection,
    config: &KeyStoreConfig,
    master: &MasterKey,
) -> Result<(), KeyStoreOpenError> {
    let path = &config.path;
    let (version, instance, environment, check_value) = marker::table
        .find(1)
        .select((marker::schema_version, marker::instance_id, marker::environment, marker::check_value))
        .first::<(i64, String, String, Vec<u8>)>(conn)
        .map_err(|error| foreign_or_unusable(path, &error))?;
    if version > SCHEMA_VERSION {
        return Err(KeyStoreOpenError::Newer { found: version, known: SCHEMA_VERSION });
    }
    master
        .open(MARKER, "1", &check_value)
        .map_err(|_| KeyStoreOpenError::WrongMasterKey { path: path.clone() })?;
    let expected = config.instance.to_string();
    if instance != expected {
        return Err(KeyStoreOpenError::OtherInstance { found: instance, expected });
    }
    let expected = config.environment.to_string();
    if environment != expected {
        return Err(KeyStoreOpenError::OtherEnvironment { found: environment, expected });
    }
    Ok(())
}

fn foreign_or_unusable(path: &Path, error: &diesel::result::Error) -> KeyStoreOpenError {
    let text = error.to_string();
    // SQLite tells these apart by text only, as far as diesel passes it on.
    let foreign = matches!(error, diesel::result::Error::NotFound)
        || text.contains("not a database")
        || text.contains("no such table")
        || text.contains("no such column");
    if foreign { KeyStoreOpenError::NotAKeyStore { path: path.to_owned() } } else { unusable(path, text) }
}

fn unusable(path: &Path, detail: impl ToString) -> KeyStoreOpenError {
    KeyStoreOpenError::Unusable { path: path.to_owned(), detail: detail.to_string() }
}
