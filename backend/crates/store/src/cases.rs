//! Cases: from the packet that made them to their destruction.
//!
//! A row below a case (picture, field, event) repeats the case's retention class and date through a cascading foreign
//! key, so [`reclass`] and [`delete`] touch `cases` only and reach them all.

mod claim;
mod decide;
mod due;
mod export;
mod find;
mod frame;
mod insert;
mod keys;
mod mentions;
mod model;
mod queue;
mod reach;
mod rekey;
mod row;
mod search;
mod stock;
mod update;
mod watch;

pub use claim::{ClaimRequest, claim, claim_next, claimed, release_claim, release_expired, renew_claim};
pub use decide::{Decision, StateChange, Undo, decide, set_state, undo};
pub use due::{DueCase, DueHalf, all_after, delete, due, due_halves, reclass};
pub use export::{by_batch, enter_batch, leave_batch, ready_candidates, take_out};
pub use find::{decided_since, find, find_by_reference, last_decided_by};
pub use frame::{DecidedCase, DecidedFilter, decided_after};
pub use insert::{NewCase, insert};
pub use keys::halves_in_use;
pub use mentions::mentions;
pub use model::{
    Case, CaseCursor, CaseSummary, Charge, Claim, DatabaseHalf, Decided, ExemptionCheck, PlateCandidate,
    PlateIndex, Retention,
};
pub use rekey::{Rekey, rekey};
pub use search::{SearchFilter, candidate_ids, plate_candidates, search};
pub use stock::{StockLine, count_waiting, stock, stock_near};
pub use update::{bump_revision, set_exemption_check, set_facts, set_gate_findings, set_plate};
pub use watch::{FoundCase, decided_lately, on_desks, with_findings};

pub(crate) use claim::take_off_desk;
pub(crate) use due::set_retention;
pub(crate) use reach::require;
pub(crate) use update::lock;
