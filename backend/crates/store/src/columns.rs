//! How domain values look in a column, and what to say when a column holds something else.
//!
//! Instants are microseconds since 1970-01-01T00:00:00Z, identifiers and enumerations are text, structures are JSON
//! text. Rows are structs of primitives; reading goes through [`Row`], which knows what to blame.

use std::fmt::Display;
use std::str::FromStr;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;

/// An instant as stored: microseconds since the epoch, the finer part cut off.
pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// An optional instant as stored.
pub(crate) fn micros_opt(at: Option<Timestamp>) -> Option<i64> {
    at.map(micros)
}

/// A count as stored; counts beyond `i64::MAX` do not occur and are held at it.
pub(crate) fn count(value: impl TryInto<i64>) -> i64 {
    value.try_into().unwrap_or(i64::MAX)
}

/// A structure as JSON text.
///
/// # Errors
/// [`StoreError::Corrupt`] when the value cannot be written as JSON.
pub(crate) fn json<T: Serialize + ?Sized>(
    row: &Row,
    column: &'static str,
    value: &T,
) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| row.corrupt(column, error))
}

/// One row being read: the table and the key to name when a column is corrupt.
pub(crate) struct Row {
    table: &'static str,
    key: String,
}

impl Row {
    /// A row of `table`; `key` must not be personal data.
    pub(crate) fn new(table: &'static str, key: impl Display) -> Self {
        Self { table, key: key.to_string() }
    }

    /// The error that names table, column and row. `detail` must not repeat personal data.
    pub(crate) fn corrupt(&self, column: &'static str, detail: impl Display) -> StoreError {
        StoreError::Corrupt { table: self.table, column, row: self.key.clone(), detail: detail.to_string() }
    }

    /// An instant.
    pub(crate) fn instant(&self, column: &'static str, micros: i64) -> Result<Timestamp, StoreError> {
        Timestamp::from_microsecond(micros).map_err(|error| self.corrupt(column, error))
    }

    /// An optional instant.
    pub(crate) fn instant_opt(
        &self,
        column: &'static str,
        micros: Option<i64>,
    ) -> Result<Option<Timestamp>, StoreError> {
        micros.map(|micros| self.instant(column, micros)).transpose()
    }

    /// An identifier, enumeration or other value with one text form.
    pub(crate) fn text<T>(&self, column: &'static str, text: &str) -> Result<T, StoreError>
    where
        T: FromStr,
        T::Err: Display,
    {
        text.parse().map_err(|error| self.corrupt(column, error))
    }

    /// An optional value with one text form.
    pub(crate) fn text_opt<T>(
        &self,
        column: &'static str,
        text: Option<&str>,
    ) -> Result<Option<T>, StoreError>
    where
        T: FromStr,
        T::Err: Display,
    {
        text.map(|text| self.text(column, text)).transpose()
    }

    /// A structure stored as JSON text. The detail names the place, not the value.
    pub(crate) fn json<T: DeserializeOwned>(
        &self,
        column: &'static str,
        text: &str,
    ) -> Result<T, StoreError> {
        serde_json::from_str(text).map_err(|error| {
            let place = format!("JSON, line {} column {}", error.line(), error.column());
            self.corrupt(column, place)
        })
    }

    /// A number in a narrower or unsigned type.
    pub(crate) fn number<T: TryFrom<i64>>(&self, column: &'static str, value: i64) -> Result<T, StoreError> {
        T::try_from(value).map_err(|_| self.corrupt(column, "number out of range"))
    }

    /// An optional number in a narrower or unsigned type.
    pub(crate) fn number_opt<T: TryFrom<i64>>(
        &self,
        column: &'static str,
        value: Option<i64>,
    ) -> Result<Option<T>, StoreError> {
        value.map(|value| self.number(column, value)).transpose()
    }

    /// Bytes of a fixed length (digests, key halves, indexes).
    pub(crate) fn bytes<const N: usize>(
        &self,
        column: &'static str,
        bytes: &[u8],
    ) -> Result<[u8; N], StoreError> {
        bytes.try_into().map_err(|_| self.corrupt(column, format!("{} bytes instead of {N}", bytes.len())))
    }
}
