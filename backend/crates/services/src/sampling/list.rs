//! All samples that a role sees, and what stays of earlier ones.

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::{Act, LocationId, Permission, RecordId, SampleKind, SampleOutcome, SampleReach};
use poortwacht_store::samples::{self as rows, Line, Sample, SampleFigures};
use poortwacht_store::{Connection, Scope, locations};

use super::kinds;
use super::lines::Known;
use crate::locations::LocationName;
use crate::{Actor, ServiceError, Services};

/// One sample in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Names the sample.
    pub id: RecordId,
    /// What it was drawn from.
    pub kind: SampleKind,
    /// First and last day of the period.
    pub days: (Date, Date),
    /// Name of the location, where it is of one alone.
    pub location: Option<String>,
    /// Which views.
    pub reach: SampleReach,
    /// When it was drawn, and by whom.
    pub drawn: (Timestamp, String),
    /// How many there were to draw from.
    pub population: u64,
    /// Lines that are settled, of how many.
    pub settled: (usize, usize),
    /// How many lines ended in which way so far.
    pub outcomes: Vec<(SampleOutcome, u64)>,
    /// When it was finished, and by whom.
    pub closed: Option<(Timestamp, String)>,
}

/// The list.
#[derive(Debug, Clone)]
pub struct Samples {
    /// This moment.
    pub now: Timestamp,
    /// What this reader draws from.
    pub kinds: Vec<SampleKind>,
    /// Open samples first, of those the newest.
    pub samples: Vec<Summary>,
    /// Samples that were destroyed after their term.
    pub figures: Vec<SampleFigures>,
    /// Locations to choose from.
    pub locations: Vec<LocationName>,
}

/// All samples that this reader may inspect. Logged as [`Act::SamplesListed`] before they are read.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn samples(services: &Services, actor: &Actor) -> Result<Samples, ServiceError> {
    actor.require(Permission::DrawSamples)?;
    services.enter(actor.log(), actor.entry(Act::SamplesListed)).await?;
    let (by, now) = (actor.clone(), services.now());
    services.store().read(move |conn| gather(conn, &by, now)).await
}

fn gather(conn: &mut Connection, actor: &Actor, now: Timestamp) -> Result<Samples, ServiceError> {
    let (scope, kinds) = (actor.scope(), kinds(actor));
    let (mut samples, mut figures) = (Vec::new(), Vec::new());
    for kind in &kinds {
        for sample in rows::list(conn, &scope, *kind)? {
            let lines = rows::lines(conn, &scope, sample.id)?;
            samples.push(in_short(conn, &scope, &sample, &lines)?);
        }
        figures.extend(rows::figures(conn, &scope, *kind)?);
    }
    let places = locations::all(conn, &scope)?.into_iter();
    let locations =
        places.map(|place| LocationName { code: place.dossier.code, name: place.dossier.name }).collect();
    Ok(Samples { now, kinds, samples, figures, locations })
}

fn in_short(
    conn: &mut Connection,
    scope: &Scope,
    sample: &Sample,
    lines: &[Line],
) -> Result<Summary, ServiceError> {
    let known = Known::load(conn, scope, sample, lines)?;
    summary(conn, scope, sample, lines, &known)
}

/// A sample in short.
pub(super) fn summary(
    conn: &mut Connection,
    scope: &Scope,
    sample: &Sample,
    lines: &[Line],
    known: &Known,
) -> Result<Summary, ServiceError> {
    let judged = lines.iter().filter(|line| line.judgement.is_some()).count();
    Ok(Summary {
        id: sample.id,
        kind: sample.kind,
        days: sample.days,
        location: sample.location.map(|id| place(conn, scope, id)).transpose()?,
        reach: sample.reach,
        drawn: (sample.drawn_at, known.called(sample.drawn_by)),
        population: sample.population,
        settled: (judged + known.gone().len(), lines.len()),
        outcomes: outcomes(lines, known),
        closed: sample.closed.as_ref().map(|closed| (closed.at, known.called(closed.by))),
    })
}

fn place(conn: &mut Connection, scope: &Scope, id: LocationId) -> Result<String, ServiceError> {
    let found = locations::by_id(conn, scope, id)?;
    Ok(found.map(|place| place.dossier.name).unwrap_or_else(|| id.to_string()))
}

/// Every outcome with its lines; what is gone counts as destroyed before the sample is finished too.
pub(super) fn outcomes(lines: &[Line], known: &Known) -> Vec<(SampleOutcome, u64)> {
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let count = |outcome: SampleOutcome| {
        let said = lines.iter().filter_map(|line| line.judgement.as_ref());
        let said = said.filter(|said| said.outcome == outcome).count();
        let gone = if outcome == SampleOutcome::Destroyed { known.gone().len() } else { 0 };
        (outcome, number(said + gone))
    };
    SampleOutcome::ALL.iter().copied().map(count).collect()
}
