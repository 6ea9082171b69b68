//! The CSV file of exemptions: `kenteken;houder;categorie;van;tot;locaties;tijden`, UTF-8.
//!
//! The file is made by people in a town hall, in a spreadsheet, so what is wrong with it is told in Dutch, by line and
//! column, all at once.

mod cells;
mod hours;
mod reader;

pub(super) use cells::{Places, drafts};
pub(super) use reader::read;

use crate::FieldProblem;

/// The columns in their order.
pub(super) const COLUMNS: [&str; 7] = ["kenteken", "houder", "categorie", "van", "tot", "locaties", "tijden"];

/// What is wrong with one cell. Never repeats what stands in it.
pub(super) fn wrong(line: usize, column: &str, message: impl Into<String>) -> FieldProblem {
    FieldProblem::new(format!("regel {line}, {column}"), message)
}
