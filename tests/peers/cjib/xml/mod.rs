//! Reads a delivery into a small tree and checks it against the schema.

mod check;
mod lexical;
mod schema;
mod tree;

pub use check::check;
pub use tree::{Element, parse};
