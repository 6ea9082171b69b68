//! How the software runs: its jobs, its listeners, its environment, its certificates.

use std::fs;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Fact, Finding, Promise, PromiseLine};
use poortwacht_store::emergency::{self, Listener};
use poortwacht_store::job_runs::{self as runs, RunOutcome};
use poortwacht_store::units;
use x509_parser::pem::Pem;

use super::listening::unknown_listeners;
use super::proofs::VERIFIES;
use super::{Look, number, scope};
use crate::instances::{self, Place};
use crate::{ServiceError, job_runs};

/// A run that begins later than this after its time is late.
const LATE: SignedDuration = SignedDuration::from_mins(30);

/// What ends sooner is told.
const EXPIRES_SOON: SignedDuration = SignedDuration::from_hours(24 * 14);

pub(super) fn jobs_on_time(look: &mut Look<'_>) -> Result<PromiseLine, ServiceError> {
    let (mut late, mut failed) = (0, 0);
    let before = look.now.saturating_sub(LATE).unwrap_or(look.now);
    // The job that recomputes the ledger has a promise of its own.
    for (job, instant) in job_runs::due(before)?.into_iter().filter(|(job, _)| job.name != VERIFIES) {
        let last = runs::latest(look.conn, &scope(), job.name)?;
        late += u64::from(last.as_ref().is_none_or(|run| run.scheduled_for < instant));
        failed += u64::from(last.is_some_and(|run| run.outcome == Some(RunOutcome::Failed)));
    }
    let facts = vec![
        (Fact::Jobs, Finding::Number(number(job_runs::TABLE.len()))),
        (Fact::LateJobs, Finding::Number(late)),
        (Fact::FailedJobs, Finding::Number(failed)),
    ];
    Ok(PromiseLine::judged(Promise::JobsOnTime, late == 0 && failed == 0, facts))
}

pub(super) fn listeners_known(look: &mut Look<'_>) -> Result<PromiseLine, ServiceError> {
    let known = look.services.listeners();
    let mut closed = Vec::new();
    for listener in Listener::ALL {
        closed.extend(emergency::status(look.conn, listener)?);
    }
    let mut facts: Vec<_> = known
        .iter()
        .map(|(name, address)| (Fact::Listeners, Finding::Words(format!("{name} {address}"))))
        .collect();
    facts.extend(
        closed.iter().map(|stop| (Fact::ClosedListeners, Finding::Words(stop.listener.as_str().to_owned()))),
    );
    let unknown = if known.is_empty() { Vec::new() } else { unknown_listeners(known)? };
    facts.extend(unknown.iter().map(|address| (Fact::UnknownListeners, Finding::Words(address.to_string()))));
    let line = PromiseLine::judged(Promise::ListenersKnown, unknown.is_empty(), facts);
    Ok(line.unless(known.is_empty()))
}

pub(super) fn environments_apart(look: &mut Look<'_>) -> Result<PromiseLine, ServiceError> {
    let own = look.services.store().instance();
    let (instance, environment) = (own.id.to_string(), own.environment.to_string());
    let places = instances::places_in(look.conn)?;
    let is_foreign = |place: &&Place| place.environment != environment || place.instance != instance;
    let foreign = places.iter().filter(is_foreign).map(|place| place.starts).sum();
    let told = places.iter().map(|place| Finding::Words(format!("{} {}", place.host, place.database)));
    let told: Vec<_> = told.map(|place| (Fact::Places, place)).collect();
    let mut facts =
        vec![(Fact::Environment, Finding::Words(environment)), (Fact::Instance, Finding::Words(instance))];
    facts.extend(told);
    facts.push((Fact::ForeignStarts, Finding::Number(foreign)));
    Ok(PromiseLine::judged(Promise::EnvironmentsApart, foreign == 0, facts).unless(places.is_empty()))
}

pub(super) fn certificates_valid(look: &mut Look<'_>) -> Result<PromiseLine, ServiceError> {
    let installation = &look.services.config().installation;
    let mut ends = Vec::new();
    for file in &installation.certificates {
        ends.push(end_of(file)?);
    }
    let all = units::expiring(look.conn, &look.scope, Timestamp::MAX)?;
    ends.extend(all.iter().filter_map(|certificate| certificate.expires_at));
    let soon = look.now.saturating_add(EXPIRES_SOON).unwrap_or(look.now);
    let expiring = number(ends.iter().filter(|end| **end <= soon).count());
    let mut facts = vec![
        (Fact::Certificates, Finding::Number(number(ends.len()))),
        (Fact::ExpiringCertificates, Finding::Number(expiring)),
    ];
    facts.extend(ends.iter().min().map(|end| (Fact::FirstExpiry, Finding::At(*end))));
    Ok(PromiseLine::judged(Promise::CertificatesValid, expiring == 0, facts).unless(ends.is_empty()))
}

/// The end of the first certificate in a file: the one that is shown.
fn end_of(file: &Path) -> Result<Timestamp, ServiceError> {
    let unreadable = |what: String| ServiceError::Unavailable(format!("{}: {what}", file.display()));
    let text = fs::read(file).map_err(|error| unreadable(error.to_string()))?;
    let pem = Pem::iter_from_buffer(&text).next();
    let pem = pem.and_then(Result::ok).ok_or_else(|| unreadable("no certificate in PEM form".to_owned()))?;
    let certificate = pem.parse_x509().map_err(|_| unreadable("no certificate".to_owned()))?;
    let end = certificate.validity().not_after.timestamp();
    Timestamp::from_second(end).map_err(|error| unreadable(error.to_string()))
}
