//! Samples for inspection ("steekproef"): decided cases for the coordinator, views of cases for the privacy officer.
//!
//! ```text
//! period -> seed from the system's randomness -> one pass over everything -> lines
//!        -> ledger: population, digest of what was drawn from, seed (nobody draws again until it suits)
//! line   -> ledger -> case opened, or the view with its surroundings -> outcome -> ledger
//! all lines judged, or what they are about destroyed -> conclusion -> finished: nothing changes any more
//! ```
//!
//! A sample keeps nothing alive: a case that dies meanwhile leaves its line as destroyed. Nobody inspects the own work.

mod close;
mod draw;
mod export;
mod form;
mod frame;
mod inspect;
mod judge;
mod lines;
mod list;
mod sealing;
mod show;
mod standing;

use poortwacht_domain::{AccountId, Permission, RecordId, SampleKind};
use poortwacht_store::Connection;
use poortwacht_store::samples::{self as rows, Line, Sample};

pub use close::{CloseForm, close};
pub use draw::draw;
pub use export::report;
pub use form::DrawForm;
pub use inspect::{Inspected, Inspection, inspect};
pub use judge::{LineForm, judge};
pub use lines::{LineView, Said};
pub use list::{Samples, Summary, samples};
pub use poortwacht_store::samples::SampleFigures;
pub use show::{SampleView, show};

use crate::access::{note_refusal, note_refused, refusals};
use crate::{Actor, ServiceError, Services};

const NOT_FOUND: ServiceError = ServiceError::NotFound("sample");

/// The kinds of samples that this role draws and inspects.
fn kinds(actor: &Actor) -> Vec<SampleKind> {
    SampleKind::ALL.iter().copied().filter(|kind| actor.role.allows(kind.permission())).collect()
}

/// Refuses, in the ledger too, who may not see what such a sample is drawn from.
async fn require_kind(services: &Services, actor: &Actor, kind: SampleKind) -> Result<(), ServiceError> {
    if actor.role.allows(kind.permission()) {
        return Ok(());
    }
    note_refusal(services, actor, kind.permission()).await?;
    Err(ServiceError::Refused("the role does not cover such a sample"))
}

/// A sample with its lines. One of a kind that the role does not see is not there for it.
fn read(conn: &mut Connection, actor: &Actor, id: RecordId) -> Result<(Sample, Vec<Line>), ServiceError> {
    let sample = rows::by_id(conn, &actor.scope(), id)?;
    let sample = sample.filter(|sample| actor.role.allows(sample.kind.permission())).ok_or(NOT_FOUND)?;
    let lines = rows::lines(conn, &actor.scope(), id)?;
    Ok((sample, lines))
}

/// One line of a sample that is still open.
async fn open_line(
    services: &Services,
    actor: &Actor,
    (sample, number): (RecordId, u32),
) -> Result<(Sample, Line), ServiceError> {
    actor.require(Permission::DrawSamples)?;
    let by = actor.clone();
    let (sample, lines) = services.store().read(move |conn| read(conn, &by, sample)).await?;
    let line = lines.into_iter().find(|line| line.number == number);
    let line = line.filter(|_| sample.closed.is_none()).ok_or(NOT_FOUND)?;
    refuse_own(services, actor, line.account).await?;
    Ok((sample, line))
}

/// Four eyes: the own decision and the own view are for somebody else.
async fn refuse_own(services: &Services, actor: &Actor, whose: AccountId) -> Result<(), ServiceError> {
    if whose != actor.account {
        return Ok(());
    }
    note_refused(services, actor, refusals::OWN_WORK).await?;
    Err(ServiceError::Refused("nobody inspects the own work"))
}
