//! What takes two people: one asks, another one with the permission approves or refuses within three days, and only then
//! it is done, in the same transaction as the approval.
//!
//! A new kind of act is one more [`Wish`] with its arm in `carry_out`. What it needs to know stands in the wish without
//! personal data; where that is not enough, the wish names a row that holds the rest under its own seal and term.

mod ask;
mod carry_out;
mod decide;
mod lapse;
mod list;

use poortwacht_domain::{AccountId, ApprovalKind, Role};
use serde::{Deserialize, Serialize};

use crate::flaw::{Flaw, text_without_plate};

pub(crate) use ask::{Ask, ask};
pub use decide::{Granted, approve, refuse, withdraw};
pub(crate) use lapse::lapse;
pub use list::{ApprovalLine, Approvals, list};
pub(crate) use list::{kinds_waiting_for, waiting};

/// Longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// New password and second factor for the account.
    ResetCredentials,
    /// No lock on the account any more.
    UnlockAccount,
    /// Another role for the account.
    ChangeRole {
        /// The role.
        role: Role,
    },
    /// An enrolment link for an account without password and second factor.
    GiveAccess,
    /// These accounts closed, all of them or none.
    CloseAccounts {
        /// Which.
        accounts: Vec<AccountId>,
    },
    /// A wide address range allowed.
    AllowRange {
        /// In CIDR notation.
        network: String,
        /// What it is.
        note: String,
    },
}

impl Wish {
    /// What kind of act it is.
    #[must_use]
    pub const fn kind(&self) -> ApprovalKind {
        match self {
            Self::ResetCredentials => ApprovalKind::ResetCredentials,
            Self::UnlockAccount => ApprovalKind::UnlockAccount,
            Self::ChangeRole { .. } => ApprovalKind::ChangeRole,
            Self::GiveAccess => ApprovalKind::GiveAccess,
            Self::CloseAccounts { .. } => ApprovalKind::CloseAccounts,
            Self::AllowRange { .. } => ApprovalKind::AllowRange,
        }
    }
}

/// Why somebody asks, as typed.
pub(crate) fn reason(typed: &str) -> Result<String, Flaw> {
    text_without_plate(typed, LONGEST_REASON)
}
