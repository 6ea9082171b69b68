//! The portal's use cases against a real database and a real key store, with a clock that the test holds.

mod accounts;
mod case_pages;
mod decisions;
mod desk;
mod desk_ahead;
mod dossiers;
pub(crate) mod empty_bucket;
mod exemption_generations;
mod exemptions;
mod figures;
mod log_book;
mod logins;
mod masking;
mod own_accounts;
mod quality;
mod registers;
mod searches;
mod windscreen;
pub(crate) mod world;
