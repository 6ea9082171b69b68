//! A witness in a process of its own, against a real server over mutual TLS, on both databases.

mod forger;
mod lies;
mod room;
mod rounds;
mod routes;
mod trouble;
