//! One run of a job: taken by one process, recorded however it ends.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::RunId;
use poortwacht_ledger::Actor;
use poortwacht_store::job_runs::{self as rows, Bid, Finish, JobRun, RunOutcome};
use poortwacht_store::{Plan, Tx};
use tokio::task::AbortHandle;

use super::table::{JobSpec, TABLE};
use super::{ALARM_JOB, scope};
use crate::alarms::{self, Notice};
use crate::{FieldProblem, ServiceError, Services};

/// After this a run of a process that died is another one's.
const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// How often a run that goes on says so.
const RENEWAL: Duration = Duration::from_secs(60);

/// Longest outcome that is kept, in characters.
const LONGEST_DETAIL: usize = 500;

/// What came of the wish to run a job.
#[derive(Debug)]
pub enum Attempt {
    /// It ran here, with this outcome; the record is kept.
    Ran(Result<String, ServiceError>),
    /// Another process has it, or died with it a moment ago: ask again.
    Elsewhere,
    /// This run is over, here or elsewhere.
    Finished,
}

/// Runs a job for one instant of its schedule, unless that run is another process's or over.
///
/// # Errors
/// Those of the store when the run could not be taken; what the job itself ends in is in the [`Attempt`].
pub async fn run_due(
    services: &Services,
    name: &str,
    scheduled_for: Timestamp,
    owner: &str,
) -> Result<Attempt, ServiceError> {
    let job = named(name)?;
    let known = known(services, job, scheduled_for).await?;
    if known.is_some_and(|run| run.finished_at.is_some()) {
        return Ok(Attempt::Finished);
    }
    match acquire(services, job, scheduled_for, owner).await? {
        None => Ok(Attempt::Elsewhere),
        Some(run) => Ok(Attempt::Ran(perform(services, job, Actor::Job(job.name.to_owned()), run).await)),
    }
}

/// Runs a job now, apart from its schedule. An act of the command line.
///
/// # Errors
/// [`ServiceError::Invalid`] for an unknown name, otherwise what the job ended in.
pub async fn run_now(services: &Services, name: &str) -> Result<String, ServiceError> {
    let job = named(name)?;
    let owner = format!("operator {}", RunId::random(services.rng().as_ref()));
    match acquire(services, job, services.now(), &owner).await? {
        Some(run) => perform(services, job, Actor::Operator, run).await,
        None => Err(ServiceError::Conflict(format!("{name} is being run"))),
    }
}

fn named(name: &str) -> Result<&'static JobSpec, ServiceError> {
    TABLE.iter().find(|job| job.name == name).ok_or_else(|| {
        let known: Vec<&str> = TABLE.iter().map(|job| job.name).collect();
        let message = format!("is not a job; choose one of {}", known.join(", "));
        ServiceError::Invalid(vec![FieldProblem::new("name", message)])
    })
}

async fn known(
    services: &Services,
    job: &'static JobSpec,
    scheduled_for: Timestamp,
) -> Result<Option<JobRun>, ServiceError> {
    services.store().read(move |conn| Ok(rows::find(conn, &scope(), job.name, scheduled_for)?)).await
}

async fn acquire(
    services: &Services,
    job: &'static JobSpec,
    scheduled_for: Timestamp,
    owner: &str,
) -> Result<Option<JobRun>, ServiceError> {
    let (id, owner, at) = (RunId::random(services.rng().as_ref()), owner.to_owned(), services.now());
    let acquire = move |tx: &mut Tx<'_>| {
        let lease_until = lease(at);
        let bid = Bid { id, job: job.name, scheduled_for, owner: &owner, at, lease_until };
        Ok::<_, ServiceError>(rows::acquire(tx, &scope(), &bid)?)
    };
    Ok(services.store().write(Plan::new(), acquire).await?.into_inner())
}

fn lease(at: Timestamp) -> Timestamp {
    at.saturating_add(LEASE).unwrap_or(at)
}

/// Runs the job to its end, keeping the lease, and records how it ended.
async fn perform(
    services: &Services,
    job: &'static JobSpec,
    actor: Actor,
    run: JobRun,
) -> Result<String, ServiceError> {
    let started = Instant::now();
    let lease =
        Renewal(tokio::spawn(renew(services.clone(), run.id, run.lease_owner.clone())).abort_handle());
    let outcome = guarded(services, job, actor).await;
    drop(lease);
    measure(job, started, outcome.is_ok());
    record(services, job, &run, &outcome).await?;
    outcome
}

/// A panic in a job is an outcome like any other, and takes nobody with it.
async fn guarded(services: &Services, job: &'static JobSpec, actor: Actor) -> Result<String, ServiceError> {
    let own = services.clone();
    let ended = tokio::spawn(async move { (job.run)(&own, &actor).await }).await;
    ended.unwrap_or_else(|error| Err(ServiceError::Damaged(format!("the job stopped: {error}"))))
}

/// Ends the renewals with the run, however that ends.
struct Renewal(AbortHandle);

impl Drop for Renewal {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn renew(services: Services, id: RunId, owner: String) {
    loop {
        tokio::time::sleep(RENEWAL).await;
        let (own, until) = (owner.clone(), lease(services.now()));
        let renew = move |tx: &mut Tx<'_>| Ok(rows::renew(tx, &scope(), id, &own, until)?);
        let renewed: Result<_, ServiceError> = services.store().write(Plan::new(), renew).await;
        if let Err(error) = renewed {
            tracing::warn!(%error, "lease of a job not renewed");
        }
    }
}

async fn record(
    services: &Services,
    job: &'static JobSpec,
    run: &JobRun,
    outcome: &Result<String, ServiceError>,
) -> Result<(), ServiceError> {
    let (kind, detail) = match outcome {
        Ok(done) => (RunOutcome::Succeeded, done.clone()),
        Err(error) => (RunOutcome::Failed, error.to_string()),
    };
    let detail: String = detail.chars().take(LONGEST_DETAIL).collect();
    let (id, owner, at, kept) = (run.id, run.lease_owner.clone(), services.now(), detail.clone());
    let finish = move |tx: &mut Tx<'_>| {
        let end = Finish { owner: &owner, at, outcome: kind, detail: &kept };
        Ok::<_, ServiceError>(rows::finish(tx, &scope(), id, &end)?)
    };
    services.store().write(Plan::new(), finish).await?;
    match kind {
        RunOutcome::Succeeded => succeeded(services, job, &detail).await,
        RunOutcome::Failed => failed(services, job, detail).await,
    }
}

async fn succeeded(services: &Services, job: &JobSpec, detail: &str) -> Result<(), ServiceError> {
    tracing::info!(job = job.name, outcome = detail, "job done");
    alarms::clear(services, ALARM_JOB, job.name).await
}

async fn failed(services: &Services, job: &JobSpec, detail: String) -> Result<(), ServiceError> {
    tracing::error!(job = job.name, error = detail, "job failed");
    let subject = job.name.to_owned();
    alarms::raise(services, Notice { kind: ALARM_JOB, subject, municipality: None, detail }).await
}

fn measure(job: &'static JobSpec, started: Instant, succeeded: bool) {
    let outcome = if succeeded { "succeeded" } else { "failed" };
    metrics::counter!("poortwacht_job_runs_total", "job" => job.name, "outcome" => outcome).increment(1);
    metrics::histogram!("poortwacht_job_seconds", "job" => job.name).record(started.elapsed().as_secs_f64());
}
