//! Checks a JSON document against a declared shape and lists every fault at once, which serde cannot: it
//! stops at the first.

mod shape;
mod tree;

pub(crate) use shape::{Member, Shape, check};
