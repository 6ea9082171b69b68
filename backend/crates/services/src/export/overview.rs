//! What a coordinator sees of the traffic with the CJIB: batches with their answers, and what came back.

use jiff::Timestamp;
use poortwacht_domain::case::{blocked_from, sanction_limit};
use poortwacht_domain::{Act, BatchId, CaseId, CaseRef, CaseState, Month, Permission, looks_like_plate};
use poortwacht_store::batches::{self, Answer, Answered, Batch, BatchItem, BatchState};
use poortwacht_store::cases::{self, Case};
use poortwacht_store::reconciliations::{self, Reconciliation};
use poortwacht_store::{Connection, Scope};

use super::reconcile::Difference;
use crate::{Actor, ServiceError, Services};

/// More batches than this are not listed: with one a day it is about three months.
const MOST_BATCHES: u32 = 100;
/// More returned cases than this are not listed.
const MOST_RETURNED: u32 = 200;
/// More months than this are not listed.
const MOST_MONTHS: u32 = 12;
/// More differences of a month than this are only counted.
const MOST_FINDINGS: usize = 50;

/// A batch and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchLine {
    /// Its identifier.
    pub id: BatchId,
    /// Where it is in its life.
    pub state: BatchState,
    /// When it was built.
    pub built_at: Timestamp,
    /// Cases in it.
    pub cases: u64,
    /// Of those, accepted by the CJIB.
    pub accepted: u64,
    /// Of those, returned by the CJIB.
    pub returned: u64,
    /// How often its delivery was tried.
    pub attempts: u64,
    /// Whether the last attempt failed.
    pub failing: bool,
    /// The CJIB's receipt number.
    pub receipt_number: Option<String>,
    /// When the CJIB gave it.
    pub acknowledged_at: Option<Timestamp>,
    /// When every case was answered.
    pub processed_at: Option<Timestamp>,
}

/// The time that a case has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The act.
    pub captured_at: Timestamp,
    /// From then on it is not sent any more.
    pub blocked_from: Timestamp,
    /// The statutory limit of a sanction.
    pub limit: Timestamp,
}

impl Clock {
    fn of(case: &Case) -> Self {
        let captured_at = case.captured_at;
        Self { captured_at, blocked_from: blocked_from(captured_at), limit: sanction_limit(captured_at) }
    }
}

/// Why the CJIB refused a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnNote {
    /// When.
    pub at: Timestamp,
    /// Its code; `None` for one that reads as a plate.
    pub code: Option<String>,
    /// Its words; `None` for words that hold a plate.
    pub text: Option<String>,
}

/// A case that came back and waits for somebody to put it on the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedLine {
    /// The case.
    pub reference: CaseRef,
    /// The location's name.
    pub location: String,
    /// Why it came back.
    pub note: Option<ReturnNote>,
    /// The time it has left.
    pub clock: Clock,
    /// Whether it can still be corrected and sent.
    pub in_time: bool,
}

/// A month that was compared with the CJIB's own list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthLine {
    /// The month.
    pub month: Month,
    /// When it was compared last.
    pub compared_at: Timestamp,
    /// Our batches of it.
    pub batches: u64,
    /// Cases in them.
    pub cases: u64,
    /// In how many things the lists differ.
    pub differences: u64,
    /// The first of those.
    pub findings: Vec<Difference>,
}

/// The page of the CJIB.
#[derive(Debug, Clone)]
pub struct DeliveryView {
    /// Times left are told from here.
    pub now: Timestamp,
    /// The latest batches first.
    pub batches: Vec<BatchLine>,
    /// What came back, the oldest act first.
    pub returned: Vec<ReturnedLine>,
    /// Months that were compared, the latest first.
    pub months: Vec<MonthLine>,
}

/// The CJIB's answer about a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemAnswer {
    /// None yet.
    Open,
    /// Accepted.
    Accepted(Timestamp),
    /// Returned.
    Returned(ReturnNote),
    /// It never reached the CJIB in this batch.
    Unsent(Timestamp),
}

/// A case of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemLine {
    /// Its place in the file, from 1.
    pub position: u64,
    /// The case.
    pub reference: CaseRef,
    /// What the CJIB said of it.
    pub answer: ItemAnswer,
    /// Where it stands now, with the time it has left; `None` once its data were destroyed.
    pub now: Option<(CaseState, Clock)>,
}

/// The page of one batch.
#[derive(Debug, Clone)]
pub struct BatchView {
    /// Times left are told from here.
    pub now: Timestamp,
    /// The batch.
    pub batch: BatchLine,
    /// SHA-256 of its file in clear, hexadecimal.
    pub sha256: String,
    /// Its cases, in the order of the file.
    pub items: Vec<ItemLine>,
}

/// Lists the latest batches and the cases that came back. Logged as [`Act::BatchesListed`].
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn deliveries(services: &Services, actor: &Actor) -> Result<DeliveryView, ServiceError> {
    actor.require(Permission::WatchDelivery)?;
    services.enter(actor.log(), actor.entry(Act::BatchesListed)).await?;
    let (scope, now) = (actor.scope(), services.now());
    services.store().read(move |conn| gather(conn, &scope, now)).await
}

