//! What an account is good for at a moment.

use jiff::Timestamp;
use poortwacht_store::accounts::Account;

/// Whether somebody can work with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// Its user can log in.
    Active,
    /// Locked after failed attempts until this instant.
    Locked(Timestamp),
    /// An enrolment link waits until this instant.
    ToEnrol(Timestamp),
    /// The enrolment link was not used in time.
    LinkExpired,
    /// It gets no link before a second person approved.
    AwaitsApproval,
    /// Deactivated.
    Ended,
}

impl AccountState {
    /// In one or two words, for the operator.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Locked(_) => "locked",
            Self::ToEnrol(_) => "to enrol",
            Self::LinkExpired => "link expired",
            Self::AwaitsApproval => "awaits approval",
            Self::Ended => "ended",
        }
    }

    /// The state at `now`.
    pub(crate) fn of(account: &Account, now: Timestamp) -> Self {
        match account {
            Account { deactivated_at: Some(_), .. } => Self::Ended,
            Account { credentials: None, enrolment: Some(link), .. } if link.expires_at > now => {
                Self::ToEnrol(link.expires_at)
            }
            Account { credentials: None, enrolment: Some(_), .. } => Self::LinkExpired,
            Account { credentials: None, .. } => Self::AwaitsApproval,
            Account { locked_until: Some(until), .. } if *until > now => Self::Locked(*until),
            Account { .. } => Self::Active,
        }
    }
}
