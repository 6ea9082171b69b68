//! The conformance suite of the store: one body per fact, run on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml allows these in `#[test]` functions; bodies and helpers of tests stand outside them"
)]

#[macro_use]
mod support;

mod access;
mod accounts;
mod alarms;
mod api_clients;
mod case_restrictions;
mod casefile;
mod cases;
mod casework;
mod event_outbox;
mod exemptions;
mod group_commit;
mod incidents;
mod instances;
mod job_runs;
mod ledger_heads;
mod legal_holds;
mod letters;
mod locations;
mod mail_notices;
mod maintenance;
mod opening;
mod packets;
mod person_requests;
mod processing_lines;
mod reading;
mod recovery;
mod replay;
mod retention_terms;
mod samples;
mod scopes;
mod sequences;
mod sessions;
mod templates;
mod town;
mod uniqueness;
mod units;
mod witnesses;
mod zones;
