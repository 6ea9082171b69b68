//! What waits for a second person, and what became of what was asked before.

use std::collections::BTreeMap;

use jiff::Timestamp;
use poortwacht_domain::{AccountId, Act, ApprovalKind, ApprovalState, Permission, RecordId};
use poortwacht_store::approvals::{self as rows, Approval};
use poortwacht_store::{Connection, accounts};

use super::Wish;
use super::decide::{is_own, wish};
use crate::{Actor, ServiceError, Services};

/// Settled requests that are shown.
const SHOWN: u32 = 50;

/// A request before the eyes of somebody who may decide.
#[derive(Debug, Clone)]
pub struct ApprovalLine {
    /// Names the request.
    pub id: RecordId,
    /// What is asked for.
    pub wish: Wish,
    /// Names of the accounts that it is about.
    pub about: Vec<String>,
    /// Why.
    pub reason: String,
    /// Name of who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
    /// Until when somebody may decide.
    pub expires_at: Timestamp,
    /// What became of it.
    pub state: ApprovalState,
    /// Name of who decided, and when.
    pub decided: Option<(String, Timestamp)>,
    /// Whether the reader may decide it.
    pub is_mine_to_decide: bool,
    /// Whether the reader asked, and may withdraw it.
    pub is_mine_to_withdraw: bool,
}

/// The page of requests.
#[derive(Debug, Clone)]
pub struct Approvals {
    /// This moment.
    pub now: Timestamp,
    /// What waits, the oldest first.
    pub waiting: Vec<ApprovalLine>,
    /// What does not any more, the newest first.
    pub settled: Vec<ApprovalLine>,
}

/// Everything that was asked. Logged as [`Act::ApprovalsListed`] before it is read.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn list(services: &Services, actor: &Actor) -> Result<Approvals, ServiceError> {
    actor.require(Permission::Approve)?;
    services.enter(actor.log(), actor.entry(Act::ApprovalsListed)).await?;
    let (by, now) = (actor.clone(), services.now());
    let read = move |conn: &mut Connection| {
        let scope = by.scope();
        let names: BTreeMap<_, _> = accounts::list(conn, &scope)?
            .into_iter()
            .map(|account| (account.id, account.display_name))
            .collect();
        let lines = |approvals: Vec<Approval>| -> Result<Vec<_>, ServiceError> {
            approvals.into_iter().map(|approval| line(approval, &names, &by, now)).collect()
        };
        let waiting = lines(rows::waiting(conn, &scope, now)?)?;
        Ok(Approvals { now, waiting, settled: lines(rows::settled(conn, &scope, now, SHOWN)?)? })
    };
    services.store().read(read).await
}

/// How many requests wait.
pub(crate) fn waiting(conn: &mut Connection, actor: &Actor, now: Timestamp) -> Result<usize, ServiceError> {
    Ok(rows::waiting(conn, &actor.scope(), now)?.len())
}

/// What kinds of requests wait that are about an account.
pub(crate) fn kinds_waiting_for(
    conn: &mut Connection,
    actor: &Actor,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<ApprovalKind>, ServiceError> {
    let waiting = rows::waiting(conn, &actor.scope(), now)?.into_iter();
    Ok(waiting.filter(|asked| asked.account == Some(account)).map(|asked| asked.kind).collect())
}

fn line(
    asked: Approval,
    names: &BTreeMap<AccountId, String>,
    reader: &Actor,
    now: Timestamp,
) -> Result<ApprovalLine, ServiceError> {
    let name = |id: AccountId| {
        let name = names.get(&id).filter(|name| !name.is_empty());
        name.cloned().unwrap_or_else(|| id.to_string())
    };
    let wish = wish(&asked)?;
    let about = match &wish {
        Wish::CloseAccounts { accounts } => accounts.iter().copied().map(name).collect(),
        _ => asked.account.into_iter().map(name).collect(),
    };
    let lapsed = asked.state == ApprovalState::Waiting && asked.expires_at <= now;
    let state = if lapsed { ApprovalState::Lapsed } else { asked.state };
    let is_own = is_own(reader, &asked)?;
    let may_withdraw = asked.asked_by == reader.account && reader.role.allows(Permission::ManageAccess);
    Ok(ApprovalLine {
        id: asked.id,
        wish,
        about,
        reason: asked.reason,
        asked_by: name(asked.asked_by),
        asked_at: asked.asked_at,
        expires_at: asked.expires_at,
        state,
        decided: asked.decided_by.map(name).zip(asked.decided_at),
        is_mine_to_decide: state == ApprovalState::Waiting && !is_own,
        is_mine_to_withdraw: state == ApprovalState::Waiting && may_withdraw,
    })
}
