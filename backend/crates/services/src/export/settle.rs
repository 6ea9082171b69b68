//! The one transaction in which a page of the gate becomes durable: findings, new states and the batch, each with its
//! entry in the ledger.

use jiff::Timestamp;
use poortwacht_domain::{
    Act, BatchId, CaseState, DismissalReason, MunicipalityId, RetentionClass, local_day,
};
use poortwacht_ledger::{self as ledger, Entry, EntryPlace, LogName};
use poortwacht_store::batches::{self, NewBatch, Newest};
use poortwacht_store::cases::{self, Case, ExemptionCheck, Retention, StateChange};
use poortwacht_store::events::{self, NewEvent};
use poortwacht_store::letters::{self, LetterPeriod};
use poortwacht_store::{Plan, Scope, Tx};

use super::condition::GateFinding;
use super::gate::{Examined, Passed, Seen, Verdict, judge};
use super::known::{House, Known};
use crate::{ServiceError, Services};

/// What becomes of one case.
pub(super) struct Outcome {
    pub(super) case: Case,
    pub(super) findings: Vec<GateFinding>,
    pub(super) verdict: Verdict,
    /// What the opened case told; `None` where it stayed closed.
    pub(super) seen: Option<Seen>,
}

/// A judged page. The transaction may run more than once, and changes nothing when a case left the state it was judged
/// in or when an exemption or a batch was added since. Whatever enters the batch goes through the gate once more in it.
pub(super) struct Settlement {
    pub(super) services: Services,
    pub(super) actor: ledger::Actor,
    /// The municipality as it was when they were judged, with the version of the exemptions they were compared with.
    pub(super) house: House,
    /// The last batch that the cases of continuing acts were compared with.
    pub(super) newest: Newest,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) batch: Option<NewBatch>,
}

impl Settlement {
    /// Commits the page.
    ///
    /// # Errors
    /// [`ServiceError::Conflict`] when something changed meanwhile: read the page again.
    pub(super) async fn commit(self) -> Result<(), ServiceError> {
        let weight = self.batch.as_ref().map_or(0, |batch| batch.sealed_file.len());
        let plan = Plan::new().log(self.log()).bytes(weight);
        let store = self.services.store().clone();
        store.write(plan, move |tx| self.write(tx)).await.map(drop)
    }

    fn log(&self) -> LogName {
        LogName::municipality(self.id())
    }

    fn scope(&self) -> Scope {
        Scope::municipality(self.id())
    }

    fn id(&self) -> MunicipalityId {
        self.house.municipality.id
    }

    fn now(&self) -> Timestamp {
        self.house.now
    }

    fn write(&self, tx: &mut Tx<'_>) -> Result<(), ServiceError> {
        let house = self.house_again(tx)?;
        let Some(batch) = &self.batch else {
            return self.outcomes.iter().try_for_each(|outcome| self.write_outcome(tx, outcome, None));
        };
        batches::insert(tx, &self.scope(), batch)?;
        self.note(tx, batch)?;
        for outcome in &self.outcomes {
            let passed = match outcome.verdict {
                Verdict::Pass => Some((self.again(tx, outcome, &house)?, batch.id)),
                _ => None,
            };
            self.write_outcome(tx, outcome, passed)?;
        }
        Ok(())
    }

    /// No sanction and no letter goes out on a comparison that is no longer the latest.
    fn house_again(&self, tx: &mut Tx<'_>) -> Result<House, ServiceError> {
        let house = House::load(&self.services, tx, self.id(), (self.house.delivery, self.now()))?;
        if house.municipality.exemption_version != self.house.municipality.exemption_version {
            return Err(ServiceError::Conflict("the exemptions".to_owned()));
        }
        if batches::newest(tx, &self.scope())? != self.newest {
            return Err(ServiceError::Conflict("the batches".to_owned()));
        }
        Ok(house)
    }

    /// The gate once more, on what this transaction reads.
    fn again(&self, tx: &mut Tx<'_>, outcome: &Outcome, house: &House) -> Result<Passed, ServiceError> {
        let case = cases::find(tx, &self.scope(), outcome.case.id)?;
        let case = case.filter(|case| *case == outcome.case);
        let case = case.ok_or_else(|| ServiceError::Conflict("the case".to_owned()))?;
        let known = Known::load(tx, &self.scope(), &case, house)?;
        let examined = Examined { case: &case, known: &known, house, seen: outcome.seen.as_ref() };
        let passed = judge(&examined).passed.filter(|_| house.delivers_today());
        passed.ok_or_else(|| ServiceError::Conflict("the gate".to_owned()))
    }

    fn note(&self, tx: &mut Tx<'_>, batch: &NewBatch) -> Result<(), ServiceError> {
        let entry = self.entry(Act::BatchBuilt).detail("batch", batch.id).detail("cases", batch.cases.len());
        self.services.record(tx, &self.log(), &entry.detail("sha256", &batch.sha256))?;
        Ok(())
    }

    fn write_outcome(
        &self,
        tx: &mut Tx<'_>,
        outcome: &Outcome,
        passed: Option<(Passed, BatchId)>,
    ) -> Result<(), ServiceError> {
        self.keep_findings(tx, outcome)?;
        match (passed, outcome.verdict.target()) {
            (Some((passed, batch)), _) => self.enter_batch(tx, &passed, &outcome.case, batch),
            (None, Some(target)) => self.leave(tx, outcome, target),
            (None, None) => Ok(()),
        }
    }

