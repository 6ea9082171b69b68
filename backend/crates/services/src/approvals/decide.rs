//! Approving and refusing. Nobody decides what they asked for themselves, nor what is about their own account; and what
//! somebody asked who may not ask any more is not done.

use jiff::Timestamp;
use poortwacht_domain::{Act, ApprovalKind, ApprovalState, Permission, RecordId, RetentionClass};
use poortwacht_ledger::{Entry, Outcome};
use poortwacht_store::accounts;
use poortwacht_store::approvals::{self as rows, Approval, Decision};
use poortwacht_store::{Connection, Plan, Tx};

use super::Wish;
use super::carry_out::{Means, carry_out};
use crate::access::refusals;
use crate::accounts::enrolment_link;
use crate::{Actor, ServiceError, Services};

/// What was granted.
#[derive(Debug)]
pub struct Granted {
    /// What was done.
    pub kind: ApprovalKind,
    /// Name and login of the account that it was about.
    pub about: Option<(String, String)>,
    /// An enrolment link to hand to that account's user. It is told this once.
    pub link: Option<String>,
    /// Until when the link works.
    pub link_expires_at: Option<Timestamp>,
}

/// Approves a request, which is thereby done.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] for one's own request or account; [`ServiceError::Conflict`]
/// when it does not wait any more, or what was asked for cannot be done any more.
pub async fn approve(services: &Services, actor: &Actor, id: RecordId) -> Result<Granted, ServiceError> {
    actor.require(Permission::Approve)?;
    let asked = undecided(services, actor, id).await?;
    let (link, enrolment) = enrolment_link(services);
    let link_expires_at = enrolment.expires_at;
    let means = Means { enrolment, range: RecordId::random(services.rng().as_ref()) };
    let (own, by, request) = (services.clone(), actor.clone(), asked.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        settle(&own, tx, &by, &request, ApprovalState::Approved)?;
        carry_out(&own, tx, &by, &request, &means)
    });
    let about = written.await?.into_inner();
    let gives_link = matches!(asked.kind, ApprovalKind::ResetCredentials | ApprovalKind::GiveAccess);
    Ok(Granted {
        kind: asked.kind,
        about,
        link: gives_link.then_some(link),
        link_expires_at: gives_link.then_some(link_expires_at),
    })
}

/// Refuses a request.
///
/// # Errors
/// As [`approve`].
pub async fn refuse(services: &Services, actor: &Actor, id: RecordId) -> Result<(), ServiceError> {
    actor.require(Permission::Approve)?;
    let asked = undecided(services, actor, id).await?;
    let (own, by) = (services.clone(), actor.clone());
    let written = services
        .store()
        .write(Plan::new().log(actor.log()), move |tx| settle(&own, tx, &by, &asked, ApprovalState::Refused));
    written.await.map(drop)
}

/// Withdraws a request that the actor made and that nobody decided yet.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] for somebody else's; [`ServiceError::Conflict`] when it does not
/// wait any more; those of store and ledger.
pub async fn withdraw(services: &Services, actor: &Actor, id: RecordId) -> Result<(), ServiceError> {
    actor.require(Permission::ManageAccess)?;
    let (own, by) = (services.clone(), actor.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        let asked = rows::by_id(tx, &by.scope(), id)?.ok_or(ServiceError::NotFound("request"))?;
        if asked.asked_by != by.account {
            return Err(ServiceError::Refused("who asked withdraws"));
        }
        if asked.expires_at <= own.now() {
            return Err(ServiceError::Conflict("the request does not wait any more".to_owned()));
        }
        settle(&own, tx, &by, &asked, ApprovalState::Withdrawn)
    });
    written.await.map(drop)
}

/// The request, if this actor may decide it.
async fn undecided(services: &Services, actor: &Actor, id: RecordId) -> Result<Approval, ServiceError> {
    let (scope, now) = (actor.scope(), services.now());
    let read = move |conn: &mut Connection| {
        let asked = rows::by_id(conn, &scope, id)?.ok_or(ServiceError::NotFound("request"))?;
        if asked.state != ApprovalState::Waiting || asked.expires_at <= now {
            return Err(ServiceError::Conflict("the request does not wait any more".to_owned()));
        }
        let asker = accounts::by_id(conn, &scope, asked.asked_by)?;
        let may_ask = asker.is_some_and(|asker| {
            asker.deactivated_at.is_none() && asker.role.allows(Permission::ManageAccess)
        });
        Ok((asked, may_ask))
    };
    let (asked, may_ask) = services.store().read(read).await?;
    if is_own(actor, &asked)? {
        let entry = actor.entry(Act::AccessRefused).reason(refusals::OWN_REQUEST).outcome(Outcome::Refused);
        services.enter(actor.log(), entry.detail("request", asked.id)).await?;
        return Err(ServiceError::Refused("somebody else must decide"));
    }
    if may_ask { Ok(asked) } else { Err(ServiceError::Conflict("who asked may not ask any more".to_owned())) }
}

/// Whether the actor asked, or it is about the actor's own account.
pub(super) fn is_own(actor: &Actor, asked: &Approval) -> Result<bool, ServiceError> {
    let among = match wish(asked)? {
        Wish::CloseAccounts { accounts } => accounts.contains(&actor.account),
        _ => false,
    };
    Ok(among || asked.asked_by == actor.account || asked.account == Some(actor.account))
}

/// What was asked for.
pub(super) fn wish(asked: &Approval) -> Result<Wish, ServiceError> {
    serde_json::from_str(&asked.content)
        .map_err(|error| ServiceError::Damaged(format!("request {}: {error}", asked.id)))
}

/// Of two decisions at the same moment only one counts.
fn settle(
    services: &Services,
    tx: &mut Tx<'_>,
    actor: &Actor,
    asked: &Approval,
    state: ApprovalState,
) -> Result<(), ServiceError> {
    let at = services.now();
    let destroy_after = services.terms(actor.municipality).destroy_after(RetentionClass::Approval, at);
    let decision = Decision { state, by: Some(actor.account), at, destroy_after };
    if !rows::decide(tx, &actor.scope(), asked.id, &decision)? {
        return Err(ServiceError::Conflict("somebody has decided already".to_owned()));
    }
    let act = match state {
        ApprovalState::Approved => Act::ApprovalGranted,
        ApprovalState::Withdrawn => Act::ApprovalWithdrawn,
        _ => Act::ApprovalRefused,
    };
    Ok(services.record(tx, &actor.log(), &of_request(actor.entry(act), asked))?)
}

/// An entry that names the request and who asked.
pub(super) fn of_request(entry: Entry, asked: &Approval) -> Entry {
    let entry = entry.reason(asked.kind.as_str()).detail("request", asked.id);
    let entry = entry.detail("asked_by", asked.asked_by);
    match asked.account {
        Some(account) => entry.detail("account", account),
        None => entry,
    }
}
