//! The roadside listener: mutual TLS, the packet protocol (`/v1`), and what witnesses of the ledger read (`/ledger`).
//!
//! A connection without a client certificate of a configured authority never reaches HTTP. Every request is then
//! identified anew by the certificate's public key, so that revoking a unit counts at once. What a packet means is the
//! business of `services::intake`; here it is only taken from the wire and answered.

mod answered;
mod certificate;
mod handlers;
mod identified;
mod limits;
mod multipart;
mod problem;
mod rate;
pub mod routes;
mod server;
mod state;
mod trace;
mod witnessed;

pub use server::{BindError, IntakeConfig, IntakeServer};
