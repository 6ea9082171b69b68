//! Asking.

use jiff::SignedDuration;
use poortwacht_domain::{AccountId, Act, ApprovalState, RecordId, RetentionClass};
use poortwacht_store::Tx;
use poortwacht_store::approvals::{self as rows, Approval};

use super::Wish;
use crate::{Actor, ServiceError, Services};

/// How long somebody else may take to decide: a weekend and a working day.
const LASTS: SignedDuration = SignedDuration::from_hours(72);

/// A request about to be made.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    /// What is asked for.
    pub(crate) wish: Wish,
    /// The account that it is about, if it is about one.
    pub(crate) account: Option<AccountId>,
    /// Why, checked by [`super::reason`].
    pub(crate) reason: String,
}

/// Asks for a second person, inside a transaction with the actor's log.
///
/// # Errors
/// [`ServiceError::Conflict`] when the same is waiting already; those of store and ledger.
pub(crate) fn ask(
    services: &Services,
    tx: &mut Tx<'_>,
    actor: &Actor,
    ask: &Ask,
) -> Result<RecordId, ServiceError> {
    let approval = approval(services, actor, ask)?;
    let same = |other: &Approval| {
        other.kind == approval.kind && other.account == approval.account && other.content == approval.content
    };
    if rows::waiting(tx, &actor.scope(), approval.asked_at)?.iter().any(same) {
        return Err(ServiceError::Conflict("the same request is waiting already".to_owned()));
    }
    rows::insert(tx, &actor.scope(), &approval)?;
    let entry = actor.entry(Act::ApprovalAsked).reason(approval.kind.as_str()).detail("request", approval.id);
    let entry = match ask.account {
        Some(account) => entry.detail("account", account),
        None => entry,
    };
    services.record(tx, &actor.log(), &entry)?;
    Ok(approval.id)
}

fn approval(services: &Services, actor: &Actor, ask: &Ask) -> Result<Approval, ServiceError> {
    let now = services.now();
    let expires_at = now.saturating_add(LASTS).unwrap_or(now);
    let content = serde_json::to_string(&ask.wish);
    Ok(Approval {
        id: RecordId::random(services.rng().as_ref()),
        municipality: actor.municipality,
        kind: ask.wish.kind(),
        account: ask.account,
        content: content.map_err(|error| ServiceError::Damaged(format!("request: {error}")))?,
        reason: ask.reason.clone(),
        asked_by: actor.account,
        asked_at: now,
        expires_at,
        state: ApprovalState::Waiting,
        decided_by: None,
        decided_at: None,
        destroy_after: services.terms(actor.municipality).destroy_after(RetentionClass::Approval, expires_at),
    })
}
