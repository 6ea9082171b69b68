//! The portal's use cases against a real database and a real key store, with a clock that the test holds.

mod accounts;
mod case_pages;
mod decisions;
mod desk;
mod dossiers;
pub(crate) mod empty_bucket;
mod exemption_generations;
mod exemptions;
mod log_book;
mod logins;
mod masking;
mod registers;
mod searches;
mod windscreen;
pub(crate) mod world;
