//! The one transaction in which a page of the gate becomes durable: findings, new states and the batch, each with its
//! entry in the ledger.

use jiff::Timestamp;
use poortwacht_domain::{Act, BatchId, CaseState, DismissalReason, MunicipalityId, RetentionClass};
use poortwacht_ledger::{self as ledger, Entry, EntryPlace, LogName};
use poortwacht_store::batches::{self, NewBatch};
use poortwacht_store::cases::{self, Case, ExemptionCheck, Retention, StateChange};
use poortwacht_store::events::{self, NewEvent};
use poortwacht_store::{Plan, Scope, Tx, municipalities};

use super::condition::GateFinding;
use super::gate::Verdict;
use crate::{ServiceError, Services};

/// What becomes of one case.
pub(super) struct Outcome {
    pub(super) case: Case,
    pub(super) findings: Vec<GateFinding>,
    pub(super) verdict: Verdict,
}

/// A judged page. The transaction may run more than once, and changes nothing when a case left the state it was judged
/// in or when an exemption was added since.
pub(super) struct Settlement {
    pub(super) services: Services,
    pub(super) actor: ledger::Actor,
    pub(super) municipality: MunicipalityId,
    /// The version of the exemptions that the cases were compared with.
    pub(super) exemption_version: u64,
    pub(super) now: Timestamp,
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
        LogName::municipality(self.municipality)
    }

    fn scope(&self) -> Scope {
        Scope::municipality(self.municipality)
    }

    fn write(&self, tx: &mut Tx<'_>) -> Result<(), ServiceError> {
        if let Some(batch) = &self.batch {
            self.check_exemptions(tx)?;
            self.insert(tx, batch)?;
        }
        self.outcomes.iter().try_for_each(|outcome| self.write_outcome(tx, outcome))
    }

    /// Nothing goes out on a comparison that is no longer the latest.
    fn check_exemptions(&self, tx: &mut Tx<'_>) -> Result<(), ServiceError> {
        let version = municipalities::exemption_version(tx, &self.scope(), self.municipality)?;
        if version == self.exemption_version {
            return Ok(());
        }
        Err(ServiceError::Conflict("the exemptions".to_owned()))
    }

    fn insert(&self, tx: &mut Tx<'_>, batch: &NewBatch) -> Result<(), ServiceError> {
        batches::insert(tx, &self.scope(), batch)?;
        let entry = self.entry(Act::BatchBuilt).detail("batch", batch.id).detail("cases", batch.cases.len());
        self.services.record(tx, &self.log(), &entry.detail("sha256", &batch.sha256))?;
        Ok(())
    }

    fn write_outcome(&self, tx: &mut Tx<'_>, outcome: &Outcome) -> Result<(), ServiceError> {
        self.keep_findings(tx, outcome)?;
        match (outcome.verdict, outcome.verdict.target(), &self.batch) {
            (Verdict::Pass, _, Some(batch)) => self.enter_batch(tx, &outcome.case, batch.id),
            (_, Some(target), _) => self.leave(tx, outcome, target),
            _ => Ok(()),
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

    fn enter_batch(&self, tx: &mut Tx<'_>, case: &Case, batch: BatchId) -> Result<(), ServiceError> {
        let check = ExemptionCheck { at: self.now, result: case.exemption.result.clone() };
        cases::set_exemption_check(tx, &self.scope(), case.id, &check)?;
        if case.state == CaseState::Confirmed {
            self.change(tx, case, CaseState::Ready, None)?;
        }
        cases::enter_batch(tx, &self.scope(), case.id, batch, self.now)?;
        self.tell(tx, case, Act::BatchBuilt, None, &[("batch", batch.to_string())])
    }

    fn leave(&self, tx: &mut Tx<'_>, outcome: &Outcome, target: CaseState) -> Result<(), ServiceError> {
        let (case, verdict) = (&outcome.case, outcome.verdict);
        let reason = match verdict {
            Verdict::Dismiss(reason) => Some(reason),
            _ => None,
        };
        self.change(tx, case, target, reason)?;
        cases::reclass(tx, &self.scope(), case.id, &self.retention(case, target))?;
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
        let change = StateChange { from: case.state, to, at: self.now, dismissal_reason };
        Ok(cases::set_state(tx, &self.scope(), case.id, &change)?)
    }

    /// Who is not fined is not kept: each way out of the gate has the term of its state.
    fn retention(&self, case: &Case, target: CaseState) -> Retention {
        let terms = &self.services.config().retention;
        let class = target.retention_class().unwrap_or(RetentionClass::Undecided);
        let destroy_after = match class {
            RetentionClass::Dismissed => terms.dismissed(case.captured_at, self.now),
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
        let event = event(self.now, act, code, details, pending.place());
        events::append(tx, &self.scope(), case.id, &event)?;
        Ok(())
    }
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
