//! Everything that differs between the two databases. No other file asks which one it is.
//!
//! # What remains of a destroyed value
//! SQLite overwrites it (`secure_delete`) and empties its write-ahead log before the call returns: nothing remains.
//!
//! PostgreSQL keeps older versions of its pages: a deleted row is vacuumed away at once, but its bytes stay in the free
//! space of its page until the next backup or rotation rewrites the tables, and in the server's write-ahead log until
//! that is reused. They are sealed under the master key, which the server never has. Copies of the server's files, its
//! archived log and its standbys count as backups of the key store: they too live at most
//! [`BACKUPS_LIVE`](super::BACKUPS_LIVE).

use std::path::Path;
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Text};
use poortwacht_store::connect_postgres;
use secrecy::{ExposeSecret, SecretString};

use super::any::AnyConnection;
use super::file::{self, Mode};
use super::{KeyStoreError, KeyStoreOpenError, KeyStorePlace};

/// `secure_delete` overwrites what is deleted; `synchronous=FULL` makes each commit durable before it returns.
const SQLITE_SESSION: &str =
    "PRAGMA busy_timeout = 5000; PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;";

/// A copy is thrown away unless it was written to its end, and is synced as a whole by then; nothing may stay beside it.
const COPY_SESSION: &str =
    "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA trusted_schema = OFF;";

/// A connection that the network lost without a word is noticed after ten seconds, not after a quarter of an hour.
const NOTICE_LOSS: &str = "tcp_user_timeout=10000";

/// Names the lock under which one process at a time makes the tables.
const CREATION_LOCK: i64 = 7_308_324_467;

/// The tables of a key store; `schema.sql` has them for SQLite.
const SCHEMA: &str = include_str!("schema.sql");

/// What is at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contents {
    Nothing,
    KeyStore,
    SomethingElse,
}

/// Opens a session on what is there. Whether that is a key store is not yet known.
pub(super) fn connect(place: &KeyStorePlace) -> Result<AnyConnection, KeyStoreOpenError> {
    match place {
        KeyStorePlace::Sqlite { path } if !path.exists() => {
            Err(KeyStoreOpenError::Missing { place: place.to_string() })
        }
        KeyStorePlace::Sqlite { path } => {
            let mut conn = file::connect(path, Mode::Write)
                .map_err(|error| KeyStoreOpenError::unusable(place, error))?;
            conn.batch_execute(SQLITE_SESSION).map_err(|error| foreign_or_unusable(place, &error))?;
            Ok(AnyConnection::Sqlite(conn))
        }
        KeyStorePlace::Postgres { url } => connect_server(place, url),
    }
}

fn connect_server(place: &KeyStorePlace, url: &SecretString) -> Result<AnyConnection, KeyStoreOpenError> {
    if !url.expose_secret().starts_with("postgres") {
        return Err(KeyStoreOpenError::unusable(place, "its URL must begin with postgres://"));
    }
    let mut conn = connect_postgres(&with_notice_of_loss(url.expose_secret()))?;
    let unusable = |error| KeyStoreOpenError::unusable(place, error);
    if is_case_database(&mut conn).map_err(unusable)? {
        return Err(KeyStoreOpenError::CaseDatabase);
    }
    if has_strange_owner(&mut conn).map_err(unusable)? {
        return Err(KeyStoreOpenError::NotOwner);
    }
    Ok(AnyConnection::Postgres(conn))
}

fn with_notice_of_loss(url: &str) -> String {
    if url.contains("tcp_user_timeout=") {
        return url.to_owned();
    }
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}{NOTICE_LOSS}")
}

/// In whatever schema: one database is one backup.
fn is_case_database(conn: &mut PgConnection) -> QueryResult<bool> {
    let sql = "SELECT count(*) > 0 AS value FROM pg_tables AS marker JOIN pg_tables AS cases USING (schemaname) \
         WHERE marker.tablename = 'instance' AND cases.tablename = 'cases'";
    diesel::sql_query(sql).get_result::<Flag>(conn).map(|flag| flag.value)
}

fn has_strange_owner(conn: &mut PgConnection) -> QueryResult<bool> {
    let sql = "SELECT count(*) > 0 AS value FROM pg_tables WHERE schemaname = current_schema() \
         AND tablename IN ('marker', 'halves', 'named_keys', 'kept_heads') AND NOT pg_has_role(tableowner, 'USAGE')";
    diesel::sql_query(sql).get_result::<Flag>(conn).map(|flag| flag.value)
}

