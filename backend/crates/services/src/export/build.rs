//! The gate, a page of cases at a time: examine, open what nothing else holds back, examine again, settle.

use std::collections::BTreeSet;

use jiff::Timestamp;
use poortwacht_domain::{CaseId, MunicipalityId, Plate};
use poortwacht_ledger as ledger;
use poortwacht_store::Connection;
use poortwacht_store::cases::{Case, CaseCursor};
use poortwacht_store::municipalities::Municipality;

use super::batch::{self, Member};
use super::condition::GateFinding;
use super::document::Document;
use super::gate::{Examined, Verdict, examine};
use super::lexical;
use super::opened::{self, Opened};
use super::report::ExportReport;
use super::settle::{Outcome, Settlement};
use super::snapshot::{self, Candidate};
use crate::exemptions::{self, Matched};
use crate::{ServiceError, Services};

/// How often a page is read again after somebody changed one of its cases, or an exemption, in the meantime.
const ATTEMPTS: usize = 5;

/// Puts all candidates of a municipality through the gate and builds a batch from each page of them.
pub(super) async fn build(
    services: &Services,
    actor: &ledger::Actor,
    municipality: MunicipalityId,
    delivery: bool,
    report: &mut ExportReport,
) -> Result<(), ServiceError> {
    let mut after = None;
    loop {
        after = match build_page(services, actor, municipality, delivery, after, report).await? {
            Some(next) => Some(next),
            None => return Ok(()),
        };
    }
}

async fn build_page(
    services: &Services,
    actor: &ledger::Actor,
    municipality: MunicipalityId,
    delivery: bool,
    after: Option<CaseCursor>,
    report: &mut ExportReport,
) -> Result<Option<CaseCursor>, ServiceError> {
    let mut attempt = 1;
    loop {
        let page = snapshot::page(services, municipality, after).await?;
        let next = page.next();
        let desk = Desk { services, actor, municipality: page.municipality, delivery, now: moment(services) };
        match desk.settle(page.candidates).await {
            // A case was withdrawn, destroyed or put into another process's batch.
            Err(ServiceError::Conflict(_) | ServiceError::NotFound(_)) if attempt < ATTEMPTS => attempt += 1,
            settled => {
                settled?.add_to(report);
                return Ok(next);
            }
        }
    }
}

/// Now, in the precision in which it is stored and delivered.
fn moment(services: &Services) -> Timestamp {
    let now = services.now();
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}

/// One page on the gate's desk.
struct Desk<'a> {
    services: &'a Services,
    actor: &'a ledger::Actor,
    municipality: Municipality,
    delivery: bool,
    now: Timestamp,
}

impl Desk<'_> {
    async fn settle(&self, candidates: Vec<Candidate>) -> Result<Settled, ServiceError> {
        if candidates.is_empty() {
            return Ok(Settled::default());
        }
        let (free, mut outcomes) = self.hold_back(candidates);
        let opened = opened::open(self.services, self.actor, self.municipality.id, free).await?;
        let exempt = self.exempt(&opened).await?;
        let mut members = Vec::new();
        for opened in &opened {
            let (outcome, member) = self.judge(opened, exempt.contains(&opened.case().id))?;
            outcomes.push(outcome);
            members.extend(member);
        }
        let settled = Settled::of(&outcomes);
        let oin = self.municipality.oin.clone().unwrap_or_default();
        let batch = batch::make(self.services, self.municipality.id, oin, self.now, members).await?;
        let settlement = Settlement {
            services: self.services.clone(),
            actor: self.actor.clone(),
            municipality: self.municipality.id,
            exemption_version: self.municipality.exemption_version,
            now: self.now,
            outcomes,
            batch,
        };
        settlement.commit().await.map(|()| settled)
    }

    /// Cases that something holds back, and those that nothing does as far as can be seen without the plate.
    fn hold_back(&self, candidates: Vec<Candidate>) -> (Vec<Candidate>, Vec<Outcome>) {
        let mut outcomes = Vec::new();
        let mut free = Vec::new();
        for candidate in candidates {
            let findings = examine(&self.examined(&candidate, None, None));
            match Verdict::of(&findings) {
                Verdict::Pass => free.push(candidate),
                verdict => outcomes.push(outcome(&candidate.case, findings, verdict)),
            }
        }
        (free, outcomes)
    }

    fn examined<'a>(
        &'a self,
        candidate: &'a Candidate,
        exempt: Option<bool>,
        misfit: Option<&'static str>,
    ) -> Examined<'a> {
        Examined {
            case: &candidate.case,
            authorisation: candidate.authorisation.as_ref(),
            oin: self.municipality.oin.as_deref().filter(|oin| lexical::oin(oin)),
            delivery: self.delivery,
            now: self.now,
            exempt,
            misfit,
        }
    }

    fn judge(&self, opened: &Opened, exempt: bool) -> Result<(Outcome, Option<Member>), ServiceError> {
        let candidate = &opened.sealed.candidate;
        let document = match &candidate.authorisation {
            Some(authorisation) => Document::of(opened, authorisation, self.now)?,
            None => Err("officer"),
        };
        let findings = examine(&self.examined(candidate, Some(exempt), document.as_ref().err().copied()));
        let verdict = Verdict::of(&findings);
        let member = document.ok().filter(|_| verdict == Verdict::Pass);
        let member = member.map(|document| Member::new(&candidate.case, document));
        Ok((outcome(&candidate.case, findings, verdict), member))
    }

    /// Cases whose plate has an exemption that held at the act.
    async fn exempt(&self, opened: &[Opened]) -> Result<BTreeSet<CaseId>, ServiceError> {
        let plates: Vec<Plate> = opened.iter().map(|opened| opened.reading.plate.clone()).collect();
        let known = known_exemptions(self.services, self.municipality.id, plates).await?;
        let covering = known.iter().filter_map(|(place, exemption)| {
            let case = opened.get(*place)?.case();
            exemption.covers(case.captured_at, case.location).then_some(case.id)
        });
        Ok(covering.collect())
    }
}

fn outcome(case: &Case, findings: Vec<GateFinding>, verdict: Verdict) -> Outcome {
    Outcome { case: case.clone(), findings, verdict }
}

async fn known_exemptions(
    services: &Services,
    municipality: MunicipalityId,
    plates: Vec<Plate>,
) -> Result<Vec<Matched>, ServiceError> {
    let keys = services.keys();
    let read = move |conn: &mut Connection| exemptions::find(conn, keys.as_ref(), municipality, &plates);
    services.store().read(read).await
}

/// Numbers of one page.
#[derive(Default)]
struct Settled {
    batched: u64,
    waiting: u64,
    back_to_desk: u64,
    ended: u64,
}

impl Settled {
    fn of(outcomes: &[Outcome]) -> Self {
        let mut settled = Self::default();
        for outcome in outcomes {
            match outcome.verdict {
                Verdict::Pass => settled.batched += 1,
                Verdict::Wait => settled.waiting += 1,
                Verdict::BackToDesk(_) => settled.back_to_desk += 1,
                Verdict::Dismiss(_) | Verdict::Warn | Verdict::Expire => settled.ended += 1,
            }
        }
        settled
    }

    fn add_to(&self, report: &mut ExportReport) {
        report.batched += self.batched;
        report.waiting += self.waiting;
        report.back_to_desk += self.back_to_desk;
        report.ended += self.ended;
        report.batches += u64::from(self.batched > 0);
    }
}
