//! One line before the eyes of an inspector: the case opened, or the view with what surrounds it.

use poortwacht_domain::{Act, CaseRef, RecordId, SampleKind};
use poortwacht_ledger::EntryPlace;
use poortwacht_store::samples::{Line, Sample};
use poortwacht_store::{Connection, cases, ledger_rows};

use super::lines::{Known, LineView};
use super::list::{Summary, summary};
use super::open_line;
use crate::case_view::{self, CaseView};
use crate::log_book::{LogLine, lines_of};
use crate::{Actor, ServiceError, Services};

/// Entries of the same person about the same case that are shown beside a view.
const MOST_AROUND: usize = 50;

/// A line to be judged.
pub struct Inspection {
    /// Its sample.
    pub sample: Summary,
    /// The line.
    pub line: LineView,
    /// What there is to see.
    pub seen: Inspected,
}

/// What there is to see of a line.
pub enum Inspected {
    /// The case, opened.
    Case(Box<CaseView>),
    /// The entry of the view, and what the same person did with the same case; no picture and no plate.
    View {
        /// The entry.
        entry: Box<LogLine>,
        /// The person's other entries about the case, the newest first.
        around: Vec<LogLine>,
    },
    /// It was destroyed before anybody looked.
    Gone,
}

/// Shows a line of an open sample. Logged before anything is opened or read: as [`Act::SampleCaseShown`],
/// [`Act::SampleViewShown`], or [`Act::SampleShown`] where there is nothing left to see.
///
/// # Errors
/// [`ServiceError::NotFound`] for what is no line of an open sample; [`ServiceError::Refused`] without the permission and
/// for the own work; those of store, ledger and key store.
pub async fn inspect(
    services: &Services,
    actor: &Actor,
    place: (RecordId, u32),
) -> Result<Inspection, ServiceError> {
    let (sample, line) = open_line(services, actor, place).await?;
    let seen = match sample.kind {
        SampleKind::DecidedCases => case(services, actor, &sample, &line).await?,
        SampleKind::Views => view(services, actor, &sample, &line).await?,
    };
    let by = actor.clone();
    let read = move |conn: &mut Connection| {
        let (scope, lines) = (by.scope(), std::slice::from_ref(&line));
        let known = Known::load(conn, &scope, &sample, lines)?;
        let view = known.view(&line, by.account, None);
        Ok::<_, ServiceError>((summary(conn, &scope, &sample, lines, &known)?, view))
    };
    let (sample, line) = services.store().read(read).await?;
    Ok(Inspection { sample, line, seen })
}

async fn case(
    services: &Services,
    actor: &Actor,
    sample: &Sample,
    line: &Line,
) -> Result<Inspected, ServiceError> {
    let Some(reference) = present(services, actor, line).await? else {
        return gone(services, actor, sample, line).await;
    };
    let place = (sample.id, line.number);
    let view = case_view::show_for_sample(services, actor, reference.as_str(), place).await?;
    Ok(Inspected::Case(Box::new(view)))
}

async fn present(services: &Services, actor: &Actor, line: &Line) -> Result<Option<CaseRef>, ServiceError> {
    let (scope, id) = (actor.scope(), line.case);
    let find = move |conn: &mut Connection| Ok::<_, ServiceError>(cases::find(conn, &scope, id)?);
    Ok(services.store().read(find).await?.map(|case| case.reference))
}

async fn gone(
    services: &Services,
    actor: &Actor,
    sample: &Sample,
    line: &Line,
) -> Result<Inspected, ServiceError> {
    let entry = actor.entry(Act::SampleShown).reason(sample.kind.as_str());
    let entry = entry.detail("sample", sample.id).detail("line", line.number);
    services.enter(actor.log(), entry).await?;
    Ok(Inspected::Gone)
}

async fn view(
    services: &Services,
    actor: &Actor,
    sample: &Sample,
    line: &Line,
) -> Result<Inspected, ServiceError> {
    let entry = actor.entry(Act::SampleViewShown).reason(sample.kind.as_str());
    let entry = entry.detail("sample", sample.id).detail("line", line.number).detail("by_case", line.case);
    services.enter(actor.log(), entry).await?;
    let (by, line) = (actor.clone(), line.clone());
    services.store().read(move |conn| surroundings(conn, &by, &line)).await
}

fn surroundings(conn: &mut Connection, actor: &Actor, line: &Line) -> Result<Inspected, ServiceError> {
    let damaged = || ServiceError::Damaged("a drawn view names no entry".to_owned());
    let place: &EntryPlace = line.entry.as_ref().ok_or_else(damaged)?;
    let Some(stored) = ledger_rows::entry(conn, place)? else { return Ok(Inspected::Gone) };
    let scope = actor.scope();
    let mut others = Vec::new();
    for other in ledger_rows::entries_of_case(conn, &scope, line.case)?.into_iter().rev() {
        let is_theirs = crate::log_book::record(&other)?.entry.actor.account() == Some(line.account);
        if is_theirs && other.place != *place && others.len() < MOST_AROUND {
            others.push(other);
        }
    }
    let mut entry = lines_of(conn, &scope, &[stored])?;
    let entry = entry.pop().ok_or_else(damaged)?;
    Ok(Inspected::View { entry: Box::new(entry), around: lines_of(conn, &scope, &others)? })
}