/// Shows one batch with its cases. Logged as [`Act::BatchesListed`].
///
/// # Errors
/// [`ServiceError::NotFound`] for what is no batch of this municipality; [`ServiceError::Refused`] without the
/// permission; those of store and ledger.
pub async fn batch(services: &Services, actor: &Actor, id: &str) -> Result<BatchView, ServiceError> {
    actor.require(Permission::WatchDelivery)?;
    let id: BatchId = id.parse().map_err(|_| NOT_FOUND)?;
    let scope = actor.scope();
    let found =
        services.store().read(move |conn| Ok::<_, ServiceError>(batches::find(conn, &scope, id)?)).await?;
    let found = found.ok_or(NOT_FOUND)?;
    services.enter(actor.log(), actor.entry(Act::BatchesListed).detail("batch", id)).await?;
    let (scope, now) = (actor.scope(), services.now());
    services.store().read(move |conn| one(conn, &scope, found, now)).await
}

const NOT_FOUND: ServiceError = ServiceError::NotFound("batch");

fn gather(conn: &mut Connection, scope: &Scope, now: Timestamp) -> Result<DeliveryView, ServiceError> {
    let batches = batches::list(conn, scope, MOST_BATCHES)?;
    let ids: Vec<BatchId> = batches.iter().map(|batch| batch.id).collect();
    let answered = batches::answered(conn, scope, &ids)?;
    let line = |batch: Batch| {
        let answers = answered.get(&batch.id).copied().unwrap_or_default();
        batch_line(batch, answers)
    };
    Ok(DeliveryView {
        now,
        batches: batches.into_iter().map(line).collect(),
        returned: returned(conn, scope, now)?,
        months: months(conn, scope)?,
    })
}

fn months(conn: &mut Connection, scope: &Scope) -> Result<Vec<MonthLine>, ServiceError> {
    reconciliations::list(conn, scope, MOST_MONTHS)?.into_iter().map(month).collect()
}

fn month(row: Reconciliation) -> Result<MonthLine, ServiceError> {
    let findings = serde_json::from_str::<Vec<Difference>>(&row.findings);
    let mut findings = findings.map_err(|error| ServiceError::Damaged(error.to_string()))?;
    findings.truncate(MOST_FINDINGS);
    Ok(MonthLine {
        month: row.month,
        compared_at: row.compared_at,
        batches: row.batches,
        cases: row.cases,
        differences: row.differences,
        findings,
    })
}

fn batch_line(batch: Batch, answers: Answered) -> BatchLine {
    BatchLine {
        id: batch.id,
        state: batch.state,
        built_at: batch.built_at,
        cases: batch.case_count,
        accepted: answers.accepted,
        returned: answers.returned,
        attempts: batch.attempts,
        failing: batch.state == BatchState::Built && batch.last_error.is_some(),
        receipt_number: batch.receipt_number,
        acknowledged_at: batch.acknowledged_at,
        processed_at: batch.processed_at,
    }
}

fn returned(conn: &mut Connection, scope: &Scope, now: Timestamp) -> Result<Vec<ReturnedLine>, ServiceError> {
    let found = cases::ready_candidates(conn, scope, &[CaseState::Returned], None, MOST_RETURNED)?;
    let mut lines = Vec::with_capacity(found.len());
    for case in found {
        let items = batches::item_of_case(conn, scope, case.id)?;
        let clock = Clock::of(&case);
        lines.push(ReturnedLine {
            reference: case.reference,
            location: case.dossier.name,
            note: items.into_iter().filter_map(return_note).max_by_key(|note| note.at),
            in_time: clock.blocked_from > now,
            clock,
        });
    }
    Ok(lines)
}

/// Why the CJIB returned a case the last time.
pub(crate) fn last_return(
    conn: &mut Connection,
    scope: &Scope,
    case: CaseId,
) -> Result<Option<ReturnNote>, ServiceError> {
    let items = batches::item_of_case(conn, scope, case)?;
    Ok(items.into_iter().filter_map(return_note).max_by_key(|note| note.at))
}

fn return_note(item: BatchItem) -> Option<ReturnNote> {
    match item.answer {
        Some((Answer::Returned { code, text }, at)) => Some(note_of(code.as_str(), text, at)),
        _ => None,
    }
}

/// Code and words come from outside: what reads as a plate stays out of a list.
fn note_of(code: &str, text: String, at: Timestamp) -> ReturnNote {
    let harmless = |words: &String| !looks_like_plate(words);
    ReturnNote { at, code: Some(code.to_owned()).filter(harmless), text: Some(text).filter(harmless) }
}

fn one(
    conn: &mut Connection,
    scope: &Scope,
    batch: Batch,
    now: Timestamp,
) -> Result<BatchView, ServiceError> {
    let answers = batches::answered(conn, scope, &[batch.id])?.get(&batch.id).copied().unwrap_or_default();
    let mut items = Vec::new();
    for item in batches::items(conn, scope, batch.id)? {
        // A case may have died since; the batch remembers it longer.
        let case = cases::find(conn, scope, item.case)?;
        items.push(item_line(item, case.as_ref()));
    }
    Ok(BatchView { now, sha256: batch.sha256.clone(), batch: batch_line(batch, answers), items })
}

fn item_line(item: BatchItem, case: Option<&Case>) -> ItemLine {
    let alive = case.filter(|case| case.state != CaseState::Destroyed);
    ItemLine {
        position: item.position,
        reference: item.reference,
        answer: match item.answer {
            None => item.unsent_at.map_or(ItemAnswer::Open, ItemAnswer::Unsent),
            Some((Answer::Accepted, at)) => ItemAnswer::Accepted(at),
            Some((Answer::Returned { code, text }, at)) => {
                ItemAnswer::Returned(note_of(code.as_str(), text, at))
            }
        },
        now: alive.map(|case| (case.state, Clock::of(case))),
    }
}
