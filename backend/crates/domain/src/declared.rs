//! What something that acts declares to leave in the ledger.

use crate::act::Act;

/// What an answer, a job or a command leaves in the ledger, before its effect is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logs {
    /// One entry, of one of these acts.
    Acts(&'static [Act]),
    /// Entries of these acts, as many as there was work for; without work, none.
    ForEach(&'static [Act]),
    /// Nothing, for this reason.
    Nothing(&'static str),
}
