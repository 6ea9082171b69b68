//! Everything that differs between SQLite and PostgreSQL. No other file asks which database it is.

mod bulk;

use std::path::Path;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::{
    Connection as _, ConnectionError, PgConnection, QueryResult, QueryableByName, RunQueryDsl,
    SqliteConnection,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness};

use crate::connection::{AnyConnection, Connection};
use crate::target::{Target, sqlite_uri};

pub(crate) use bulk::{BulkInsert, Cell, insert_json};

/// The database behind a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// One file, in this process.
    Sqlite,
    /// A server, possibly shared by several processes.
    Postgres,
}

/// What a connection is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Write,
    Read,
}

/// Waiting for a lock of another process ends after five seconds: the caller hears that the store is unavailable. The
/// write-ahead log is emptied every 32 MB: a packet carries a quarter of a megabyte, and emptying it keeps the one writer.
const SQLITE_SESSION: &str = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
     PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000;";

/// `lc_messages` may only be set by a superuser; for other roles the server's own setting stands.
const POSTGRES_SESSION: &str = "SET lock_timeout = '5s'; SET statement_timeout = '60s'; \
     SET idle_in_transaction_session_timeout = '60s'; SET bytea_output = 'hex'; \
     SELECT set_config('lc_messages', 'C', false) FROM pg_roles WHERE rolname = current_user AND rolsuper;";

/// Which database a connection leads to.
pub(crate) fn backend_of(any: &AnyConnection) -> Backend {
    match any {
        AnyConnection::Sqlite(_) => Backend::Sqlite,
        AnyConnection::Postgres(_) => Backend::Postgres,
    }
}

/// Opens a session. A read session cannot write, and its transactions see one snapshot.
///
/// # Errors
/// What the database says.
pub(crate) fn connect(target: &Target, purpose: Purpose) -> Result<Connection, ConnectionError> {
    let any = match target {
        Target::Sqlite(path) => AnyConnection::Sqlite(connect_sqlite(path, purpose)?),
        Target::Postgres(url) => AnyConnection::Postgres(connect_postgres(url, purpose)?),
    };
    Ok(Connection::new(any))
}

fn connect_sqlite(path: &Path, purpose: Purpose) -> Result<SqliteConnection, ConnectionError> {
    let mut connection = SqliteConnection::establish(&sqlite_uri(path))?;
    let mut set_up = connection.batch_execute(SQLITE_SESSION);
    if purpose == Purpose::Read {
        set_up = set_up.and_then(|()| connection.batch_execute("PRAGMA query_only = ON;"));
    }
    set_up.map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(connection)
}

fn connect_postgres(url: &str, purpose: Purpose) -> Result<PgConnection, ConnectionError> {
    let mut connection = PgConnection::establish(&with_connect_timeout(url))?;
    let mut set_up = connection.batch_execute(POSTGRES_SESSION);
    if purpose == Purpose::Read {
        let snapshot =
            "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;";
        set_up = set_up.and_then(|()| connection.batch_execute(snapshot));
    }
    set_up.map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(connection)
}

fn with_connect_timeout(url: &str) -> String {
    if url.contains("connect_timeout=") {
        return url.to_owned();
    }
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}connect_timeout=5")
}

/// Starts a batch of writes. SQLite takes its write lock at once: upgrading later fails without waiting.
pub(crate) fn begin_batch(conn: &mut Connection) -> QueryResult<()> {
    match conn.raw() {
        AnyConnection::Sqlite(inner) => {
            AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN IMMEDIATE")
        }
        AnyConnection::Postgres(inner) => AnsiTransactionManager::begin_transaction(inner),
    }
}

/// How a subselect ends that passes over rows which another server is just changing. SQLite has one writer at a time.
pub(crate) fn skip_locked(conn: &Connection) -> &'static str {
    match conn.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR UPDATE SKIP LOCKED",
    }
}

/// Prepares a new SQLite file. Page size and auto_vacuum only take effect before the first page is written, and
/// auto_vacuum is silently ignored after WAL is on.
pub(crate) fn prepare_new(conn: &mut Connection) -> QueryResult<()> {
    match conn.raw() {
        AnyConnection::Sqlite(inner) => inner.batch_execute(
            "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;",
        ),
        AnyConnection::Postgres(_) => Ok(()),
    }
}

/// Lets one process at a time migrate a shared database, for as long as it takes. The lock ends with the connection.
pub(crate) fn lock_for_migration(conn: &mut Connection) -> QueryResult<()> {
    match conn.raw() {
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(inner) => inner.batch_execute(
            "SET lock_timeout = 0; SET statement_timeout = 0; SELECT pg_advisory_lock(7308324466);",
        ),
    }
}

