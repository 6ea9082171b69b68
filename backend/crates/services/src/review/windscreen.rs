//! Whether anybody can be recognised behind a windscreen that no unit declared: asked before the first decision, once.

use poortwacht_domain::{Act, Permission};
use poortwacht_store::cases::{self, Case};
use poortwacht_store::{Plan, Tx};
use serde_json::json;

use super::ReviewRefusal;
use super::on_desk::{authorisation, case_on_desk, entry, note};
use crate::case_file::capture;
use crate::flaw::Flaw;
use crate::intake::WindscreenJudgement;
use crate::{Actor, ServiceError, Services};

/// Records the officer's judgement that nobody can be recognised behind the windscreen of the case on the desk. Saying so
/// again changes nothing. The other answer is to mask it.
///
/// # Errors
/// [`ReviewRefusal::NoLongerYours`], [`ReviewRefusal::NotAuthorised`], or those of store and ledger.
pub async fn nobody_recognisable(
    services: &Services,
    actor: &Actor,
    reference: &str,
) -> Result<(), ReviewRefusal> {
    actor.require(Permission::Review)?;
    let case = case_on_desk(services, actor, reference).await?.id;
    let (own, actor, now) = (services.clone(), actor.clone(), services.now());
    let plan = Plan::new().log(actor.log());
    let written = services.store().write(plan, move |tx| {
        authorisation(tx, &actor, now)?;
        let case = cases::find(tx, &actor.scope(), case)?.ok_or(ReviewRefusal::NoLongerYours)?;
        if case.claim.is_none_or(|claim| claim.by != actor.account) {
            return Err(ReviewRefusal::NoLongerYours);
        }
        if !capture(&case)?.asks_about_windscreen() {
            return Ok(());
        }
        judge_windscreen(&own, tx, &actor, &case, WindscreenJudgement::NobodyRecognisable)
    });
    written.await.map(drop)
}

/// Writes the answer into the case, its timeline and the ledger.
pub(crate) fn judge_windscreen(
    services: &Services,
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &Case,
    judgement: WindscreenJudgement,
) -> Result<(), ReviewRefusal> {
    let mut facts = capture(case)?;
    facts.windscreen_judged = Some(judgement);
    let facts = serde_json::to_string(&facts)
        .map_err(|_| ServiceError::Damaged("a case's facts cannot be written".to_owned()))?;
    cases::set_facts(tx, &actor.scope(), case.id, &facts)?;
    let entry = entry(actor, Act::WindscreenJudged, case).reason(judgement.code());
    note(services, tx, actor, case, &entry, &json!({ "judgement": judgement.code() }))
}

/// A decision waits until the question is answered.
///
/// # Errors
/// [`Flaw::NotAnswered`].
pub(super) fn answered(case: &Case) -> Result<Result<(), Flaw>, ServiceError> {
    let open = capture(case)?.asks_about_windscreen();
    Ok(if open { Err(Flaw::NotAnswered) } else { Ok(()) })
}
