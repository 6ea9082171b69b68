//! Many rows in one statement, as one JSON parameter: a statement per row costs a round trip each, and the one
//! writer of the process serves nobody else meanwhile.

use diesel::sql_types::Text;
use diesel::{QueryResult, RunQueryDsl};

use crate::any::AnyConnection;
use crate::connection::Connection;

/// How the values of a column look in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// A string.
    Text,
    /// An integer.
    Number,
    /// Bytes, as a hexadecimal string.
    Bytes,
}

/// Where the rows go. Names and cells are the program's own, never input.
pub(crate) struct BulkInsert {
    pub(crate) table: &'static str,
    pub(crate) columns: &'static [(&'static str, Cell)],
}

impl BulkInsert {
    fn sqlite(&self) -> String {
        let value = |(name, cell): &(&str, Cell)| match cell {
            Cell::Text | Cell::Number => format!("value ->> '{name}'"),
            Cell::Bytes => format!("unhex(value ->> '{name}')"),
        };
        format!("{} SELECT {} FROM json_each(?)", self.head(), self.list(value))
    }

    fn postgres(&self) -> String {
        let value = |(name, cell): &(&str, Cell)| match cell {
            Cell::Text | Cell::Number => (*name).to_owned(),
            Cell::Bytes => format!("decode({name}, 'hex')"),
        };
        let declared = |(name, cell): &(&str, Cell)| match cell {
            Cell::Text | Cell::Bytes => format!("{name} text"),
            Cell::Number => format!("{name} bigint"),
        };
        let (values, declared) = (self.list(value), self.list(declared));
        format!("{} SELECT {values} FROM json_to_recordset($1::json) AS rows ({declared})", self.head())
    }

    fn head(&self) -> String {
        format!("INSERT INTO {} ({})", self.table, self.list(|(name, _)| (*name).to_owned()))
    }

    fn list(&self, part: impl Fn(&(&'static str, Cell)) -> String) -> String {
        self.columns.iter().map(part).collect::<Vec<_>>().join(", ")
    }
}

/// Inserts the rows of a JSON array of objects, one member per column; a missing member or `null` is NULL.
pub(crate) fn insert_json(conn: &mut Connection, into: &BulkInsert, rows: &str) -> QueryResult<usize> {
    match conn.raw() {
        AnyConnection::Sqlite(inner) => diesel::sql_query(into.sqlite()).bind::<Text, _>(rows).execute(inner),
        AnyConnection::Postgres(inner) => {
            diesel::sql_query(into.postgres()).bind::<Text, _>(rows).execute(inner)
        }
    }
}
