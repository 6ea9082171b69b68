//! Confirming, refusing and withdrawing a proposed term.

use poortwacht_domain::{Act, Permission, RecordId, TermOutcome};
use poortwacht_ledger::Entry;
use poortwacht_store::retention_terms::{self as rows, ProposedTerm, TermDecision};
use poortwacht_store::{Plan, Tx};

use super::book::{history, refresh};
use crate::{Actor, ServiceError, Services};

/// What somebody says to a proposed term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermAnswer {
    /// Confirms what somebody else proposed.
    Confirm,
    /// Refuses what somebody else proposed.
    Refuse,
    /// Withdraws what the actor proposed.
    Withdraw,
}

impl TermAnswer {
    const fn outcome(self) -> TermOutcome {
        match self {
            Self::Confirm => TermOutcome::Confirmed,
            Self::Refuse => TermOutcome::Refused,
            Self::Withdraw => TermOutcome::Withdrawn,
        }
    }
}

/// Carries an answer out. A confirmed term counts from now on; what lies there follows with the next run of the retention
/// job.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission, for one's own proposal, or for somebody
/// else's to withdraw; [`ServiceError::Conflict`] when it does not wait any more, or the other terms do not allow it any
/// more; those of store and ledger.
pub async fn answer(
    services: &Services,
    actor: &Actor,
    id: RecordId,
    answer: TermAnswer,
) -> Result<(), ServiceError> {
    actor.require(Permission::SetTerms)?;
    let (own, by) = (services.clone(), actor.clone());
    let write = move |tx: &mut Tx<'_>| Answering { services: &own, actor: &by }.carry_out(tx, id, answer);
    services.store().write(Plan::new().log(actor.log()), write).await?;
    refresh(services).await
}

struct Answering<'a> {
    services: &'a Services,
    actor: &'a Actor,
}

impl Answering<'_> {
    fn carry_out(&self, tx: &mut Tx<'_>, id: RecordId, answer: TermAnswer) -> Result<(), ServiceError> {
        let scope = self.actor.scope();
        let line = rows::find(tx, &scope, id)?.ok_or(ServiceError::NotFound("proposal"))?;
        if line.decided.is_some() {
            return Err(ServiceError::Conflict("the proposal".to_owned()));
        }
        self.require(&line.proposed, answer)?;
        if answer == TermAnswer::Confirm {
            self.require_allowed(tx, &line.proposed)?;
        }
        let said =
            TermDecision { outcome: answer.outcome(), by: self.actor.account, at: self.services.now() };
        rows::decide(tx, &scope, id, &said)?;
        let act = if answer == TermAnswer::Confirm { Act::TermConfirmed } else { Act::TermRefused };
        let entry = entry(self.actor, act, &line.proposed).detail("outcome", said.outcome);
        let entry = entry.detail("proposed_by", line.proposed.proposed_by);
        Ok(self.services.record(tx, &self.actor.log(), &entry)?)
    }

    /// Whether this person may say this.
    fn require(&self, term: &ProposedTerm, answer: TermAnswer) -> Result<(), ServiceError> {
        let is_own = term.proposed_by == self.actor.account;
        match answer {
            TermAnswer::Confirm | TermAnswer::Refuse if is_own => {
                Err(ServiceError::Refused("somebody else must decide"))
            }
            TermAnswer::Withdraw if !is_own => Err(ServiceError::Refused("who proposed it withdraws")),
            _ => Ok(()),
        }
    }

    /// The other terms may have changed since it was proposed.
    fn require_allowed(&self, tx: &mut Tx<'_>, term: &ProposedTerm) -> Result<(), ServiceError> {
        let terms = history(self.services, &rows::all(tx, &self.actor.scope())?);
        let allowed = terms.in_force().proposed(term.class, term.amount, term.ground);
        allowed.map(drop).map_err(|_| ServiceError::Conflict("the other terms".to_owned()))
    }
}

/// An entry about a proposed term. The class is the reason's code; the number tells nothing of anybody.
pub(super) fn entry(actor: &Actor, act: Act, term: &ProposedTerm) -> Entry {
    let entry = actor.entry(act).reason(term.class.as_str()).detail("proposal", term.id);
    let entry = entry.detail("amount", term.amount);
    match term.ground {
        Some(ground) => entry.detail("ground", ground),
        None => entry,
    }
}
