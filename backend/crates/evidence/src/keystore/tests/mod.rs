//! Tests of the key store: one body per fact, run on SQLite and on PostgreSQL; what only one of them has is in a file of
//! its own.

#[macro_use]
mod place;

mod backups;
mod expiry;
mod halves;
mod heads;
mod loss;
mod named_keys;
mod opening;
mod postgres_server;
mod restoring;
mod rotation;
mod sqlite_file;

use place::{MASTER, Place};
