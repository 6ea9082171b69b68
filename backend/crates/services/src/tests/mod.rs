//! The portal's use cases against a real database and a real key store, with a clock that the test holds.

mod accounts;
mod case_pages;
mod decisions;
mod desk;
mod dossiers;
mod exemptions;
mod logins;
mod masking;
mod registers;
mod searches;
mod windscreen;
pub(crate) mod world;
