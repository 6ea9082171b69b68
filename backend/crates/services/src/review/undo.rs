//! Taking an own decision back.

use jiff::Timestamp;
use poortwacht_domain::{Act, CaseCommand, CaseState, Permission, RetentionClass};
use poortwacht_store::cases::{self, Case, Retention, Undo};
use poortwacht_store::{Plan, StoreError, Tx};
use serde_json::json;

use super::ReviewRefusal;
use super::begin::OwnDesk;
use super::on_desk::{case_of, entry, note};
use super::recent::may_undo;
use crate::{Actor, Services};

/// Takes the actor's own decision back: a dismissal within a quarter of an hour, a confirmation until the case is in a
/// batch. The case lies on the actor's desk again, with the term of an undecided case; what
/// lay there goes back into the queue, with an entry for each.
///
/// # Errors
/// [`ReviewRefusal::NotYourDecision`], [`ReviewRefusal::UndoTooLate`], [`ReviewRefusal::NoLongerYours`] for a case that
/// is gone, or those of store, ledger and key store.
pub async fn undo(services: &Services, actor: &Actor, reference: &str) -> Result<(), ReviewRefusal> {
    actor.require(Permission::Review)?;
    let case = case_of(services, actor, reference).await?;
    let now = services.now();
    let destroy_after =
        services.terms(actor.municipality).destroy_after(RetentionClass::Undecided, case.captured_at);
    check(&case, actor, destroy_after, now)?;
    let retention = Retention { class: RetentionClass::Undecided, destroy_after };
    let taking_back = TakingBack { services: services.clone(), actor: actor.clone(), case, retention, now };
    let plan = Plan::new().log(actor.log());
    services.store().write(plan, move |tx| taking_back.store(tx)).await.map(drop)
}

/// Refuses what cannot be taken back, by this officer or any more.
fn check(case: &Case, actor: &Actor, destroy_after: Timestamp, now: Timestamp) -> Result<(), ReviewRefusal> {
    match case.decided {
        None => return Err(ReviewRefusal::UndoTooLate),
        Some(decided) if decided.by != actor.account => return Err(ReviewRefusal::NotYourDecision),
        Some(_) => {}
    }
    // Undecided again it would die at once where that term is over.
    if !may_undo(case, actor.account, now) || destroy_after <= now {
        return Err(ReviewRefusal::UndoTooLate);
    }
    let command = if case.state == CaseState::Dismissed { CaseCommand::Undo } else { CaseCommand::Withdraw };
    case.state.apply(command).map(drop).map_err(|_| ReviewRefusal::UndoTooLate)
}

/// Everything the transaction needs; it may run more than once.
struct TakingBack {
    services: Services,
    actor: Actor,
    case: Case,
    retention: Retention,
    now: Timestamp,
}

impl TakingBack {
    fn store(&self, tx: &mut Tx<'_>) -> Result<(), ReviewRefusal> {
        let (scope, account) = (self.actor.scope(), self.actor.account);
        let desk = OwnDesk { services: self.services.clone(), actor: self.actor.clone(), now: self.now };
        desk.let_go(tx, None)?;
        let undo = Undo {
            from: self.case.state,
            officer: account,
            at: self.now,
            lease: self.services.config().claim,
            retention: self.retention,
        };
        cases::undo(tx, &scope, self.case.id, &undo).map_err(gone_on)?;
        let entry = entry(&self.actor, Act::DecisionUndone, &self.case).reason(self.case.state.as_str());
        let detail = json!({ "state": self.case.state.as_str() });
        note(&self.services, tx, &self.actor, &self.case, &entry, &detail)
    }
}

/// The gate or the export was faster.
fn gone_on(error: StoreError) -> ReviewRefusal {
    match error {
        StoreError::Conflict { .. } | StoreError::NotFound => ReviewRefusal::UndoTooLate,
        other => other.into(),
    }
}
