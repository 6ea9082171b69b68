//! Dates of what lies there, to be worked out again under another term.
//!
//! Each kind of row with a term is a [`Source`]: where its rows are and from which column its term runs. Rows are walked in
//! the order of their dates, which an index gives; a date that is brought forward leaves its row behind the walk. Nothing
//! here ever puts a date off: [`bring_forward`] refuses.

mod holds;
mod sources;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use jiff::Timestamp;
use poortwacht_domain::RetentionClass;

pub use holds::{Held, bring_forward_under, held};
pub use sources::{SOURCES, Source};

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::fixed::{Fixed, Value};
use crate::scope::Scope;
use crate::tx::Tx;

/// A row with its date and what the date runs from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// Names the row within its table.
    pub key: String,
    /// From when its term runs.
    pub anchor: Timestamp,
    /// The passage of a case; elsewhere the anchor once more.
    pub captured_at: Timestamp,
    /// When it dies.
    pub destroy_after: Timestamp,
}

impl Dated {
    /// Where the walk goes on after this row.
    #[must_use]
    pub fn place(&self) -> (Timestamp, String) {
        (self.destroy_after, self.key.clone())
    }
}

/// Rows that die after `after`, the first to die first. The scope names one municipality.
///
/// # Errors
/// [`StoreError::Unscoped`] without one; [`StoreError::Corrupt`] when a row cannot be read.
pub fn page(
    conn: &mut Connection,
    scope: &Scope,
    source: &Source,
    after: &(Timestamp, String),
    limit: u32,
) -> Result<Vec<Dated>, StoreError> {
    let (since, key) = (micros(after.0), after.1.clone());
    let values = [
        Value::Text(scope.require()?.to_string()),
        Value::Text(source.class.as_str().to_owned()),
        Value::Number(since),
        Value::Number(since),
        Value::Text(key),
        Value::Number(i64::from(limit)),
    ];
    let rows: Vec<(String, i64, i64, i64)> =
        Fixed::<(Text, BigInt, BigInt, BigInt)>::new(source.page, values).load(conn.raw())?;
    rows.into_iter().map(|row| dated(source, row)).collect()
}

fn dated(
    source: &Source,
    (key, anchor, captured, dies): (String, i64, i64, i64),
) -> Result<Dated, StoreError> {
    let at = Row::new(source.table, &key);
    Ok(Dated {
        anchor: at.instant("anchor", anchor)?,
        captured_at: at.instant("captured_at", captured)?,
        destroy_after: at.instant("destroy_after", dies)?,
        key,
    })
}

/// Brings the date of a row forward, if the row is still as it was read. Answers whether it was. What lies below a case or
/// an incident follows by the foreign key.
///
/// # Errors
/// [`StoreError::Unscoped`] without a municipality; [`StoreError::Conflict`] for a date that is not earlier.
pub fn bring_forward(
    tx: &mut Tx,
    scope: &Scope,
    source: &Source,
    row: &Dated,
    to: Timestamp,
) -> Result<bool, StoreError> {
    earlier(row.destroy_after, to)?;
    let values = [
        Value::Number(micros(to)),
        Value::Text(scope.require()?.to_string()),
        Value::Text(source.class.as_str().to_owned()),
        Value::Number(micros(row.destroy_after)),
        Value::Text(row.key.clone()),
    ];
    Ok(Fixed::<()>::new(source.set, values).execute(tx.raw())? > 0)
}

fn earlier(from: Timestamp, to: Timestamp) -> Result<(), StoreError> {
    if to < from {
        Ok(())
    } else {
        Err(StoreError::Conflict { constraint: "a date is never put off".to_owned() })
    }
}

/// Whether a change of the term of `class` can move the dates of this source.
#[must_use]
pub fn concerns(source: &Source, class: RetentionClass) -> bool {
    source.terms.contains(&class)
}
