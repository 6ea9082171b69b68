//! What an account in a session may do, and who comes without a session.

use std::net::IpAddr;

use poortwacht_domain::{Act, Permission};
use poortwacht_ledger::{Entry, Outcome};
use poortwacht_store::Plan;

use crate::{Actor, ServiceError, Services};

/// Somebody without a session: at the login page, or with an enrolment link.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// From which address.
    pub origin: IpAddr,
    /// Trace identifier of the request.
    pub trace: String,
}

impl Actor {
    /// A ledger entry of something this actor does.
    #[must_use]
    pub fn entry(&self, act: Act) -> Entry {
        Entry::new(self.in_ledger(), act).origin(self.origin).trace(self.trace.clone())
    }

    /// Refuses what the actor's role does not cover. Listeners ask before; a use case does not rely on that.
    ///
    /// # Errors
    /// [`ServiceError::Refused`].
    pub fn require(&self, permission: Permission) -> Result<(), ServiceError> {
        if self.role.allows(permission) {
            return Ok(());
        }
        Err(ServiceError::Refused("the role does not cover this"))
    }
}

/// Writes down that a request was refused for lack of permission.
///
/// # Errors
/// Those of store and ledger; the request is refused all the same.
pub async fn note_refusal(
    services: &Services,
    actor: &Actor,
    permission: Permission,
) -> Result<(), ServiceError> {
    let (own, log) = (services.clone(), actor.log());
    let entry = actor.entry(Act::AccessRefused).reason(permission.as_str()).outcome(Outcome::Refused);
    let plan = Plan::new().log(log.clone()).ledger_only();
    services.store().write(plan, move |tx| Ok(own.record(tx, &log, &entry)?)).await.map(drop)
}