/// Opens a copy that is being written.
pub(super) fn connect_copy(path: &Path) -> Result<AnyConnection, KeyStoreError> {
    let failed = |error: &dyn std::fmt::Display| KeyStoreError::Copy(error.to_string());
    let mut conn = file::connect(path, Mode::Write).map_err(|error| failed(&error))?;
    conn.batch_execute(COPY_SESSION).map_err(|error| failed(&error))?;
    Ok(AnyConnection::Sqlite(conn))
}

/// Opens a finished copy.
pub(super) fn connect_finished_copy(path: &Path) -> ConnectionResult<AnyConnection> {
    file::connect(path, Mode::Unchanging).map(AnyConnection::Sqlite)
}

/// Whether it is a key store, as far as its tables tell.
pub(super) fn contents(conn: &mut AnyConnection) -> QueryResult<Contents> {
    const COLUMNS: &str = "('schema_version', 'instance_id', 'environment', 'created_at', 'check_value')";
    let (tables, columns) = match conn {
        AnyConnection::Sqlite(_) => {
            ("sqlite_master".to_owned(), format!("pragma_table_info('marker') WHERE name IN {COLUMNS}"))
        }
        AnyConnection::Postgres(_) => (
            "pg_tables WHERE schemaname = current_schema()".to_owned(),
            format!(
                "information_schema.columns WHERE table_schema = current_schema() AND table_name = 'marker' \
                 AND column_name IN {COLUMNS}"
            ),
        ),
    };
    let sql = format!(
        "SELECT (SELECT count(*) FROM {tables}) AS tables, (SELECT count(*) FROM {columns}) AS columns"
    );
    let found: Found = diesel::sql_query(sql).get_result(conn)?;
    Ok(match (found.tables, found.columns) {
        (0, _) => Contents::Nothing,
        (_, 5) => Contents::KeyStore,
        _ => Contents::SomethingElse,
    })
}

/// Whether a table of this name is there.
pub(super) fn has_table(conn: &mut AnyConnection, name: &'static str) -> QueryResult<bool> {
    let tables = match conn {
        AnyConnection::Sqlite(_) => "sqlite_master WHERE type = 'table' AND name",
        AnyConnection::Postgres(_) => "pg_tables WHERE schemaname = current_schema() AND tablename",
    };
    let sql = format!("SELECT count(*) > 0 AS value FROM {tables} = '{name}'");
    diesel::sql_query(sql).get_result::<Flag>(conn).map(|flag| flag.value)
}

/// Lets one process at a time make the tables; ends with the transaction. SQLite has one writer at a time.
pub(super) fn lock_creation(conn: &mut AnyConnection) -> QueryResult<()> {
    match conn {
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(inner) => {
            inner.batch_execute(&format!("SELECT pg_advisory_xact_lock({CREATION_LOCK})"))
        }
    }
}

/// Makes the tables. The type of bytes is the only word that differs.
pub(super) fn create_tables(conn: &mut AnyConnection) -> QueryResult<()> {
    match conn {
        AnyConnection::Sqlite(inner) => inner.batch_execute(SCHEMA),
        AnyConnection::Postgres(inner) => inner.batch_execute(&SCHEMA.replace("BLOB", "BYTEA")),
    }
}

/// Starts a transaction that writes. SQLite takes its write lock at once: upgrading later fails without waiting.
pub(super) fn begin_write(conn: &mut AnyConnection) -> QueryResult<()> {
    match conn {
        AnyConnection::Sqlite(inner) => {
            AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN IMMEDIATE")
        }
        AnyConnection::Postgres(inner) => AnsiTransactionManager::begin_transaction(inner),
    }
}

/// Starts a transaction that reads one state throughout.
pub(super) fn begin_snapshot(conn: &mut AnyConnection) -> QueryResult<()> {
    match conn {
        AnyConnection::Sqlite(inner) => AnsiTransactionManager::begin_transaction(inner),
        AnyConnection::Postgres(inner) => AnsiTransactionManager::begin_transaction_sql(
            inner,
            "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        ),
    }
}

/// How a select ends that makes other writers wait. SQLite has one writer at a time.
pub(super) fn for_update(conn: &AnyConnection) -> &'static str {
    match conn {
        AnyConnection::Sqlite(_) => "",
        AnyConnection::Postgres(_) => " FOR UPDATE",
    }
}

