//! Taking a case off an officer's desk, so that another officer gets it.

use poortwacht_domain::{Act, CaseRef, CaseState, Permission};
use poortwacht_store::cases;
use poortwacht_store::events::{self, NewEvent};
use poortwacht_store::{Plan, Tx};
use serde_json::json;

use crate::{Actor, ServiceError, Services};

/// Takes a case off the desk it lies on; the next officer who asks gets it. Pictures granted with the claim close.
///
/// # Errors
/// [`ServiceError::NotFound`] for what is no case of this municipality; [`ServiceError::Conflict`] when it lies on no
/// desk (any more); [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn release(services: &Services, actor: &Actor, reference: &str) -> Result<(), ServiceError> {
    actor.require(Permission::WatchQuality)?;
    let reference = CaseRef::parse(reference).map_err(|_| ServiceError::NotFound("case"))?;
    let (own, actor) = (services.clone(), actor.clone());
    let plan = Plan::new().log(actor.log());
    services.store().write(plan, move |tx| take(&own, tx, &actor, &reference)).await.map(drop)
}

fn take(
    services: &Services,
    tx: &mut Tx<'_>,
    actor: &Actor,
    reference: &CaseRef,
) -> Result<(), ServiceError> {
    let (scope, now) = (actor.scope(), services.now());
    let case = cases::find_by_reference(tx, &scope, reference)?.ok_or(ServiceError::NotFound("case"))?;
    let claim = case.claim.filter(|_| case.state == CaseState::AwaitingReview);
    let claim = claim.ok_or_else(|| ServiceError::Conflict("claim".to_owned()))?;
    cases::release_claim(tx, &scope, case.id, claim.by)?;
    let entry = actor.entry(Act::ClaimReleased).case(case.id).detail("officer", claim.by);
    let pending = services.append(tx, &actor.log(), &entry)?;
    let event = NewEvent {
        at: now,
        kind: Act::ClaimReleased.as_str().to_owned(),
        account: Some(actor.account),
        detail: json!({}).to_string(),
        ledger_entry: Some(pending.place().clone()),
    };
    events::append(tx, &scope, case.id, &event)?;
    Ok(())
}
