//! Changes of an account.

use poortwacht_domain::{AccountId, Act, Role};
use poortwacht_ledger::Entry;
use poortwacht_store::accounts::{self as rows, Account};
use poortwacht_store::{Plan, Tx};

use super::create::{flawed, role};
use super::{Changed, needs_two, somebody_else};
use crate::accounts::administration::enrolment_link;
use crate::accounts::doing::{Doing, clashes};
use crate::approvals::{Ask, Wish, ask, reason};
use crate::flaw::Flaw;
use crate::{Actor, ServiceError, Services};

/// Field of the new role.
const ROLE: &str = "role";
/// Field of the reason for it.
const ROLE_REASON: &str = "role_reason";
/// Field of the reason for letting somebody in.
const LINK_REASON: &str = "link_reason";

/// Gives somebody another role; the sessions end at once. A privileged role is asked of a second person.
///
/// # Errors
/// [`ServiceError::Invalid`] with the wrong field (`role`, `role_reason`); [`ServiceError::Refused`] for the own account;
/// [`ServiceError::Conflict`] for a closed account or a request that waits already.
pub async fn change_role(
    services: &Services,
    actor: &Actor,
    id: AccountId,
    (typed, why): (&str, &str),
) -> Result<Changed, ServiceError> {
    let account = somebody_else(services, actor, id).await?;
    let role = role(typed).map_err(|flaw| flawed(ROLE, flaw))?;
    check_role(services, actor, &account, role).await?;
    if !role.is_privileged() {
        let change = move |doing: &Doing<'_>, tx: &mut Tx<'_>| doing.change_role(tx, &account, role);
        return change_now(services, actor, change).await.map(|()| Changed::Done);
    }
    let why = reason(why).map_err(|flaw| flawed(ROLE_REASON, flaw))?;
    let asked = Ask { wish: Wish::ChangeRole { role }, account: Some(id), reason: why };
    ask_now(services, actor, asked).await
}

async fn check_role(
    services: &Services,
    actor: &Actor,
    account: &Account,
    role: Role,
) -> Result<(), ServiceError> {
    if account.deactivated_at.is_some() {
        return Err(ServiceError::Conflict("the account is closed".to_owned()));
    }
    if account.role == role {
        return Err(flawed(ROLE, Flaw::NotAChoice));
    }
    let (scope, own, name) = (actor.scope(), account.id, account.display_name.clone());
    let clash = services.store().read(move |conn| clashes(conn, &scope, own, &name, role)).await?;
    if clash { Err(flawed(ROLE, Flaw::RolesClash)) } else { Ok(()) }
}

/// Closes an account; its sessions end at once.
///
/// # Errors
/// [`ServiceError::Refused`] for the own account; [`ServiceError::Conflict`] when it was closed before.
pub async fn deactivate(services: &Services, actor: &Actor, id: AccountId) -> Result<(), ServiceError> {
    let account = somebody_else(services, actor, id).await?;
    change_now(services, actor, move |doing, tx| doing.deactivate(tx, account.id)).await
}

/// Opens a closed account again. Who gets back in enrols anew, and an officer's authorisations wait to be confirmed.
///
/// # Errors
/// [`ServiceError::Invalid`] (`link_reason`) where a second person must be asked; [`ServiceError::Conflict`] when the
/// account is open, or the same person has another one.
pub async fn reactivate(
    services: &Services,
    actor: &Actor,
    id: AccountId,
    why: &str,
) -> Result<Changed, ServiceError> {
    let account = somebody_else(services, actor, id).await?;
    let two = needs_two(&account);
    let why = if two { reason(why).map_err(|flaw| flawed(LINK_REASON, flaw))? } else { String::new() };
    let (link, enrolment) = enrolment_link(services);
    let handed = Changed::Link { link, expires_at: enrolment.expires_at };
    let (own, by) = (services.clone(), actor.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        refuse_second(tx, &by, &account)?;
        let entry = |act| by.entry(act);
        let doing = Doing { services: &own, municipality: by.municipality, entry: &entry };
        doing.reactivate(tx, account.id, (!two).then_some(&enrolment), Some(by.account))?;
        if two {
            let asked = Ask { wish: Wish::GiveAccess, account: Some(account.id), reason: why.clone() };
            ask(&own, tx, &by, &asked)?;
        }
        Ok::<_, ServiceError>(())
    });
    written.await?;
    Ok(if two { Changed::Asked } else { handed })
}

/// Gives a new link to somebody who did not use the first one in time.
///
/// # Errors
/// [`ServiceError::Invalid`] (`link_reason`) where a second person must be asked; [`ServiceError::Conflict`] when the
/// account is in use or closed.
pub async fn invite(
    services: &Services,
    actor: &Actor,
    id: AccountId,
    why: &str,
) -> Result<Changed, ServiceError> {
    let account = somebody_else(services, actor, id).await?;
    if account.credentials.is_some() || account.deactivated_at.is_some() {
        return Err(ServiceError::Conflict("the account needs no link".to_owned()));
    }
    if needs_two(&account) {
        let why = reason(why).map_err(|flaw| flawed(LINK_REASON, flaw))?;
        let asked = Ask { wish: Wish::GiveAccess, account: Some(id), reason: why };
        return ask_now(services, actor, asked).await;
    }
    let (link, enrolment) = enrolment_link(services);
    let handed = Changed::Link { link, expires_at: enrolment.expires_at };
    let by = actor.account;
    let change = move |doing: &Doing<'_>, tx: &mut Tx<'_>| doing.invite(tx, &account, &enrolment, Some(by));
    change_now(services, actor, change).await.map(|()| handed)
}

/// One person, one account.
fn refuse_second(tx: &mut Tx<'_>, actor: &Actor, account: &Account) -> Result<(), ServiceError> {
    let same = |other: &Account| {
        other.id != account.id
            && other.deactivated_at.is_none()
            && other.display_name.to_lowercase() == account.display_name.to_lowercase()
    };
    if rows::list(tx, &actor.scope())?.iter().any(same) {
        return Err(ServiceError::Conflict("the same person has another account".to_owned()));
    }
    Ok(())
}

/// Makes a change in a transaction of its own.
async fn change_now<F>(services: &Services, actor: &Actor, change: F) -> Result<(), ServiceError>
where
    F: Fn(&Doing<'_>, &mut Tx<'_>) -> Result<(), ServiceError> + Send + 'static,
{
    let (own, by) = (services.clone(), actor.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        let entry = |act: Act| -> Entry { by.entry(act) };
        change(&Doing { services: &own, municipality: by.municipality, entry: &entry }, tx)
    });
    written.await.map(drop)
}

/// Asks in a transaction of its own.
pub(super) async fn ask_now(services: &Services, actor: &Actor, asked: Ask) -> Result<Changed, ServiceError> {
    let (own, by) = (services.clone(), actor.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| ask(&own, tx, &by, &asked));
    written.await.map(|_| Changed::Asked)
}