    /// A case that waits has an entry in the ledger when the reason is new, not every night anew.
    fn keep_findings(&self, tx: &mut Tx<'_>, outcome: &Outcome) -> Result<(), ServiceError> {
        let text = serde_json::to_string(&outcome.findings);
        let text = text.map_err(|error| ServiceError::Damaged(error.to_string()))?;
        if text == outcome.case.gate_findings {
            return Ok(());
        }
        cases::set_gate_findings(tx, &self.scope(), outcome.case.id, &text)?;
        if outcome.verdict != Verdict::Wait {
            return Ok(());
        }
        let code = outcome.findings.first().map_or("none", |finding| finding.condition.as_str());
        self.tell(tx, &outcome.case, Act::GateChecked, Some(code), &[])
    }

    fn enter_batch(
        &self,
        tx: &mut Tx<'_>,
        passed: &Passed,
        case: &Case,
        batch: BatchId,
    ) -> Result<(), ServiceError> {
        let check = ExemptionCheck { at: self.now(), result: case.exemption.result.clone() };
        cases::set_exemption_check(tx, &self.scope(), passed.case(), &check)?;
        if case.state == CaseState::Confirmed {
            self.change(tx, case, CaseState::Ready, None)?;
        }
        cases::enter_batch(tx, &self.scope(), passed.case(), batch, self.now())?;
        self.tell(tx, case, Act::BatchBuilt, None, &[("batch", batch.to_string())])
    }

    fn leave(&self, tx: &mut Tx<'_>, outcome: &Outcome, target: CaseState) -> Result<(), ServiceError> {
        let (case, verdict) = (&outcome.case, outcome.verdict);
        let reason = match verdict {
            Verdict::Dismiss(reason) => Some(reason),
            _ => None,
        };
        self.change(tx, case, target, reason)?;
        let retention = self.retention(case, target);
        cases::reclass(tx, &self.scope(), case.id, &retention)?;
        if let (Verdict::Warn, Some(period)) = (verdict, letter_period(case)) {
            letters::insert(tx, &self.scope(), case.id, &period, self.now())?;
        }
        let (act, code) = match verdict {
            Verdict::Dismiss(reason) => (Act::CaseDismissed, reason.code()),
            Verdict::BackToDesk(condition) => (Act::GateChecked, condition.as_str()),
            _ => (Act::GateChecked, target.as_str()),
        };
        self.tell(tx, case, act, Some(code), &[("state", target.as_str().to_owned())])
    }

    fn change(
        &self,
        tx: &mut Tx<'_>,
        case: &Case,
        to: CaseState,
        dismissal_reason: Option<DismissalReason>,
    ) -> Result<(), ServiceError> {
        let change = StateChange { from: case.state, to, at: self.now(), dismissal_reason };
        Ok(cases::set_state(tx, &self.scope(), case.id, &change)?)
    }

    /// Who is not fined is not kept: each way out of the gate has the term of its state.
    fn retention(&self, case: &Case, target: CaseState) -> Retention {
        let terms = self.services.terms(case.municipality);
        let class = target.retention_class().unwrap_or(RetentionClass::Undecided);
        let destroy_after = match class {
            RetentionClass::Dismissed => terms.dismissed(case.captured_at, self.now()),
            class => terms.destroy_after(class, case.captured_at),
        };
        Retention { class, destroy_after }
    }

    fn entry(&self, act: Act) -> Entry {
        Entry::new(self.actor.clone(), act)
    }

    /// Writes an act into the ledger and the case's timeline.
    fn tell(
        &self,
        tx: &mut Tx<'_>,
        case: &Case,
        act: Act,
        code: Option<&str>,
        details: &[(&'static str, String)],
    ) -> Result<(), ServiceError> {
        let mut entry = self.entry(act).case(case.id);
        if let Some(code) = code {
            entry = entry.reason(code);
        }
        for (key, value) in details {
            entry = entry.detail(*key, value);
        }
        let pending = self.services.append(tx, &self.log(), &entry)?;
        let event = event(self.now(), act, code, details, pending.place());
        events::append(tx, &self.scope(), case.id, &event)?;
        Ok(())
    }
}

/// The warning period that the act lies in, by the dossier as it was.
fn letter_period(case: &Case) -> Option<LetterPeriod> {
    let day = local_day(case.captured_at);
    let days = case.dossier.warning_periods.iter().copied().find(|period| period.contains(day))?;
    Some(LetterPeriod { location: case.location, days })
}

/// An event of the timeline that goes with a ledger entry: codes only.
pub(super) fn event(
    at: Timestamp,
    act: Act,
    code: Option<&str>,
    details: &[(&'static str, String)],
    entry: &EntryPlace,
) -> NewEvent {
    let mut detail: serde_json::Map<String, serde_json::Value> =
        details.iter().map(|(key, value)| ((*key).to_owned(), value.clone().into())).collect();
    if let Some(code) = code {
        detail.insert("reason".to_owned(), code.into());
    }
    NewEvent {
        at,
        kind: act.as_str().to_owned(),
        account: None,
        detail: serde_json::Value::Object(detail).to_string(),
        ledger_entry: Some(entry.clone()),
    }
}
