//! What the second officer says of a decision.

use poortwacht_domain::{Act, Permission};
use poortwacht_ledger::Entry;
use poortwacht_store::cases::{self, Case};
use poortwacht_store::events::{self, NewEvent};
use poortwacht_store::exemptions::late_cases;
use poortwacht_store::{Plan, Tx, texts};
use serde_json::json;

use super::look::{Disagreement, find, was_looked_at};
use crate::blocking::off_worker;
use crate::export::lay_back;
use crate::flaw::{Flaw, Flaws, text_without_plate};
use crate::ledger_text::{CommittedText, seal_text};
use crate::{Actor, ServiceError, Services};

const LONGEST_EXPLANATION: usize = 300;

/// Codes of the outcomes, in the form, the ledger and the timeline.
pub(super) const AGREES: &str = "agrees";
pub(super) const DISAGREES: &str = "disagrees";
/// Why a case went back to the desk.
const SECOND_LOOK: &str = "second_look";

/// What the form of a second look holds.
#[derive(Debug, Clone, Default)]
pub struct LookRequest {
    /// `agrees` or `disagrees`.
    pub outcome: String,
    /// Why not; mandatory with a disagreement.
    pub explanation: String,
}

/// What became of the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookResult {
    /// The decision stands.
    Agreed,
    /// The case lies on the desk again.
    BackToDesk,
    /// The case is not dismissed before administrators have looked at the late exemption again.
    DismissalStopped,
    /// The disagreement is counted; the case went its way.
    Counted,
}

/// Records what a second officer says of a drawn decision. A disagreement's words are sealed, and the ledger commits to
/// them; one with a confirmation that is not in a batch yet puts the case back on the desk, and one with what a late exemption
/// dismisses stops that.
///
/// # Errors
/// [`ServiceError::Invalid`] (`outcome`, `explanation`); [`ServiceError::NotFound`] as for
/// [`super::show`]; [`ServiceError::Conflict`] when a colleague was first; those of store, ledger and key store.
pub async fn judge(
    services: &Services,
    actor: &Actor,
    reference: &str,
    request: &LookRequest,
) -> Result<LookResult, ServiceError> {
    actor.require(Permission::SecondLook)?;
    let case = find(services, actor, reference).await?;
    let (outcome, words) = checked(request)?;
    let words = match words {
        Some(words) => Some(sealed(services, actor, words).await?),
        None => None,
    };
    let half = words.as_ref().map(|words| words.sealed.half.id);
    let judgement = Judgement { services: services.clone(), actor: actor.clone(), case, outcome, words };
    let plan = Plan::new().log(actor.log());
    let result = services.store().write(plan, move |tx| judgement.store(tx)).await?.into_inner();
    if let Some(half) = half {
        let keys = services.keys();
        off_worker(move || Ok::<_, ServiceError>(keys.attach_halves(&[half])?)).await?;
    }
    Ok(result)
}

fn checked(request: &LookRequest) -> Result<(&'static str, Option<String>), ServiceError> {
    let mut flaws = Flaws::default();
    let outcome = flaws.take("outcome", outcome(&request.outcome));
    let words = match outcome {
        Some(DISAGREES) => flaws.take("explanation", explanation(&request.explanation)),
        _ => None,
    };
    flaws.check()?;
    outcome
        .map(|outcome| (outcome, words))
        .ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))
}

fn outcome(typed: &str) -> Result<&'static str, Flaw> {
    match typed.trim() {
        "" => Err(Flaw::Required),
        AGREES => Ok(AGREES),
        DISAGREES => Ok(DISAGREES),
        _ => Err(Flaw::NotAChoice),
    }
}

/// The text lives longer than the case, so no plate may stand in it.
fn explanation(typed: &str) -> Result<String, Flaw> {
    text_without_plate(typed, LONGEST_EXPLANATION)
}

async fn sealed(services: &Services, actor: &Actor, words: String) -> Result<CommittedText, ServiceError> {
    let (own, municipality) = (services.clone(), actor.municipality);
    off_worker(move || seal_text(&own, municipality, &words)).await
}

/// Everything the transaction needs; it may run more than once.
struct Judgement {
    services: Services,
    actor: Actor,
    case: Case,
    outcome: &'static str,
    words: Option<CommittedText>,
}

impl Judgement {
    fn store(&self, tx: &mut Tx<'_>) -> Result<LookResult, ServiceError> {
        let scope = self.actor.scope();
        let case = cases::find(tx, &scope, self.case.id)?.ok_or(ServiceError::NotFound("case"))?;
        if case.decided != self.case.decided || was_looked_at(tx, &scope, &case, self.services.now())? {
            return Err(ServiceError::Conflict("the case's decision".to_owned()));
        }
        if let Some(words) = &self.words {
            texts::insert(tx, &scope, &words.sealed)?;
        }
        let pending = self.services.append(tx, &self.actor.log(), &self.entry(&case))?;
        let event = NewEvent {
            at: self.services.now(),
            kind: Act::SecondLookJudged.as_str().to_owned(),
            account: Some(self.actor.account),
            detail: json!({ "reason": self.outcome }).to_string(),
            ledger_entry: Some(pending.place().clone()),
        };
        events::append(tx, &scope, case.id, &event)?;
        self.consequence(tx, &case)
    }

    fn entry(&self, case: &Case) -> Entry {
        let entry = self
            .actor
            .entry(Act::SecondLookJudged)
            .case(case.id)
            .reason(self.outcome)
            .detail("state", case.state);
        match &self.words {
            Some(words) => entry.text(words.commitment).detail("text", words.sealed.id),
            None => entry,
        }
    }

    fn consequence(&self, tx: &mut Tx<'_>, case: &Case) -> Result<LookResult, ServiceError> {
        if self.outcome == AGREES {
            return Ok(LookResult::Agreed);
        }
        let (scope, now) = (self.actor.scope(), self.services.now());
        let terms = self.services.terms(self.actor.municipality);
        let disagreement = Disagreement::with(tx, &scope, case, (now, terms.as_ref()))?;
        // Confirmed anew, a case that went back is held as well.
        late_cases::object(tx, &scope, case.id, (self.actor.account, now))?;
        match disagreement {
            Disagreement::Counted => return Ok(LookResult::Counted),
            Disagreement::StopsDismissal => return Ok(LookResult::DismissalStopped),
            Disagreement::BackToDesk => {}
        }
        lay_back(&self.services, tx, &self.actor, case, SECOND_LOOK)?;
        Ok(LookResult::BackToDesk)
    }
}
