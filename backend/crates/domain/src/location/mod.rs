//! Locations: what is closed there, when, and on what grounds.

mod changes;
mod closure;
mod dossier;
mod inspection;
mod problems;

pub use changes::{DossierField, changes};
pub use closure::{ClosureWindow, OnHolidays, SpecialDay, SpecialDayKind, is_closed};
pub use dossier::{
    Consent, DatePeriod, Enforcement, FINEST_CELLS_PER_HEIGHT, LocationDossier, OffenceTerm, RedactionPolicy,
};
pub use inspection::{InspectionResult, SignFindings};

#[cfg(test)]
mod tests;
