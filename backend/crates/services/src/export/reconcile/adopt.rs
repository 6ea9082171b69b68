//! Batches that the CJIB judged and that an older database does not know are taken over: their cases are not sent again, and
//! live as long as what the CJIB made of them.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, CaseRef, CaseState, MunicipalityId, RetentionClass};
use poortwacht_ledger::{self as ledger, Entry, LogName};
use poortwacht_store::batches::{self, Acknowledgement, AdoptedBatch, Answer, Batch, BatchItem};
use poortwacht_store::cases::{self, Case, Retention, StateChange};
use poortwacht_store::{Plan, Scope, Tx, events};

use super::lists::Side;
use super::recovered;
use crate::export::answers;
use crate::export::profile::ListedBatch;
use crate::export::report::PollReport;
use crate::export::settle::event;
use crate::{ServiceError, Services};

/// Reason code of the entries.
const ADOPTED: &str = "adopted";

/// Takes over what is the municipality's of its list. How many cases. Without a recovery a batch that is not known here was
/// never made here, and stays a difference that people clear up.
pub(super) async fn adopt(
    services: &Services,
    actor: &ledger::Actor,
    side: &Side,
) -> Result<u64, ServiceError> {
    let (municipality, now) = (side.municipality, services.now());
    let recovered = services.store().read(move |conn| recovered::lately(conn, municipality, now)).await?;
    if recovered.is_none() {
        return Ok(0);
    }
    let (mut adopted, accepted) = (0, accepted(&side.theirs));
    for listed in &side.theirs {
        // Which cases are in it is told once they are judged.
        let Some(answers) = &listed.cases else { continue };
        let adopting = Adopting {
            services: services.clone(),
            actor: actor.clone(),
            municipality,
            listed: listed.clone(),
            accepted: accepted.clone(),
            now,
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

/// Cases that were returned in one batch and accepted in a later one belong to the later one.
fn accepted(theirs: &[ListedBatch]) -> BTreeSet<CaseRef> {
    let all = theirs.iter().flat_map(|listed| listed.cases.iter().flatten());
    all.filter(|told| told.answer == Answer::Accepted).map(|told| told.reference.clone()).collect()
}

/// A batch of which every case is known was made here.
fn is_whole(batch: &Batch, items: &[BatchItem]) -> bool {
    u64::try_from(items.len()).is_ok_and(|items| items >= batch.case_count)
}

struct Adopting {
    services: Services,
    actor: ledger::Actor,
    municipality: MunicipalityId,
    listed: ListedBatch,
    /// Everything that was accepted, in this batch or another one.
    accepted: BTreeSet<CaseRef>,
    now: Timestamp,
}

impl Adopting {
    /// The batch, with how many cases entered it; `None` where nothing was to be taken over.
    fn write(&self, tx: &mut Tx<'_>) -> Result<Option<(Batch, u64)>, ServiceError> {
        let (scope, id) = (self.scope(), self.listed.batch);
        let known = batches::find(tx, &scope, id)?;
        let items = if known.is_some() { batches::items(tx, &scope, id)? } else { Vec::new() };
        let cases = self.cases(tx, &items)?;
        match &known {
            Some(batch) if cases.is_empty() || is_whole(batch, &items) => return Ok(None),
            Some(_) => {}
            None => batches::adopt(tx, &scope, &self.batch(&cases))?,
        }
        let members: Vec<_> = cases.iter().map(|case| (case.id, case.reference.clone())).collect();
        batches::take_in(tx, &scope, id, &members)?;
        let entry = self.entry(Act::BatchAcknowledged).detail("cases", cases.len());
        self.services.record(tx, &self.log(), &entry.detail("sha256", &self.listed.sha256))?;
        cases.iter().try_for_each(|case| self.take_in(tx, case))?;
        let number = u64::try_from(cases.len()).unwrap_or(u64::MAX);
        Ok(batches::find(tx, &scope, id)?.map(|batch| (batch, number)))
    }

    /// Those of its cases that wait here to be sent and are not in it. One whose decision was lost with the newer database is
    /// judged first; one that came back in this batch may wait to go out in another.
    fn cases(&self, tx: &mut Tx<'_>, items: &[BatchItem]) -> Result<Vec<Case>, ServiceError> {
        let mut cases = Vec::new();
        for told in self.listed.cases.iter().flatten() {
            if told.answer == Answer::Accepted || !self.accepted.contains(&told.reference) {
                cases.extend(cases::find_by_reference(tx, &self.scope(), &told.reference)?);
            }
        }
        cases.retain(|case| matches!(case.state, CaseState::Confirmed | CaseState::Ready));
        cases.retain(|case| items.iter().all(|item| item.case != case.id));
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
