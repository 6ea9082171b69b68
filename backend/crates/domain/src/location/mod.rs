//! Locations: what is closed there, when, and on what grounds.

mod dossier;
mod problems;

pub use dossier::{
    Consent, DatePeriod, Enforcement, FINEST_CELLS_PER_HEIGHT, LocationDossier, RedactionPolicy,
};

#[cfg(test)]
mod tests;
