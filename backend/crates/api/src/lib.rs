//! The listener for municipal permit systems: `/api/v1`, as the NL GOV REST API Design Rules ask.
//!
//! Off unless configured. Whoever comes from outside every registered permit system's address ranges never gets as far as
//! TLS. Each request is then judged anew by its access token, certificate and address; what it does is the business of
//! `services::api_clients`, here it is only taken from the wire and answered.

mod answered;
mod body;
mod certificate;
mod gate;
mod guard;
mod handlers;
mod openapi;
mod problem;
mod query;
mod rate;
pub mod routes;
mod server;
mod state;

pub use openapi::DOCUMENT;
pub use server::{ApiConfig, ApiServer, BindError};
