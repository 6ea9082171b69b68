//! The CSV file of exemptions: `kenteken;houder;categorie;van;tot;locaties;tijden`.
//!
//! The file is made by people in a town hall, in a spreadsheet: UTF-8 or Windows-1252, semicolons or commas. What is wrong
//! with it is told in Dutch, by line and column, all at once. It is read as it comes, never held whole.

mod cells;
mod decode;
mod hours;
mod lines;
mod reader;
mod splitter;

pub(super) use cells::{Ground, Past};
pub(super) use reader::{Found, read};

use crate::FieldProblem;

/// The columns in their order.
pub(super) const COLUMNS: [&str; 7] = ["kenteken", "houder", "categorie", "van", "tot", "locaties", "tijden"];

/// The most lines of one file; more are several files.
pub(super) const MOST_LINES: usize = 250_000;

/// What is wrong with one cell. Never repeats what stands in it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Wrong {
    /// The line, from 1.
    pub line: usize,
    /// The column, by its heading.
    pub field: String,
    /// What is wrong and how to mend it, in Dutch as the file is.
    pub message: String,
}

impl From<Wrong> for FieldProblem {
    fn from(wrong: Wrong) -> Self {
        Self::new(format!("regel {}, {}", wrong.line, wrong.field), wrong.message)
    }
}

/// What is wrong with one cell.
pub(super) fn wrong(line: usize, field: &str, message: impl Into<String>) -> Wrong {
    Wrong { line, field: field.to_owned(), message: message.into() }
}
