//! Black box tests of the real program: real processes, real TLS, real databases, real pictures.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests fail the test they help"
)]

mod api;
mod at_rest;
mod backups;
mod bad_input;
mod browser;
mod bucket;
mod dossier;
mod events;
mod faults;
mod mail;
mod operation;
mod processing_log;
mod routes;
mod schema;
mod setup;
mod witness;
