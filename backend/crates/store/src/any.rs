//! The connection enum that diesel derives from. Alone in its file: the derive brings names of its own.

use diesel::{MultiConnection, PgConnection, SqliteConnection};

/// The generated enum. It stays inside the crate: callers hold a [`crate::Connection`] and cannot run SQL past the
/// repositories. Its own `establish` is never called (it tries SQLite first, and SQLite takes any string).
#[derive(MultiConnection)]
pub(crate) enum AnyConnection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// The diesel backend of [`AnyConnection`], for boxed queries.
pub(crate) type Db = MultiBackend;
