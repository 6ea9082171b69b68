//! The listener for permit systems: who gets in, what each call leaves in the ledger, and what it does.

mod address;
mod documentation;
mod exemptions;
mod judges;
mod permits;
mod tokens;
mod walk;
