//! Exemptions: who may pass, when and where. Plate and holder are sealed under a key of their own.

mod add;
mod csv;
mod end;
mod import;
mod list;
mod matching;
mod reindex;
mod sealing;

pub use add::{AddExemption, add};
pub use end::end;
pub use import::import;
pub use list::{ExemptionListQuery, ExemptionRow, ExemptionsView, list};

#[cfg(test)]
pub(crate) use matching::Indexer;
pub(crate) use matching::{Matched, find};
pub(crate) use reindex::{renew, renew_all};
