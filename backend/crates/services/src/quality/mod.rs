//! Quality: a second look by sample, what cameras misread, what the gate holds, what lies on desks.
//!
//! ```text
//! decided cases of the last days -> drawn by a hash of case and decision -> listed for officers who did not decide
//! second look -> ledger (second_look) -> case opened -> agrees | disagrees + reason -> ledger, timeline
//!                disagrees with a confirmation that is not sent yet -> back to the desk
//!                disagrees with what a late exemption dismisses -> not dismissed, or back to the desk
//! ```

mod judge;
mod look;
mod overview;
mod release;
mod sample;
mod settings;

pub use judge::{LookRequest, LookResult, judge};
pub use look::{Disagreement, LookLine, LookList, SecondLookView, list, show};
pub use overview::{CameraLine, ClaimLine, HeldLine, Overview, SampleFigures, overview};
pub use release::release;
pub use settings::SecondLookSettings;

pub(crate) use overview::place_names;
pub(crate) use sample::awaits_look;
#[cfg(test)]
pub(crate) use sample::is_drawn;
