//! Giving a request more time, and answering it.

use poortwacht_domain::{
    Act, CaseId, ExtensionReason, Permission, Recipient, RequestKind, RequestOutcome, RetentionClass,
};
use poortwacht_store::person_requests::{self as rows, Handled, PersonRequest};
use poortwacht_store::{Plan, StoreError, Tx};

use super::found::{Found, REASON, search};
use super::sealing::{open_asked, seal_answer};
use super::show::{log_shown, may_extend};
use super::{LONGEST, NOT_FOUND, moved_on, parse};
use crate::blocking::off_worker;
use crate::flaw::{self, Flaw, Flaws, choice};
use crate::{Actor, FieldProblem, ServiceError, Services};

/// The form that gives more time, as typed.
#[derive(Debug, Clone, Default)]
pub struct ExtendForm {
    /// Code of the reason.
    pub reason: String,
}

/// The form that answers, as typed.
#[derive(Debug, Clone, Default)]
pub struct AnswerForm {
    /// Code of the outcome.
    pub outcome: String,
    /// What was answered, and on which ground, in words.
    pub words: String,
}

impl AnswerForm {
    fn read(&self) -> Result<(RequestOutcome, String), ServiceError> {
        let mut flaws = Flaws::default();
        let outcome = flaws.take("outcome", choice(&self.outcome));
        let words = flaws.take("words", flaw::text(&self.words, LONGEST));
        flaws.check()?;
        let damaged = || ServiceError::Damaged("a form without flaws lacks a field".to_owned());
        outcome.zip(words).ok_or_else(damaged)
    }
}

/// Gives a request two months more, once, before its time is over (AVG art. 12(3)).
///
/// # Errors
/// [`ServiceError::Invalid`] without a reason; [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the
/// permission; [`ServiceError::Conflict`] when it was answered, is too late, or has no more time to give.
pub async fn extend(
    services: &Services,
    actor: &Actor,
    id: &str,
    form: &ExtendForm,
) -> Result<(), ServiceError> {
    actor.require(Permission::HandlePersonRequests)?;
    let id = parse(id)?;
    let reason: ExtensionReason = choice(&form.reason)
        .map_err(|flaw| ServiceError::Invalid(vec![FieldProblem::flawed("extension", flaw)]))?;
    let (own, by) = (services.clone(), actor.clone());
    let write = move |tx: &mut Tx<'_>| {
        let request = rows::find(tx, &by.scope(), id)?.ok_or(NOT_FOUND)?;
        if !may_extend(&request, own.now()) {
            return Err(moved_on());
        }
        let due_at = request.regime.due_at(request.received_on, true);
        let destroy_after = own.terms(by.municipality).destroy_after(RetentionClass::PersonRequest, due_at);
        rows::extend(tx, &by.scope(), id, reason, due_at, destroy_after).map_err(conflict)?;
        let entry = by.entry(Act::PersonTermChanged).reason(reason.as_str()).detail("request", id);
        Ok(own.record(tx, &by.log(), &entry)?)
    };
    services.store().write(Plan::new().log(actor.log()), write).await.map(drop)
}

/// Answers a request. What is held is looked up once more first: nobody is told that there is nothing while there is
/// something, and what is told of a case is a disclosure in the ledger, to the person, for each case.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw; [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the
/// permission; [`ServiceError::Conflict`] when it was answered.
pub async fn answer(
    services: &Services,
    actor: &Actor,
    id: &str,
    form: &AnswerForm,
) -> Result<(), ServiceError> {
    actor.require(Permission::HandlePersonRequests)?;
    let id = parse(id)?;
    let (outcome, words) = form.read()?;
    let (request, receipt) = log_shown(services, actor, id).await?;
    if request.handled.is_some() {
        return Err(moved_on());
    }
    let own = services.clone();
    let (request, asked, sealed_answer) = off_worker(move || {
        let asked = open_asked(&own, &receipt, &request)?;
        let sealed = seal_answer(&own, &request, &words)?;
        Ok::<_, ServiceError>((request, asked, sealed))
    })
    .await?;
    let found = search(services, actor, id, asked.plate).await?;
    check(outcome, &found)?;
    let handled = Handled { outcome, by: actor.account, at: services.now(), sealed_answer };
    let told = told(&request, outcome, &found);
    write(services, actor, request, handled, told).await
}

fn check(outcome: RequestOutcome, found: &Found) -> Result<(), ServiceError> {
    if outcome == RequestOutcome::NothingHeld && !found.is_empty() {
        return Err(ServiceError::Invalid(vec![FieldProblem::flawed("outcome", Flaw::SomethingHeld)]));
    }
    Ok(())
}

/// The cases that the answer tells of: those found, where access was asked and given.
fn told(request: &PersonRequest, outcome: RequestOutcome, found: &Found) -> Vec<CaseId> {
    let gives = matches!(outcome, RequestOutcome::Granted | RequestOutcome::Partly);
    match request.kind {
        RequestKind::Access if gives => found.cases.iter().map(|case| case.id).collect(),
        _ => Vec::new(),
    }
}

async fn write(
    services: &Services,
    actor: &Actor,
    request: PersonRequest,
    handled: Handled,
    told: Vec<CaseId>,
) -> Result<(), ServiceError> {
    let (own, by, id) = (services.clone(), actor.clone(), request.id);
    let destroy_after =
        services.terms(actor.municipality).destroy_after(RetentionClass::PersonRequest, handled.at);
    let write = move |tx: &mut Tx<'_>| {
        rows::handle(tx, &by.scope(), id, &handled, destroy_after).map_err(conflict)?;
        let entry = by
            .entry(Act::PersonRequestHandled)
            .reason(handled.outcome.as_str())
            .detail("request", id)
            .detail("cases", told.len());
        own.record(tx, &by.log(), &entry)?;
        for case in &told {
            let entry = by
                .entry(Act::PersonAnswerIssued)
                .case(*case)
                .reason(REASON)
                .detail("recipient", Recipient::Offender)
                .detail("request", id);
            own.record(tx, &by.log(), &entry)?;
        }
        Ok::<_, ServiceError>(())
    };
    services.store().write(Plan::new().log(actor.log()), write).await.map(drop)
}

fn conflict(error: StoreError) -> ServiceError {
    match error {
        StoreError::Conflict { .. } => moved_on(),
        other => other.into(),
    }
}
