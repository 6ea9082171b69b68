//! Dismissing a case.

use jiff::Timestamp;
use poortwacht_domain::{Act, CaseCommand, CaseState, DismissalReason, Permission, RetentionClass, UNDO};
use poortwacht_store::cases::{self, Case, Retention};
use poortwacht_store::fields::NewField;
use poortwacht_store::{Plan, Tx};
use serde_json::json;

use super::ReviewRefusal;
use super::confirm::sealed;
use super::on_desk::{authorisation, case_on_desk, entry, note};
use super::recent::{Decision, RecentDecision};
use super::refusal::lost;
use super::windscreen::answered;
use crate::case_file::{Statement, write_next};
use crate::custody::Pins;
use crate::flaw::{Flaw, Flaws, choice, optional, text};
use crate::{Actor, ServiceError, Services, exemptions};

const LONGEST_TEXT: usize = 1000;

/// What the dismissal form holds.
#[derive(Debug, Clone, Default)]
pub struct DismissRequest {
    /// Reference of the case that was on the screen.
    pub case: String,
    /// The reason's code.
    pub reason: String,
    /// The officer's own words; mandatory with the reason `other`.
    pub explanation: String,
}

/// Dismisses the case on the desk. It can be taken back for a quarter of an hour and is destroyed a day later.
///
/// # Errors
/// [`ReviewRefusal::Invalid`] (`windscreen`, `reason`, `explanation`), [`ReviewRefusal::NoLongerYours`],
/// [`ReviewRefusal::NotAuthorised`], or those of store, ledger and key store.
pub async fn dismiss(
    services: &Services,
    actor: &Actor,
    request: DismissRequest,
) -> Result<RecentDecision, ReviewRefusal> {
    actor.require(Permission::Review)?;
    let case = case_on_desk(services, actor, &request.case).await?;
    let (reason, words) = checked(&request, &case)?;
    // Also without words: what an earlier decision that was taken back left behind must not stand beside this one.
    let statement = sealed(services, &case, Statement { text: words, ..Statement::default() }).await?;
    let dismissal = Dismissal {
        now: services.now(),
        services: services.clone(),
        actor: actor.clone(),
        case,
        reason,
        statement,
    };
    let plan = Plan::new().log(actor.log());
    Ok(services.store().write(plan, move |tx| dismissal.store(tx)).await?.into_inner())
}

fn checked(request: &DismissRequest, case: &Case) -> Result<(DismissalReason, Option<String>), ServiceError> {
    let mut flaws = Flaws::default();
    flaws.take("windscreen", answered(case)?);
    let reason: Option<DismissalReason> = flaws.take("reason", choice(&request.reason));
    let words = flaws.take("explanation", optional(&request.explanation, |typed| text(typed, LONGEST_TEXT)));
    if reason.is_some_and(DismissalReason::needs_text) && words == Some(None) {
        flaws.add("explanation", Flaw::Required);
    }
    flaws.check()?;
    reason
        .map(|reason| (reason, words.flatten()))
        .ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))
}

/// Everything the transaction needs; it may run more than once.
struct Dismissal {
    services: Services,
    actor: Actor,
    case: Case,
    reason: DismissalReason,
    statement: NewField,
    now: Timestamp,
}

impl Dismissal {
    fn store(&self, tx: &mut Tx<'_>) -> Result<RecentDecision, ReviewRefusal> {
        let (scope, case) = (self.actor.scope(), &self.case);
        let held = authorisation(tx, &self.actor, self.now)?;
        let to = CaseState::AwaitingReview
            .apply(CaseCommand::Dismiss)
            .map_err(|_| ReviewRefusal::NoLongerYours)?;
        let undo_until = self.now.saturating_add(UNDO).unwrap_or(self.now);
        let destroy_after = exemptions::destroy_dismissed(&self.services, tx, &scope, case, self.now)?;
        let decision = cases::Decision {
            from: CaseState::AwaitingReview,
            to,
            dismissal_reason: Some(self.reason),
            charge: None,
            officer: self.actor.account,
            at: self.now,
            undo_until: Some(undo_until),
            retention: Retention { class: RetentionClass::Dismissed, destroy_after },
        };
        cases::decide(tx, &scope, case.id, &decision).map_err(lost)?;
        write_next(tx, &scope, case.id, &self.statement)?;
        let entry = entry(&self.actor, Act::CaseDismissed, case)
            .reason(self.reason.code())
            .detail("authorisation", held.id);
        let entry = Pins::of_field(case.id, &self.statement).onto(entry);
        note(&self.services, tx, &self.actor, case, &entry, &json!({ "reason": self.reason.code() }))?;
        Ok(RecentDecision {
            reference: case.reference.clone(),
            decision: Decision::Dismissed(self.reason),
            at: self.now,
            undo_until: Some(undo_until),
        })
    }
}
