//! Officers' listener: the address gate, sessions, one table of routes, and the handlers that turn use cases into pages.

mod app;
pub mod assets;
mod case_facts;
mod cookie;
mod dress;
mod endpoints;
mod failure;
mod form;
mod front;
mod gate;
mod guard;
mod headers;
mod look;
mod notice;
mod origin;
mod page;
pub mod routes;
mod same_origin;
mod server;
mod statement_words;
#[cfg(test)]
mod tests;
mod upload;
mod visit;

pub use dress::{Dress, Theme, ThemeError};
pub use server::{BindError, PortalConfig, PortalServer};
pub use statement_words::statement_words;
