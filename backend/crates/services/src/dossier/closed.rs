//! Why nothing of a case can go out.

use jiff::Timestamp;
use poortwacht_domain::{AccountId, CaseState, Permission};
use poortwacht_store::cases::Case;

use crate::custody::{Alteration, MayBeAltered};
use crate::review::may_undo;
use crate::{Actor, ServiceError};

/// What keeps a case closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// It has been destroyed.
    #[error("the case has been destroyed")]
    Destroyed,
    /// A dismissed case opens only for a second look.
    #[error("the case was dismissed")]
    Dismissed,
    /// No picture says where the vehicle or its plate is, so nothing can be left of it alone.
    #[error("no vehicle and no plate is declared in the pictures")]
    NoVehicle,
}

impl Closed {
    /// What keeps a case closed to somebody whose role may issue. A dismissed case stays open to whoever can still take the
    /// dismissal back, as on its page.
    pub(super) fn of(case: &Case, account: AccountId, now: Timestamp) -> Option<Self> {
        match case.state {
            CaseState::Destroyed => Some(Self::Destroyed),
            CaseState::Dismissed if !may_undo(case, account, now) => Some(Self::Dismissed),
            _ => None,
        }
    }
}

/// Whether this account can have something of the case now.
pub(crate) fn may_issue(actor: &Actor, case: &Case, now: Timestamp) -> bool {
    actor.role.allows(Permission::IssueDossier) && Closed::of(case, actor.account, now).is_none()
}

/// Why nothing was issued.
#[derive(Debug, thiserror::Error)]
pub enum DisclosureError {
    /// The case is closed.
    #[error(transparent)]
    Closed(#[from] Closed),
    /// Something else.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl MayBeAltered for DisclosureError {
    fn alteration(&self) -> Option<Alteration> {
        match self {
            Self::Closed(_) => None,
            Self::Service(error) => error.alteration(),
        }
    }
}

impl From<poortwacht_store::StoreError> for DisclosureError {
    fn from(error: poortwacht_store::StoreError) -> Self {
        Self::Service(error.into())
    }
}
