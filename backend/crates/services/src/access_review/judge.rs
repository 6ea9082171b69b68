//! What a reviewer says, and the end of a review.

use poortwacht_domain::{AccessVerdict, AccountId, Act, Permission, RecordId, RetentionClass};
use poortwacht_ledger::Outcome;
use poortwacht_store::access_reviews::{self as rows, Judgement};
use poortwacht_store::{Plan, Tx};

use super::ALARM_LATE;
use crate::access::refusals;
use crate::flaw::{Flaw, Flaws, optional, text_without_plate};
use crate::{Actor, ServiceError, Services, alarms};

/// Longest remark, in characters.
const LONGEST_REMARK: usize = 500;

/// What the form holds, as typed.
#[derive(Debug, Clone, Default)]
pub struct JudgeAccess {
    /// Code of the verdict.
    pub verdict: String,
    /// Why; needed unless the access is kept.
    pub remark: String,
}

/// Notes what the actor says of one account's access, in place of what was said before.
///
/// # Errors
/// [`ServiceError::Invalid`] with every wrong field (`verdict`, `remark`); [`ServiceError::Refused`] for the own account;
/// [`ServiceError::NotFound`] when no open review has this account.
pub async fn judge(
    services: &Services,
    actor: &Actor,
    (review, account): (RecordId, AccountId),
    form: JudgeAccess,
) -> Result<(), ServiceError> {
    actor.require(Permission::ReviewAccess)?;
    if account == actor.account {
        let entry = actor.entry(Act::AccessRefused).reason(refusals::OWN_ACCOUNT).outcome(Outcome::Refused);
        services.enter(actor.log(), entry.detail("review", review)).await?;
        return Err(ServiceError::Refused("nobody judges the own access"));
    }
    let (verdict, remark) = checked(&form)?;
    let judgement = Judgement { verdict, remark, by: actor.account, at: services.now() };
    let (own, by) = (services.clone(), actor.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        if !rows::judge(tx, &by.scope(), review, account, &judgement)? {
            return Err(ServiceError::NotFound("account"));
        }
        let entry = by.entry(Act::AccessReviewed).reason(judgement.verdict.as_str());
        Ok(own.record(tx, &by.log(), &entry.detail("review", review).detail("account", account))?)
    });
    written.await.map(drop)
}

fn checked(form: &JudgeAccess) -> Result<(AccessVerdict, String), ServiceError> {
    let mut flaws = Flaws::default();
    let verdict = match form.verdict.as_str() {
        "" => Err(Flaw::Required),
        code => code.parse().map_err(|_| Flaw::NotAChoice),
    };
    let verdict = flaws.take("verdict", verdict);
    let remark = match verdict {
        Some(AccessVerdict::Change | AccessVerdict::Remove) => words(&form.remark).map(Some),
        _ => optional(&form.remark, words),
    };
    let remark = flaws.take("remark", remark);
    flaws.check()?;
    verdict.zip(remark.map(Option::unwrap_or_default)).ok_or(ServiceError::NotFound("form"))
}

fn words(typed: &str) -> Result<String, Flaw> {
    text_without_plate(typed, LONGEST_REMARK)
}

/// Finishes a review. The record stays.
///
/// # Errors
/// [`ServiceError::Conflict`] while an account was not judged, or when it was finished before; [`ServiceError::NotFound`];
/// those of store and ledger.
pub async fn close(services: &Services, actor: &Actor, review: RecordId) -> Result<(), ServiceError> {
    actor.require(Permission::ReviewAccess)?;
    let (own, by) = (services.clone(), actor.clone());
    let written =
        services.store().write(Plan::new().log(actor.log()), move |tx| close_in(&own, tx, &by, review));
    written.await?;
    alarms::clear(services, ALARM_LATE, &review.to_string()).await
}

fn close_in(
    services: &Services,
    tx: &mut Tx<'_>,
    actor: &Actor,
    review: RecordId,
) -> Result<(), ServiceError> {
    let (scope, now) = (actor.scope(), services.now());
    rows::by_id(tx, &scope, review)?.ok_or(ServiceError::NotFound("review"))?;
    let lines = rows::lines(tx, &scope, review)?;
    let count = |verdict| lines.iter().filter(|line| verdict_of(line) == Some(verdict)).count();
    if lines.iter().any(|line| line.judgement.is_none()) {
        return Err(ServiceError::Conflict("not every account was judged".to_owned()));
    }
    let destroy_after = services.terms(actor.municipality).destroy_after(RetentionClass::AccessReview, now);
    if !rows::close(tx, &scope, review, actor.account, now, destroy_after)? {
        return Err(ServiceError::Conflict("the review is finished".to_owned()));
    }
    let entry = AccessVerdict::ALL.iter().fold(actor.entry(Act::AccessReviewClosed), |entry, verdict| {
        entry.detail(verdict.as_str(), count(*verdict))
    });
    Ok(services.record(tx, &actor.log(), &entry.detail("review", review))?)
}

fn verdict_of(line: &rows::Line) -> Option<AccessVerdict> {
    line.judgement.as_ref().map(|judgement| judgement.verdict)
}
