//! Agreeing, refusing, withdrawing, reviewing and releasing.

use poortwacht_domain::{Act, CaseRef, Permission, RetentionClass};
use poortwacht_store::cases::{self, Case, Retention};
use poortwacht_store::legal_holds::{self as rows, LegalHold};
use poortwacht_store::{Plan, Tx};

use super::GRACE;
use super::ask::{NOT_FOUND, noted, require_alive};
use super::moment::Moment;
use super::noted::{Step, note};
use crate::{Actor, ServiceError, Services};

/// What somebody says to a hold, or to what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldAnswer {
    /// Agrees to what somebody else asked.
    Agree,
    /// Refuses what somebody else asked.
    Refuse,
    /// Withdraws what the actor asked.
    Withdraw,
    /// Reviews a hold: it goes on.
    Confirm,
    /// Ends a hold.
    Release,
}

/// Carries an answer out.
///
/// # Errors
/// [`ServiceError::NotFound`] for what is no case of this municipality; [`ServiceError::Refused`] without the permission,
/// for one's own request, or for somebody else's to withdraw; [`ServiceError::Conflict`] when the hold is not in a state
/// for the answer (any more).
pub async fn answer(
    services: &Services,
    actor: &Actor,
    reference: &str,
    answer: HoldAnswer,
) -> Result<(), ServiceError> {
    actor.require(Permission::HoldCases)?;
    let reference = CaseRef::parse(reference).map_err(|_| NOT_FOUND)?;
    let (own, by) = (services.clone(), actor.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        let case = cases::find_by_reference(tx, &by.scope(), &reference)?.ok_or(NOT_FOUND)?;
        let hold = rows::of_case(tx, &by.scope(), case.id)?.ok_or_else(gone_on)?;
        Answering { services: &own, actor: &by, case: &case, hold: &hold }.carry_out(tx, answer)
    });
    written.await.map(drop)
}

fn gone_on() -> ServiceError {
    ServiceError::Conflict("the legal hold".to_owned())
}

struct Answering<'a> {
    services: &'a Services,
    actor: &'a Actor,
    case: &'a Case,
    hold: &'a LegalHold,
}

impl Answering<'_> {
    fn carry_out(&self, tx: &mut Tx<'_>, answer: HoldAnswer) -> Result<(), ServiceError> {
        self.require(answer)?;
        match answer {
            HoldAnswer::Agree => self.place(tx),
            HoldAnswer::Refuse => self.take_back(tx, "refused"),
            HoldAnswer::Withdraw => self.take_back(tx, "withdrawn"),
            HoldAnswer::Confirm => self.confirm(tx),
            HoldAnswer::Release => self.release(tx),
        }
    }

    /// Whether this person may say this at this moment.
    fn require(&self, answer: HoldAnswer) -> Result<(), ServiceError> {
        let is_own = self.hold.request.asked_by == self.actor.account;
        match (Moment::of(self.hold, self.services.now()), answer) {
            (Moment::Waits, HoldAnswer::Agree | HoldAnswer::Refuse) if is_own => {
                Err(ServiceError::Refused("somebody else must decide"))
            }
            (Moment::Waits, HoldAnswer::Withdraw) if !is_own => {
                Err(ServiceError::Refused("who asked withdraws"))
            }
            (Moment::Waits, HoldAnswer::Agree | HoldAnswer::Refuse | HoldAnswer::Withdraw)
            | (Moment::Held | Moment::Unreviewed, HoldAnswer::Confirm | HoldAnswer::Release) => Ok(()),
            _ => Err(gone_on()),
        }
    }

    fn place(&self, tx: &mut Tx<'_>) -> Result<(), ServiceError> {
        require_alive(self.services, self.case)?;
        let (scope, now) = (self.actor.scope(), self.services.now());
        rows::place(tx, &scope, self.case.id, self.actor.account, now, self.next_review())?;
        self.note(tx, Act::HoldPlaced)
    }

    fn confirm(&self, tx: &mut Tx<'_>) -> Result<(), ServiceError> {
        let (scope, now) = (self.actor.scope(), self.services.now());
        rows::confirm(tx, &scope, self.case.id, self.actor.account, now, self.next_review())?;
        self.note(tx, Act::HoldConfirmed)
    }

    fn release(&self, tx: &mut Tx<'_>) -> Result<(), ServiceError> {
        let placed = self.hold.placed.ok_or_else(gone_on)?;
        let now = self.services.now();
        let not_before = now.saturating_add(GRACE).unwrap_or(now);
        let destroy_after = placed.under.destroy_after.max(not_before);
        let retention = Retention { class: placed.under.class, destroy_after };
        rows::release(tx, &self.actor.scope(), self.case.id, &retention)?;
        self.note(tx, Act::HoldReleased)
    }

    fn take_back(&self, tx: &mut Tx<'_>, why: &'static str) -> Result<(), ServiceError> {
        let scope = self.actor.scope();
        rows::take_back(tx, &scope, self.case.id)?;
        let step = Step {
            scope: &scope,
            log: self.actor.log(),
            case: self.case.id,
            ground: self.hold.request.ground,
            why: Some(why),
            entry: self.actor.entry(Act::HoldRefused),
        };
        note(self.services, tx, step)
    }

    fn note(&self, tx: &mut Tx<'_>, act: Act) -> Result<(), ServiceError> {
        noted(self.services, tx, self.actor, self.case, act, self.hold.request.ground)
    }

    fn next_review(&self) -> jiff::Timestamp {
        self.services
            .terms(self.case.municipality)
            .destroy_after(RetentionClass::LegalHold, self.services.now())
    }
}
