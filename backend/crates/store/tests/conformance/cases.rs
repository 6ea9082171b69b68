//! Cases, from intake to destruction.

mod claim;
mod decide;
mod due;
mod export;
mod find;
mod rekey;
mod search;
mod stock;
