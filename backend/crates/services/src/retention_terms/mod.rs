//! How long a municipality keeps what: set by two people, within what the law allows, and kept as versions.
//!
//! One proposes another term for a class, with a sealed reason; somebody else confirms it. From that instant on it counts
//! for what begins. A shorter term counts for what lies there too: the retention job brings those dates forward, some rows
//! in each transaction, and begins again where it was stopped; a longer one does not
//! ([`TermsHistory`](poortwacht_domain::TermsHistory)). Legal holds stay as they are; what waits under them is brought
//! forward as well.

mod book;
mod carry_out;
mod decide;
mod document;
mod effect;
mod propose;
mod show;

use jiff::SignedDuration;

pub use book::{load, refresh};
pub use decide::{TermAnswer, answer};
pub use document::TermDocument;
pub use effect::Effect;
pub use propose::{TermForm, propose};
pub use show::{PastTerm, TermRow, Terms, WaitingTerm, choices, of_municipality, show};

pub(crate) use book::history;
pub(crate) use carry_out::{carry_out, not_carried_out};

/// What lay there does not die within this long of a shorter term: time enough to find that it was a mistake, and to place
/// a hold.
const NOTICE: SignedDuration = SignedDuration::from_hours(24);
