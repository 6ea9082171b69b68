//! What an administrator does with the accounts of the municipality. What would let one person alone put somebody into a
//! privileged place, or into somebody else's, is asked of a second person instead ([`crate::approvals`]).

mod authorise;
mod change;
mod create;
mod person;
mod read;
mod sensitive;

use jiff::Timestamp;
use poortwacht_domain::{AccountId, Act, Permission};
use poortwacht_ledger::Outcome;
use poortwacht_store::Connection;
use poortwacht_store::accounts::{self as rows, Account};

pub use authorise::{RecordAuthorisation, confirm_authorisation, end_authorisation, record_authorisation};
pub use change::{change_role, deactivate, invite, reactivate};
pub use create::{CreateUser, Created, create};
pub use read::{HeldTerm, User, UserLine, Users, names, user, users};
pub use sensitive::{ask_reset, ask_unlock, close_several};

use crate::access::refusals;
use crate::{Actor, ServiceError, Services};

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// It is done.
    Done,
    /// It is done, and an enrolment link is to be handed to the account's user.
    Link {
        /// The link. It is told this once.
        link: String,
        /// When it stops working.
        expires_at: Timestamp,
    },
    /// A second person was asked.
    Asked,
}

/// An account of the actor's municipality that still has its name.
fn find(conn: &mut Connection, actor: &Actor, id: AccountId) -> Result<Account, ServiceError> {
    let found = rows::by_id(conn, &actor.scope(), id)?.filter(|account| !account.display_name.is_empty());
    found.ok_or(ServiceError::NotFound("account"))
}

/// As [`find`], outside a transaction, for somebody who may keep accounts and means somebody else's.
async fn somebody_else(services: &Services, actor: &Actor, id: AccountId) -> Result<Account, ServiceError> {
    actor.require(Permission::ManageAccess)?;
    if id == actor.account {
        let entry = actor.entry(Act::AccessRefused).outcome(Outcome::Refused);
        services.enter(actor.log(), entry.reason(refusals::OWN_ACCOUNT)).await?;
        return Err(ServiceError::Refused("nobody changes the own access"));
    }
    let by = actor.clone();
    services.store().read(move |conn| find(conn, &by, id)).await
}

/// Whether an account's user may only be let in by two people: a privileged role, or somebody who was here before.
fn needs_two(account: &Account) -> bool {
    account.role.is_privileged() || account.enrolled_at.is_some()
}
