//! The whole application, asked as visitors ask it.

mod forms;
mod gatekeeping;
mod table;
mod world;
