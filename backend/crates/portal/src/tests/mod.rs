//! The whole application, asked as visitors ask it.

mod forms;
mod gatekeeping;
mod looks;
mod security_txt;
mod table;
mod world;
