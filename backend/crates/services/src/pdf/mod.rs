//! A PDF/A-3b file out of blocks: laid out on A4, tagged for who cannot see it, fonts embedded, pictures as they are.
//!
//! Nothing here knows what a case is. The same paper always gives the same bytes.

mod block;
mod fonts;
mod layout;
mod lines;
mod structure;
mod style;
mod table;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use block::{Attachment, Block, Column, Figure, Paper, Relation, Table};
pub(crate) use write::write;
