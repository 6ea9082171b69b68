//! Whole tables, page by page: what rotation, backup and restoring have in common. A page at a time is in memory.

use diesel::prelude::*;

use super::any::AnyConnection;
use super::schema::{halves, kept_heads, named_keys};

/// Rows per page.
const PAGE: i64 = 1000;

/// A row with a sealed value.
pub(super) trait SealedRow: Sized {
    /// Its table and the column of its primary key.
    const TABLE: (&'static str, &'static str);

    /// The primary key.
    fn key(&self) -> &str;

    /// The value, sealed under the master key and bound to table and key.
    fn sealed(&self) -> &[u8];

    /// The first rows with a key after this one.
    fn page(conn: &mut AnyConnection, after: &str) -> QueryResult<Vec<Self>>;

    /// Inserts a page.
    fn insert(conn: &mut AnyConnection, rows: &[Self]) -> QueryResult<()>;
}

/// One half.
#[derive(Queryable, Insertable)]
#[diesel(table_name = halves)]
pub(super) struct HalfRow {
    pub(super) id: String,
    pub(super) created_at: i64,
    pub(super) attached: bool,
    pub(super) sealed: Vec<u8>,
}

/// One purpose key.
#[derive(Queryable, Insertable)]
#[diesel(table_name = named_keys)]
pub(super) struct NamedKeyRow {
    name: String,
    created_at: i64,
    sealed: Vec<u8>,
}

/// One kept head.
#[derive(Queryable, Insertable)]
#[diesel(table_name = kept_heads)]
pub(super) struct HeadRow {
    log: String,
    sealed: Vec<u8>,
}

/// Hands over every row, a page at a time, and counts them.
pub(super) fn for_each_page<R: SealedRow, E: From<diesel::result::Error>>(
    conn: &mut AnyConnection,
    mut work: impl FnMut(&mut AnyConnection, Vec<R>) -> Result<(), E>,
) -> Result<usize, E> {
    let (mut after, mut count) = (String::new(), 0);
    loop {
        let page = R::page(conn, &after)?;
        let Some(last) = page.last() else { return Ok(count) };
        last.key().clone_into(&mut after);
        count += page.len();
        work(conn, page)?;
    }
}

/// The enum has no way of its own to insert many rows in one statement.
macro_rules! sealed_row {
    ($row:ident, $table:ident, $key:ident) => {
        impl SealedRow for $row {
            const TABLE: (&'static str, &'static str) = (stringify!($table), stringify!($key));

            fn key(&self) -> &str {
                &self.$key
            }

            fn sealed(&self) -> &[u8] {
                &self.sealed
            }

            fn page(conn: &mut AnyConnection, after: &str) -> QueryResult<Vec<Self>> {
                $table::table.filter($table::$key.gt(after)).order($table::$key).limit(PAGE).load(conn)
            }

            fn insert(conn: &mut AnyConnection, rows: &[Self]) -> QueryResult<()> {
                let insert = diesel::insert_into($table::table).values(rows);
                match conn {
                    AnyConnection::Sqlite(inner) => insert.execute(inner),
                    AnyConnection::Postgres(inner) => insert.execute(inner),
                }
                .map(drop)
            }
        }
    };
}

sealed_row!(HalfRow, halves, id);
sealed_row!(NamedKeyRow, named_keys, name);
sealed_row!(HeadRow, kept_heads, log);
