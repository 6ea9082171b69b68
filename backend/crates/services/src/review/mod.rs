//! The review desk: a human decides each case, one at a time.
//!
//! ```text
//! claim -> one transaction: claim, ledger (claimed)
//! show -> one transaction: claim renewed, ledger (shown), grants -> receipt -> open -> the desk
//! prefetch -> the same for the next case, logged as sent ahead; shown -> it came onto the desk
//! confirm | dismiss | skip -> one transaction: state, statement, term, event, ledger -> undo
//! ```
//!
//! Nobody decides what a colleague has on the desk, and nobody decides anew what was decided.

mod ahead;
mod begin;
mod confirm;
mod correct;
mod desk;
mod dismiss;
mod grounds;
mod hold;
mod on_desk;
mod open;
mod recent;
mod refusal;
mod skip;
mod undo;
mod windscreen;

pub use poortwacht_domain::Check;

pub use ahead::{prefetch, shown};
pub use begin::{claim, show};
pub use confirm::{ConfirmRequest, confirm};
pub use correct::{CorrectRequest, correct_plate};
pub use desk::{Desk, DeskBar, DeskCase, DeskView, Proposal};
pub use dismiss::{DismissRequest, dismiss};
pub use hold::{release, renew};
pub use recent::{Decision, RecentDecision};
pub use refusal::ReviewRefusal;
pub use skip::skip;
pub use undo::undo;
pub use windscreen::nobody_recognisable;

pub(crate) use on_desk::{authorisation, note};
pub(crate) use recent::{may_undo, recent_decisions};
pub(crate) use windscreen::judge_windscreen;