/// Runs the migrations that are not there yet and names them, oldest first.
pub(crate) fn run_migrations(
    conn: &mut Connection,
    sqlite: EmbeddedMigrations,
    postgres: EmbeddedMigrations,
) -> diesel::migration::Result<Vec<String>> {
    let applied = match conn.raw() {
        AnyConnection::Sqlite(inner) => inner.run_pending_migrations(sqlite)?,
        AnyConnection::Postgres(inner) => inner.run_pending_migrations(postgres)?,
    };
    Ok(applied.into_iter().map(|version| version.to_string()).collect())
}

/// Whether a table of this name is there.
pub(crate) fn has_table(conn: &mut Connection, name: &'static str) -> QueryResult<bool> {
    let sql = match conn.backend() {
        Backend::Sqlite => "SELECT count(*) > 0 AS value FROM sqlite_master WHERE type = 'table' AND name = ",
        Backend::Postgres => {
            "SELECT count(*) > 0 AS value FROM pg_tables WHERE schemaname = current_schema() AND tablename = "
        }
    };
    diesel::sql_query(format!("{sql}'{name}'")).get_result::<Flag>(conn.raw()).map(|flag| flag.value)
}

/// The reason why a commit on this server would not be durable or private, if there is one.
pub(crate) fn weakness(conn: &mut Connection) -> QueryResult<Option<Weakness>> {
    if conn.backend() == Backend::Sqlite {
        return Ok(None);
    }
    for setting in ["synchronous_commit", "fsync"] {
        let sql = format!("SELECT current_setting('{setting}') AS value");
        if diesel::sql_query(sql).get_result::<Word>(conn.raw())?.value == "off" {
            return Ok(Some(Weakness::NotDurable(setting)));
        }
    }
    let plain_tcp = "SELECT inet_client_addr() IS NOT NULL AND NOT ssl AS value FROM pg_stat_ssl \
         WHERE pid = pg_backend_pid()";
    let plain_tcp = diesel::sql_query(plain_tcp).get_result::<Flag>(conn.raw())?.value;
    Ok(plain_tcp.then_some(Weakness::PlainTcp))
}

/// Why a PostgreSQL server is refused.
pub(crate) enum Weakness {
    NotDurable(&'static str),
    PlainTcp,
}

/// Gives freed pages back to the file system, at most `pages` of them. PostgreSQL's autovacuum needs no telling.
pub(crate) fn incremental_vacuum(conn: &mut Connection, pages: u32) -> QueryResult<()> {
    match conn.raw() {
        // Through `execute` the pragma frees a single page: it must be stepped to its end.
        AnyConnection::Sqlite(inner) => inner.batch_execute(&format!("PRAGMA incremental_vacuum({pages});")),
        AnyConnection::Postgres(_) => Ok(()),
    }
}

/// Moves the write-ahead log into the database file and empties it. Not inside a transaction.
pub(crate) fn wal_checkpoint(conn: &mut Connection) -> QueryResult<()> {
    match conn.raw() {
        AnyConnection::Sqlite(inner) => inner.batch_execute("PRAGMA wal_checkpoint(TRUNCATE);"),
        AnyConnection::Postgres(_) => Ok(()),
    }
}

/// The size of the database in bytes, without its write-ahead log.
pub(crate) fn database_bytes(conn: &mut Connection) -> QueryResult<i64> {
    let sql = match conn.backend() {
        Backend::Sqlite => {
            "SELECT page_count * page_size AS value FROM pragma_page_count(), pragma_page_size()"
        }
        Backend::Postgres => "SELECT pg_database_size(current_database()) AS value",
    };
    diesel::sql_query(sql).get_result::<Number>(conn.raw()).map(|number| number.value)
}

/// Bytes inside the database file that hold nothing; always zero for PostgreSQL, which reuses them by itself.
pub(crate) fn free_bytes(conn: &mut Connection) -> QueryResult<i64> {
    let sql = match conn.backend() {
        Backend::Sqlite => {
            "SELECT freelist_count * page_size AS value FROM pragma_freelist_count(), pragma_page_size()"
        }
        Backend::Postgres => "SELECT 0::bigint AS value",
    };
    diesel::sql_query(sql).get_result::<Number>(conn.raw()).map(|number| number.value)
}

#[derive(QueryableByName)]
struct Flag {
    #[diesel(sql_type = Bool)]
    value: bool,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    value: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    value: i64,
}
