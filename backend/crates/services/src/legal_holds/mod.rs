//! Legal holds: cases that are kept beyond their term because an appeal, an incident or an authority needs them.
//!
//! One person asks, another one agrees within three days. From then on the case is kept for six months; whoever reviews it
//! in time keeps it for six more. A hold that nobody reviewed is a red alarm for thirty days and then ends by itself. Every
//! decision on a held case goes on setting the term that waits under the hold (`poortwacht_store::legal_holds`).

mod ask;
mod decide;
mod lapse;
mod list;
mod moment;
mod noted;

use jiff::SignedDuration;

pub use ask::{HoldForm, ask};
pub use decide::{HoldAnswer, answer};
pub use list::{HoldRow, Holds, list};
pub use moment::HoldView;

pub(crate) use ask::may_ask;
pub(crate) use lapse::keep;
pub(crate) use moment::view;

/// How long somebody else may take to agree: a weekend and a working day, as with every request for a second person.
const LASTS: SignedDuration = SignedDuration::from_hours(72);

/// What was held is not destroyed before this long after the release: time enough to find that it was a mistake.
const GRACE: SignedDuration = SignedDuration::from_hours(24);

/// How long before the review a warning is raised, and raised anew.
const WARNINGS: [SignedDuration; 2] =
    [SignedDuration::from_hours(24 * 30), SignedDuration::from_hours(24 * 7)];

/// How long a hold goes on that nobody reviewed.
const UNREVIEWED: SignedDuration = SignedDuration::from_hours(24 * 30);
