//! Black box tests of the real program: real processes, real TLS, real databases, real pictures.

mod at_rest;
mod bad_input;
mod browser;
mod faults;
mod routes;
mod setup;
