//! The portal's use cases against a real database and a real key store, with a clock that the test holds.

mod accounts;
mod case_pages;
mod decisions;
mod desk;
mod exemptions;
mod logins;
mod registers;
mod searches;
mod world;
