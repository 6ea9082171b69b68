//! Drawing a sample.

use jiff::Timestamp;
use poortwacht_domain::rng::random_bytes;
use poortwacht_domain::sampling::{Drawn, Seed};
use poortwacht_domain::{Act, LocationId, Permission, RecordId, RetentionClass, local_day};
use poortwacht_ledger::Entry;
use poortwacht_store::cases::DatabaseHalf;
use poortwacht_store::samples::{self as rows, Line, Sample};
use poortwacht_store::{Connection, Plan, Tx, locations};

use super::form::{Draft, DrawForm};
use super::{frame, require_kind};
use crate::blocking::off_worker;
use crate::flaw::Flaw;
use crate::{Actor, FieldProblem, ServiceError, Services};

/// Draws a sample and tells its id. The seed comes from the system's randomness before anything is counted; population,
/// seed and the digest of what was drawn from stand in the ledger from the same transaction on as the lines.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw (`kind`, `from`, `until`, `location`, `reach`, `size`);
/// [`ServiceError::Refused`] without the permission; those of store, ledger and key store.
pub async fn draw(services: &Services, actor: &Actor, form: &DrawForm) -> Result<RecordId, ServiceError> {
    actor.require(Permission::DrawSamples)?;
    let now = services.now();
    let draft = form.read(local_day(now))?;
    require_kind(services, actor, draft.kind).await?;
    let seed = Seed::random(services.rng().as_ref());
    let (asked, by) = (draft.clone(), actor.clone());
    let read = move |conn: &mut Connection| {
        let location = location(conn, &by, asked.location.as_deref())?;
        Ok::<_, ServiceError>((location, frame::draw(conn, &by, (&asked, location), seed, now)?))
    };
    let (location, drawn): (Option<LocationId>, Drawn<Line>) = services.store().read(read).await?;
    if drawn.population == 0 {
        let flaw = FieldProblem::flawed("until", Flaw::NothingToDrawFrom);
        return Err(ServiceError::Invalid(vec![flaw]));
    }
    keep(services, actor, Draw { draft, location, seed, drawn, now }).await
}

fn location(
    conn: &mut Connection,
    actor: &Actor,
    code: Option<&str>,
) -> Result<Option<LocationId>, ServiceError> {
    let Some(code) = code else { return Ok(None) };
    let found = locations::by_code(conn, &actor.scope(), actor.municipality, code)?;
    let unknown = || ServiceError::Invalid(vec![FieldProblem::flawed("location", Flaw::NotAChoice)]);
    found.map(|location| Some(location.id)).ok_or_else(unknown)
}

/// A draw that is about to be written down.
struct Draw {
    draft: Draft,
    location: Option<LocationId>,
    seed: Seed,
    drawn: Drawn<Line>,
    now: Timestamp,
}

async fn keep(services: &Services, actor: &Actor, draw: Draw) -> Result<RecordId, ServiceError> {
    let (own, by) = (services.clone(), actor.clone());
    let (sample, lines) = off_worker(move || sample(&own, &by, draw)).await?;
    let (id, half) = (sample.id, sample.half.id);
    let entry = entry(actor, &sample, lines.len());
    let (own, scope, log) = (services.clone(), actor.scope(), actor.log());
    let write = move |tx: &mut Tx<'_>| {
        rows::insert(tx, &scope, &sample, &lines)?;
        Ok::<_, ServiceError>(own.record(tx, &log, &entry)?)
    };
    services.store().write(Plan::new().log(actor.log()), write).await?;
    let keys = services.keys();
    off_worker(move || Ok::<_, ServiceError>(keys.attach_halves(&[half])?)).await?;
    Ok(id)
}

/// The sample with a key of its own. Blocks.
fn sample(services: &Services, actor: &Actor, draw: Draw) -> Result<(Sample, Vec<Line>), ServiceError> {
    let (rng, other) = (services.rng(), services.keys().take_half()?);
    let terms = services.terms(actor.municipality);
    let sample = Sample {
        id: RecordId::random(rng.as_ref()),
        municipality: actor.municipality,
        kind: draw.draft.kind,
        days: draw.draft.days,
        location: draw.location,
        reach: draw.draft.reach,
        size: draw.draft.size,
        population: draw.drawn.population,
        frame: draw.drawn.frame,
        seed: draw.seed,
        drawn_by: actor.account,
        drawn_at: draw.now,
        closed: None,
        half: DatabaseHalf { id: other.id, half: random_bytes(rng.as_ref()) },
        destroy_after: terms.destroy_after(RetentionClass::Sample, draw.now),
    };
    Ok((sample, draw.drawn.sample))
}

/// Everything that it takes to draw the same again.
fn entry(actor: &Actor, sample: &Sample, drawn: usize) -> Entry {
    let entry = actor
        .entry(Act::SampleDrawn)
        .reason(sample.kind.as_str())
        .detail("sample", sample.id)
        .detail("from", sample.days.0)
        .detail("until", sample.days.1)
        .detail("reach", sample.reach)
        .detail("population", sample.population)
        .detail("frame", &sample.frame)
        .detail("seed", sample.seed)
        .detail("size", sample.size)
        .detail("drawn", drawn);
    match sample.location {
        Some(location) => entry.detail("location", location),
        None => entry,
    }
}
