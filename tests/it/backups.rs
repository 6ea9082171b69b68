//! Copies of the database and of the key store: what they are worth after destruction, and what an operator does with
//! them.

mod classes;
mod copies;
mod older;
mod operation;
mod restore;
mod thief;
