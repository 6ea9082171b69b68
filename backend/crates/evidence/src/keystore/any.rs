//! The connection enum that diesel derives from. Alone in its file: the derive brings names of its own.

use diesel::{MultiConnection, PgConnection, SqliteConnection};

/// A session on either database. Its own `establish` is never called (it tries SQLite first, and SQLite takes any
/// string).
#[derive(MultiConnection)]
pub(crate) enum AnyConnection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}
