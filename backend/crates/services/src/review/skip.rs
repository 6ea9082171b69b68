//! Putting a case back unjudged.

use poortwacht_domain::{Act, Permission};
use poortwacht_store::{Plan, cases};
use serde_json::json;

use super::ReviewRefusal;
use super::on_desk::{case_on_desk, entry, note};
use crate::{Actor, Services};

/// Puts the case on the desk back in the queue. For this officer it comes back last for an hour; colleagues get it in
/// its place. The timeline remembers, so every server knows.
///
/// # Errors
/// [`ReviewRefusal::NoLongerYours`], or those of store and ledger.
pub async fn skip(services: &Services, actor: &Actor, reference: &str) -> Result<(), ReviewRefusal> {
    actor.require(Permission::Review)?;
    let case = case_on_desk(services, actor, reference).await?;
    let (own, actor) = (services.clone(), actor.clone());
    let plan = Plan::new().log(actor.log());
    let written = services.store().write(plan, move |tx| {
        let still_there = cases::find(tx, &actor.scope(), case.id)?;
        if still_there.and_then(|case| case.claim).is_none_or(|claim| claim.by != actor.account) {
            return Err(ReviewRefusal::NoLongerYours);
        }
        cases::release_claim(tx, &actor.scope(), case.id, actor.account)?;
        note(&own, tx, &actor, &case, &entry(&actor, Act::CaseSkipped, &case), &json!({}))
    });
    written.await.map(drop)
}
