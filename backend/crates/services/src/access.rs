//! What an account in a session may do, and who comes without a session.

use std::net::IpAddr;

use poortwacht_domain::{Act, Permission};
use poortwacht_ledger::{self as ledger, Entry, LogName, Outcome};

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

/// Reason codes of refusals that no permission explains.
pub mod refusals {
    /// A form that was not sent from one of our own pages.
    pub const FOREIGN_FORM: &str = "foreign_form";
    /// A form without the token of the session that sends it.
    pub const FORM_TOKEN: &str = "form_token";
    /// A session used from outside its municipality's address ranges.
    pub const WRONG_ADDRESS: &str = "wrong_address";
    /// A session that was ended, idle for too long or too old.
    pub const SESSION_OVER: &str = "session_over";
    /// No session, or one that never was.
    pub const NO_SESSION: &str = "no_session";
    /// A change of the own access.
    pub const OWN_ACCOUNT: &str = "own_account";
    /// A request that somebody else must decide.
    pub const OWN_REQUEST: &str = "own_request";
    /// An inspection of the own decision, or of the own view.
    pub const OWN_WORK: &str = "own_work";
    /// A picture without a grant that is worth something to this session now.
    pub const PICTURE_GRANT: &str = "picture_grant";
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
    note_refused(services, actor, permission.as_str()).await
}

/// Writes down that a request of a known account was refused, with a code of [`refusals`].
///
/// # Errors
/// Those of store and ledger; the request is refused all the same.
pub async fn note_refused(
    services: &Services,
    actor: &Actor,
    reason: &'static str,
) -> Result<(), ServiceError> {
    let entry = actor.entry(Act::AccessRefused).reason(reason).outcome(Outcome::Refused);
    services.enter(actor.log(), entry).await
}

/// Writes down, in the system's log, that a request of nobody known was refused.
///
/// # Errors
/// Those of store and ledger; the request is refused all the same.
pub async fn note_stranger(
    services: &Services,
    visitor: &Visitor,
    reason: &'static str,
) -> Result<(), ServiceError> {
    let entry = Entry::new(ledger::Actor::System, Act::AccessRefused)
        .reason(reason)
        .outcome(Outcome::Refused)
        .origin(visitor.origin)
        .trace(visitor.trace.clone());
    services.enter(LogName::system(), entry).await
}
