//! The life of a case.

mod check;
mod deadline;
mod dismissal;
mod grounds;
mod return_code;
mod state;

use jiff::SignedDuration;

pub use check::Check;
pub use deadline::{
    BLOCK_AFTER_DAYS, Deadline, SANCTION_LIMIT_MONTHS, WARN_AFTER_DAYS, blocked_from, sanction_limit,
};
pub use dismissal::DismissalReason;
pub use grounds::{Placeholder, UnknownPlaceholder, fill_grounds, placeholders};
pub use return_code::{ReturnCode, ReturnCodeError};
pub use state::{CaseCommand, CaseState, TransitionError};

/// How long a dismissal can be undone.
pub const UNDO: SignedDuration = SignedDuration::from_mins(15);

/// How long a claim holds without being renewed. A claim is a lease, not a state.
pub const CLAIM_LEASE: SignedDuration = SignedDuration::from_mins(10);
