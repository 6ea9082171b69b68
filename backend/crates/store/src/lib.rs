//! Database access: one body for SQLite and PostgreSQL.
//!
//! - [`Store::write`] is a group commit: closures of all tasks share one durable commit, each under its own savepoint.
//! - [`Store::read`] gives a closure one read-only snapshot, off the async workers.
//! - The repository modules below hold the queries, one file per aggregate; each call takes a [`Scope`] where rows
//!   belong to a municipality. They never decide anything.
//! - `dialect.rs` is the only place that knows which database it is.

mod any;
mod columns;
mod connection;
mod dialect;
mod error;
mod failure;
mod fixed;
mod instance;
mod keyed;
mod migrate;
mod open;
mod pool;
mod postgres;
mod schema;
mod scope;
mod store;
mod target;
mod tx;
mod within;
mod writer;

pub mod access_reviews;
pub mod accounts;
pub mod addresses;
pub mod alarms;
pub mod api_clients;
pub mod approvals;
pub mod authorisations;
pub mod batches;
pub mod case_restrictions;
pub mod cases;
pub mod counters;
pub mod destruction;
pub mod emergency;
pub mod event_outbox;
pub mod event_receivers;
pub mod events;
pub mod exemptions;
pub mod fields;
pub mod grants;
pub mod incidents;
pub mod inspections;
pub mod job_runs;
pub mod ledger_rows;
pub mod legal_holds;
pub mod letters;
pub mod locations;
pub mod login_attempts;
pub mod mail_notices;
pub mod maintenance;
pub mod municipalities;
pub mod packets;
pub mod person_requests;
pub mod picture_places;
pub mod pictures;
pub mod processing_lines;
pub mod processing_sender;
pub mod reconciliations;
pub mod recovery_codes;
pub mod redating;
pub mod retention_terms;
pub mod samples;
pub mod sessions;
pub mod spent_halves;
pub mod statistics;
pub mod texts;
pub mod units;
pub mod witnesses;
pub mod zones;

pub use connection::Connection;
pub use dialect::Backend;
pub use error::{Insertion, StoreError};
pub use instance::{Environment, Instance};
pub use keyed::DueRecord;
pub use migrate::MigrationReport;
pub use open::OpenError;
pub use postgres::connect_postgres;
pub use scope::Scope;
pub use store::{Store, StoreConfig};
pub use tx::Tx;
pub use writer::{Committed, Plan, WriteStatistics};
