//! What an administrator only asks for: new credentials, an early end of a lock, many accounts closed at once.

use poortwacht_domain::{AccountId, Permission};

use super::change::{ask_now, deactivate};
use super::create::flawed;
use super::{Changed, find, somebody_else};
use crate::approvals::{Ask, Wish, reason};
use crate::flaw::Flaw;
use crate::{Actor, ServiceError, Services};

/// Asks for new password and second factor for somebody.
///
/// # Errors
/// [`ServiceError::Invalid`] (`reset_reason`); [`ServiceError::Refused`] for the own account; [`ServiceError::Conflict`]
/// for an account without credentials, or when that waits already.
pub async fn ask_reset(
    services: &Services,
    actor: &Actor,
    id: AccountId,
    why: &str,
) -> Result<Changed, ServiceError> {
    let account = somebody_else(services, actor, id).await?;
    if account.credentials.is_none() {
        return Err(ServiceError::Conflict("the account has nothing to reset".to_owned()));
    }
    let why = reason(why).map_err(|flaw| flawed("reset_reason", flaw))?;
    ask_now(services, actor, Ask { wish: Wish::ResetCredentials, account: Some(id), reason: why }).await
}

/// Asks to take a lock off.
///
/// # Errors
/// [`ServiceError::Invalid`] (`unlock_reason`); [`ServiceError::Refused`] for the own account; [`ServiceError::Conflict`]
/// when the account is not locked, or that waits already.
pub async fn ask_unlock(
    services: &Services,
    actor: &Actor,
    id: AccountId,
    why: &str,
) -> Result<Changed, ServiceError> {
    let account = somebody_else(services, actor, id).await?;
    if account.locked_until.is_none_or(|until| until <= services.now()) {
        return Err(ServiceError::Conflict("the account is not locked".to_owned()));
    }
    let why = reason(why).map_err(|flaw| flawed("unlock_reason", flaw))?;
    ask_now(services, actor, Ask { wish: Wish::UnlockAccount, account: Some(id), reason: why }).await
}

/// Closes the chosen accounts: one at once, several once a second person has approved.
///
/// # Errors
/// [`ServiceError::Invalid`] (`chosen`, `close_reason`); [`ServiceError::Refused`] when one's own is among them.
pub async fn close_several(
    services: &Services,
    actor: &Actor,
    chosen: Vec<AccountId>,
    why: &str,
) -> Result<Changed, ServiceError> {
    actor.require(Permission::ManageAccess)?;
    match chosen.as_slice() {
        [] => return Err(flawed("chosen", Flaw::Required)),
        [one] => return deactivate(services, actor, *one).await.map(|()| Changed::Done),
        _ => {}
    }
    for id in &chosen {
        somebody_else(services, actor, *id).await?;
    }
    let why = reason(why).map_err(|flaw| flawed("close_reason", flaw))?;
    check_open(services, actor, chosen.clone()).await?;
    let asked = Ask { wish: Wish::CloseAccounts { accounts: chosen }, account: None, reason: why };
    ask_now(services, actor, asked).await
}

async fn check_open(services: &Services, actor: &Actor, chosen: Vec<AccountId>) -> Result<(), ServiceError> {
    let by = actor.clone();
    let read = move |conn: &mut poortwacht_store::Connection| {
        for id in chosen {
            if find(conn, &by, id)?.deactivated_at.is_some() {
                return Err(ServiceError::Conflict("an account was closed meanwhile".to_owned()));
            }
        }
        Ok(())
    };
    services.store().read(read).await
}
