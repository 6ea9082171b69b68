//! The page of one case: what is known, what happened, who saw it.

mod history;
mod model;
mod show;

pub use history::{TimelineEntry, Viewing, Who};
pub use model::{CaseDecision, CasePictures, CaseView, Sealed};
pub use show::show;

pub(crate) use history::viewings_of;
pub(crate) use show::{show_for_sample, show_for_second_look, why_sealed};
