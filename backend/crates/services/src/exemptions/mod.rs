//! Exemptions: who may pass, when and where. Plate and holder are sealed under a key of their own.

mod add;
mod csv;
mod end;
mod import;
mod list;
mod sealing;

pub use add::{AddExemption, add};
pub use end::end;
pub use import::import;
pub use list::{ExemptionListQuery, ExemptionRow, ExemptionsView, list};