/// Puts other sealed values in existing rows.
pub(super) fn reseal(
    conn: &mut AnyConnection,
    (table, key): (&str, &str),
    fresh: &[(String, Vec<u8>)],
) -> QueryResult<()> {
    match conn {
        AnyConnection::Sqlite(inner) => {
            let sql = format!("UPDATE {table} SET sealed = ? WHERE {key} = ?");
            fresh.iter().try_for_each(|(row, sealed)| {
                diesel::sql_query(&sql)
                    .bind::<Binary, _>(sealed)
                    .bind::<Text, _>(row)
                    .execute(inner)
                    .map(drop)
            })
        }
        AnyConnection::Postgres(inner) => {
            let (rows, sealed): (Vec<&str>, Vec<&[u8]>) =
                fresh.iter().map(|(row, sealed)| (row.as_str(), sealed.as_slice())).unzip();
            let sql = format!(
                "UPDATE {table} SET sealed = fresh.sealed FROM unnest($1, $2) AS fresh (row, sealed) \
                 WHERE {table}.{key} = fresh.row"
            );
            diesel::sql_query(sql)
                .bind::<Array<Text>, _>(rows)
                .bind::<Array<Binary>, _>(sealed)
                .execute(inner)
                .map(drop)
        }
    }
}

/// Takes what was deleted from a table out of reach; see the module's text. Not inside a transaction.
pub(super) fn scrub(conn: &mut AnyConnection, table: &'static str) -> Result<(), KeyStoreError> {
    match conn {
        AnyConnection::Sqlite(inner) => checkpoint(inner),
        AnyConnection::Postgres(inner) => Ok(inner.batch_execute(&format!("VACUUM {table}"))?),
    }
}

/// Rewrites all tables, so that nothing of what was deleted or replaced is left in their files. Not inside a
/// transaction. The other processes wait meanwhile: seconds for a million halves.
pub(super) fn rewrite(conn: &mut AnyConnection) -> Result<(), KeyStoreError> {
    match conn {
        AnyConnection::Sqlite(inner) => checkpoint(inner),
        AnyConnection::Postgres(inner) => {
            inner.batch_execute("SET statement_timeout = 0")?;
            outlive_snapshots(inner)?;
            ["marker", "halves", "named_keys", "kept_heads"]
                .into_iter()
                .try_for_each(|table| Ok(inner.batch_execute(&format!("VACUUM FULL {table}"))?))
        }
    }
}

/// How long a rewrite waits for transactions that began before it.
const SNAPSHOTS_END: Duration = Duration::from_secs(if cfg!(test) { 5 } else { 30 });

/// Waits until no session sees what was replaced by now: a rewrite keeps whatever an older snapshot may still read. Its own
/// snapshot is as old as the oldest transaction of the whole server, whichever database that one is in.
fn outlive_snapshots(conn: &mut PgConnection) -> Result<(), KeyStoreError> {
    let now = diesel::sql_query("SELECT txid_current() AS value").get_result::<Number>(conn)?.value;
    let older = format!(
        "SELECT txid_snapshot_xmin(txid_current_snapshot()) < {now} OR EXISTS (SELECT FROM pg_stat_activity \
         WHERE pid <> pg_backend_pid() AND coalesce(datname = current_database(), true) \
         AND age(backend_xmin) > age('{}'::xid)) AS value",
        now % (1 << 32)
    );
    let began = Instant::now();
    while diesel::sql_query(&older).get_result::<Flag>(conn)?.value {
        if began.elapsed() > SNAPSHOTS_END {
            let why = "an older transaction on its server still sees what was replaced; end it and repeat";
            return Err(KeyStoreError::Unavailable(why.to_owned()));
        }
        std::thread::sleep(SNAPSHOTS_END / 100);
    }
    Ok(())
}

/// Moves the write-ahead log into the file and empties it, so that no older page with a deleted value is left.
fn checkpoint(conn: &mut SqliteConnection) -> Result<(), KeyStoreError> {
    let busy = diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result::<Checkpoint>(conn)?.busy;
    if busy == 0 {
        return Ok(());
    }
    Err(KeyStoreError::Unavailable("another process keeps the write-ahead log busy; repeat".to_owned()))
}

/// SQLite tells these apart by text only, as far as diesel passes it on.
fn foreign_or_unusable(place: &KeyStorePlace, error: &diesel::result::Error) -> KeyStoreOpenError {
    if error.to_string().contains("not a database") {
        return KeyStoreOpenError::NotAKeyStore { place: place.to_string() };
    }
    KeyStoreOpenError::unusable(place, error)
}

#[derive(QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    busy: i32,
}

#[derive(QueryableByName)]
struct Flag {
    #[diesel(sql_type = Bool)]
    value: bool,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    tables: i64,
    #[diesel(sql_type = BigInt)]
    columns: i64,
}
