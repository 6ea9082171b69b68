//! The gate, a page of cases at a time: examine, open what nothing else holds back, examine again, settle.

use std::collections::BTreeSet;

use jiff::Timestamp;
use poortwacht_domain::{Act, MunicipalityId};
use poortwacht_ledger::{self as ledger, Entry};
use poortwacht_store::batches::{NewBatch, Newest};
use poortwacht_store::cases::CaseCursor;

use super::batch::{self, Member};
use super::continuing::{Continuing, Others};
use super::document::Document;
use super::exempt::exempt;
use super::gate::{self, Examined, Judged, Seen, Verdict};
use super::known::House;
use super::opened::{self, Opened};
use super::report::ExportReport;
use super::settle::{Outcome, Settlement};
use super::snapshot::{self, Candidate};
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
        let page = snapshot::page(services, municipality, after, (delivery, moment(services))).await?;
        let next = page.next();
        let desk = Desk { services, actor, house: page.house, newest: page.newest };
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
    house: House,
    newest: Newest,
}

impl Desk<'_> {
    async fn settle(&self, candidates: Vec<Candidate>) -> Result<Settled, ServiceError> {
        if candidates.is_empty() {
            return Ok(Settled::default());
        }
        let (closed, mut outcomes) = self.hold_back(candidates);
        let entry = Entry::new(self.actor.clone(), Act::GateChecked);
        let mut opened = opened::open(self.services, &entry, self.house.municipality.id, closed).await?;
        // The earliest case of a continuing act goes out.
        opened.sort_by_key(|opened| (opened.case().captured_at, opened.case().id));
        let members = self.judge_all(&opened, &mut outcomes).await?;
        let batch = self.batch(members).await?;
        let settled = Settled::of(&outcomes, batch.is_some());
        let settlement = Settlement {
            services: self.services.clone(),
            actor: self.actor.clone(),
            house: self.house.clone(),
            newest: self.newest,
            outcomes,
            batch,
        };
        settlement.commit().await.map(|()| settled)
    }

    /// Cases whose fate is clear without the plate, and those that must be opened.
    fn hold_back(&self, candidates: Vec<Candidate>) -> (Vec<Candidate>, Vec<Outcome>) {
        let (mut closed, mut outcomes) = (Vec::new(), Vec::new());
        for candidate in candidates {
            let Judged { findings, verdict, .. } = gate::judge(&self.examined(&candidate, None));
            if verdict.needs_opening(candidate.known.late) {
                closed.push(candidate);
            } else {
                outcomes.push(Outcome { case: candidate.case, findings, verdict, seen: None });
            }
        }
        (closed, outcomes)
    }

    fn examined<'a>(&'a self, candidate: &'a Candidate, seen: Option<&'a Seen>) -> Examined<'a> {
        Examined { case: &candidate.case, known: &candidate.known, house: &self.house, seen }
    }

    async fn judge_all(
        &self,
        opened: &[Opened],
        outcomes: &mut Vec<Outcome>,
    ) -> Result<Vec<Member>, ServiceError> {
        let exempt = exempt(self.services, self.house.municipality.id, opened).await?;
        let others = Others::find(self.services, self.house.municipality.id, opened).await?;
        let (mut members, mut passing) = (Vec::new(), BTreeSet::new());
        for opened in opened {
            let case = opened.case();
            let (exempt, continuing) = (exempt.contains(&case.id), others.of(case, &passing));
            let (outcome, member) = self.judge(opened, exempt, continuing)?;
            // A letter is what the act comes to as well.
            if member.is_some() || outcome.verdict == Verdict::Warn {
                passing.insert(case.id);
            }
            outcomes.push(outcome);
            members.extend(member);
        }
        Ok(members)
    }

    /// A case that passes on a day without deliveries stays where it is, and is judged anew on the next one.
    fn judge(
        &self,
        opened: &Opened,
        exempt: bool,
        continuing: Continuing,
    ) -> Result<(Outcome, Option<Member>), ServiceError> {
        let candidate = &opened.sealed.candidate;
        let document = match candidate.known.authorisation(&candidate.case, &self.house) {
            Some(authorisation) => Document::of(opened, authorisation, self.house.now)?,
            None => Err("officer"),
        };
        let misfit = document.as_ref().err().copied();
        let country = opened.reading.country.clone();
        let seen = Seen { exempt, misfit, country, continuing, proof: opened.proves_the_sign() };
        let Judged { findings, verdict, passed } = gate::judge(&self.examined(candidate, Some(&seen)));
        let passed = passed.filter(|_| self.house.delivers_today());
        let member = match (passed, document) {
            (Some(passed), Ok(document)) => Some(Member::new(&passed, &candidate.case, document)?),
            _ => None,
        };
        let outcome = Outcome { case: candidate.case.clone(), findings, verdict, seen: Some(seen) };
        Ok((outcome, member))
    }

    async fn batch(&self, members: Vec<Member>) -> Result<Option<NewBatch>, ServiceError> {
        let oin = self.house.oin().unwrap_or_default().to_owned();
        batch::make(self.services, self.house.municipality.id, oin, self.house.now, members).await
    }
}

/// Numbers of one page.
#[derive(Default)]
struct Settled {
    batched: u64,
    passed: u64,
    waiting: u64,
    back_to_desk: u64,
    ended: u64,
}

impl Settled {
    fn of(outcomes: &[Outcome], in_batch: bool) -> Self {
        let mut settled = Self::default();
        for outcome in outcomes {
            match outcome.verdict {
                Verdict::Pass if in_batch => settled.batched += 1,
                Verdict::Pass => settled.passed += 1,
                Verdict::Wait => settled.waiting += 1,
                Verdict::BackToDesk(_) => settled.back_to_desk += 1,
                Verdict::Dismiss(_) | Verdict::Warn | Verdict::Expire => settled.ended += 1,
            }
        }
        settled
    }

    fn add_to(&self, report: &mut ExportReport) {
        report.batched += self.batched;
        report.passed += self.passed;
        report.waiting += self.waiting;
        report.back_to_desk += self.back_to_desk;
        report.ended += self.ended;
        report.batches += u64::from(self.batched > 0);
    }
}
