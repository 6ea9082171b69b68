//! What a store call can end in.

use diesel::result::{DatabaseErrorKind, Error};

use crate::failure::Failure;
use crate::ledger_rows::LogName;

/// Why a read or write did not happen.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The store cannot be reached, is full, locked or gone. Nothing was written, except possibly when the
    /// connection was lost during COMMIT itself; repeating the same act is then decided by its unique keys.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// A uniqueness rule of the database refused the row.
    #[error("the row is already there ({constraint})")]
    Conflict {
        /// The violated constraint, or what the database tells of it.
        constraint: String,
    },
    /// Stored data does not have the form it was written in.
    #[error("corrupt data in {table}.{column}, row {row}: {detail}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key; never personal data.
        row: String,
        /// What is wrong with the value, without the value.
        detail: String,
    },
    /// No such row in this scope.
    #[error("not found")]
    NotFound,
    /// The call needs one municipality, and the scope names none.
    #[error("this call needs the scope of one municipality, not {0}")]
    Unscoped(String),
    /// The closure appends to a log that its `Plan` did not declare: two batches could then deadlock.
    #[error("the log {0} is appended to without being declared in the plan")]
    UndeclaredLog(LogName),
    /// The closure panicked; its work was rolled back.
    #[error("a store closure panicked; its work was rolled back")]
    Panicked,
    /// The closure went on after a refused statement. SQLite would commit the rest, PostgreSQL would not: neither
    /// does here. Only [`crate::Tx::insert_unique`] tolerates a refusal.
    #[error("a store closure ignored a refused statement; its work was rolled back")]
    IgnoredFailure,
    /// The writer has been shut down.
    #[error("the store is shut down")]
    Stopped,
    /// Any other refusal of the database.
    #[error(transparent)]
    Sql(Error),
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match (Failure::of(&error), error) {
            (None, Error::NotFound) => Self::NotFound,
            (_, Error::DatabaseError(DatabaseErrorKind::UniqueViolation, info)) => {
                Self::Conflict { constraint: info.constraint_name().unwrap_or(info.message()).to_owned() }
            }
            (Some(Failure::Lost | Failure::Unavailable), error) => Self::Unavailable(error.to_string()),
            (_, error) => Self::Sql(error),
        }
    }
}

/// What became of a row that may already be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Insertion {
    /// The row is new.
    Inserted,
    /// A row with the same unique key was there before; nothing changed.
    AlreadyThere,
}

impl Insertion {
    /// Whether the row is new.
    #[must_use]
    pub fn is_new(self) -> bool {
        self == Self::Inserted
    }
}
