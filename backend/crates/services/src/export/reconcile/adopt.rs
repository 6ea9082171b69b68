//! Batches that the CJIB judged and that an older database does not know are taken over: their cases are not sent again, and
//! live as long as what the CJIB made of them.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, CaseState, MunicipalityId, RetentionClass};
use poortwacht_ledger::{self as ledger, Entry, LogName};
use poortwacht_store::batches::{self, Acknowledgement, AdoptedBatch, Batch};
use poortwacht_store::cases::{self, Case, Retention, StateChange};
use poortwacht_store::{Plan, Scope, Tx, events};

use super::lists::Side;
use crate::export::answers;
use crate::export::profile::ListedBatch;
use crate::export::report::PollReport;
use crate::export::settle::event;
use crate::{ServiceError, Services};

/// Reason code of the entries.
const ADOPTED: &str = "adopted";

/// Takes over what is the municipality's of its list. How many cases.
pub(super) async fn adopt(
    services: &Services,
    actor: &ledger::Actor,
    side: &Side,
) -> Result<u64, ServiceError> {
    let mut adopted = 0;
    for listed in &side.theirs {
        // Which cases are in it is told once they are judged.
        let Some(answers) = &listed.cases else { continue };
        let adopting = Adopting {
            services: services.clone(),
            actor: actor.clone(),
            municipality: side.municipality,
            listed: listed.clone(),
            now: services.now(),
        };
        let plan = Plan::new().log(adopting.log());
        let taken = services.store().write(plan, move |tx| adopting.write(tx)).await?.into_inner();
        if let Some((batch, cases)) = taken {
            answers::take(services, actor, &batch, answers.clone(), &mut PollReport::default()).await?;
            adopted += cases;
        }
    }
    Ok(adopted)
}

struct Adopting {
    services: Services,
    actor: ledger::Actor,
    municipality: MunicipalityId,
    listed: ListedBatch,
    now: Timestamp,
}

impl Adopting {
    /// The batch, with how many cases entered it; `None` where nothing was to be taken over.
    fn write(&self, tx: &mut Tx<'_>) -> Result<Option<(Batch, u64)>, ServiceError> {
        if self.is_ours(tx)? {
            return Ok(None);
        }
        let cases = self.cases(tx)?;
        let is_known = batches::find(tx, &self.scope(), self.listed.batch)?.is_some();
        if is_known && cases.is_empty() {
            return Ok(None);
        }
        if !is_known {
            batches::adopt(tx, &self.scope(), &self.batch(&cases))?;
        }
        let members: Vec<_> = cases.iter().map(|case| (case.id, case.reference.clone())).collect();
        batches::take_in(tx, &self.scope(), self.listed.batch, &members)?;
        let entry = self.entry(Act::BatchAcknowledged).detail("cases", cases.len());
        self.services.record(tx, &self.log(), &entry.detail("sha256", &self.listed.sha256))?;
        cases.iter().try_for_each(|case| self.take_in(tx, case))?;
        let number = u64::try_from(cases.len()).unwrap_or(u64::MAX);
        Ok(batches::find(tx, &self.scope(), self.listed.batch)?.map(|batch| (batch, number)))
    }

    /// A batch of which every case is known was made here.
    fn is_ours(&self, tx: &mut Tx<'_>) -> Result<bool, ServiceError> {
        let Some(batch) = batches::find(tx, &self.scope(), self.listed.batch)? else { return Ok(false) };
        let items = batches::items(tx, &self.scope(), batch.id)?;
        Ok(u64::try_from(items.len()).is_ok_and(|items| items >= batch.case_count))
    }

    /// Those of its cases that wait here to be sent. One whose decision was lost with the newer database is judged first.
    fn cases(&self, tx: &mut Tx<'_>) -> Result<Vec<Case>, ServiceError> {
        let mut cases = Vec::new();
        for told in self.listed.cases.iter().flatten() {
            cases.extend(cases::find_by_reference(tx, &self.scope(), &told.reference)?);
        }
        cases.retain(|case| matches!(case.state, CaseState::Confirmed | CaseState::Ready));
        Ok(cases)
    }

    fn batch(&self, cases: &[Case]) -> AdoptedBatch {
        let acts = cases.iter().map(|case| case.captured_at);
        let (from, last) = (acts.clone().min().unwrap_or(self.now), acts.max().unwrap_or(self.now));
        let class = RetentionClass::BatchSummary;
        let destroy_after = self.services.terms(self.municipality).destroy_after(class, self.now);
        let ListedBatch { batch, receipt, oin, sha256, count, .. } = self.listed.clone();
        AdoptedBatch {
            id: batch,
            municipality: self.municipality,
            oin,
            case_count: count,
            sha256,
            receipt: Acknowledgement { receipt_number: receipt.number, at: self.now },
            period: (from, last.saturating_add(SignedDuration::from_micros(1)).unwrap_or(last)),
            retention: Retention { class, destroy_after },
        }
    }

    /// The way that it went in the database that is lost.
    fn take_in(&self, tx: &mut Tx<'_>, case: &Case) -> Result<(), ServiceError> {
        if case.state == CaseState::Confirmed {
            self.change(tx, case, CaseState::Confirmed, CaseState::Ready)?;
        }
        cases::enter_batch(tx, &self.scope(), case.id, self.listed.batch, self.now)?;
        self.change(tx, case, CaseState::InBatch, CaseState::Delivered)?;
        let pending = self.services.append(tx, &self.log(), &self.entry(Act::BatchBuilt).case(case.id))?;
        let details = [("batch", self.listed.batch.to_string())];
        let event = event(self.now, Act::BatchBuilt, Some(ADOPTED), &details, pending.place());
        events::append(tx, &self.scope(), case.id, &event)?;
        Ok(())
    }

    fn change(
        &self,
        tx: &mut Tx<'_>,
        case: &Case,
        from: CaseState,
        to: CaseState,
    ) -> Result<(), ServiceError> {
        let change = StateChange { from, to, at: self.now, dismissal_reason: None };
        Ok(cases::set_state(tx, &self.scope(), case.id, &change)?)
    }

    fn entry(&self, act: Act) -> Entry {
        Entry::new(self.actor.clone(), act).reason(ADOPTED).detail("batch", self.listed.batch)
    }

    fn scope(&self) -> Scope {
        Scope::municipality(self.municipality)
    }

    fn log(&self) -> LogName {
        LogName::municipality(self.municipality)
    }
}
