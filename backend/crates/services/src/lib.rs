//! Use cases, one file each: what the system does, apart from who asks (listeners) and when (jobs).
//!
//! A use case takes [`Services`] and the one who acts, and gives a result or an error that a surface can show. It
//! decides; repositories only store, handlers only translate.

mod access;
pub mod access_review;
pub mod accounts;
pub mod addresses;
pub mod alarms;
pub mod api_clients;
pub mod approvals;
pub mod audit_bundle;
mod blocking;
pub mod case_file;
pub mod case_view;
pub mod checkpoints;
pub mod compliance;
pub mod custody;
pub mod deadline_mail;
pub mod doctor;
pub mod dossier;
pub mod emergency;
mod error;
pub mod events_out;
pub mod exemptions;
pub mod export;
pub mod figures;
mod flaw;
pub mod incidents;
pub mod instances;
pub mod intake;
pub mod job_runs;
pub mod key_store;
pub mod ledger_heads;
pub mod ledger_outside;
mod ledger_text;
pub mod legal_holds;
pub mod locations;
pub mod log_book;
pub mod masking;
pub mod municipalities;
mod parts;
mod pdf;
pub mod persons;
pub mod pictures;
pub mod postman;
pub mod processing_log;
pub mod processing_register;
pub mod quality;
pub mod reconcile;
pub mod recovery;
pub mod retention;
pub mod retention_terms;
mod retry;
pub mod review;
pub mod sampling;
pub mod sealed_pictures;
pub mod search;
pub mod statement;
pub mod stock;
pub mod system;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod tls;
mod token;
pub mod trace;
pub mod units;
pub mod witnesses;
mod workshop;
pub mod zones;

pub use access::{Visitor, note_refusal, note_refused, note_stranger, refusals};
pub use accounts::sessions;
pub use error::{FieldProblem, ServiceError};
pub use flaw::Flaw;
pub use parts::{Actor, CjibConfig, EvidencePlaces, Installation, Parts, Services, ServicesConfig};
pub use processing_log::ProcessingLogConfig;
pub use processing_register::RegisterConfig;
