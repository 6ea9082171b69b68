//! The engine: at each tick every job whose time has come, each run in a task of its own.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use poortwacht_domain::RunId;
use poortwacht_services::job_runs::{self, Attempt};
use poortwacht_services::{ServiceError, Services, retention_terms};
use tokio::sync::watch;
use tokio::task::{self, JoinError, JoinSet};
use tokio_cron_scheduler::JobSchedulerError;

use crate::ticks::Ticks;

/// Jobs that are still running when the process is asked to stop get this long. Being cut off harms none of them: each
/// goes on from what is committed.
const GRACE: Duration = Duration::from_secs(20);

/// Why the engine did not start, or ended by itself.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The scheduler refused.
    #[error("the scheduler cannot be used: {0}")]
    Scheduler(#[from] JobSchedulerError),
    /// The scheduler ticks no more.
    #[error("the scheduler died: no job would start any more")]
    SchedulerDied,
    /// The table of jobs cannot be read.
    #[error("the jobs cannot be scheduled: {0}")]
    Table(ServiceError),
}

/// The scheduled jobs of this process.
pub struct Engine {
    services: Services,
    /// This process, in the leases of its runs.
    owner: String,
    ticks: Ticks,
    running: JoinSet<Ended>,
    /// Jobs of which a run is under way here, and its task.
    busy: BTreeMap<&'static str, task::Id>,
    /// The last run of each job that is known to be over.
    settled: BTreeMap<&'static str, Timestamp>,
}

/// A run that ended in its task.
pub(crate) struct Ended {
    job: &'static str,
    scheduled_for: Timestamp,
    attempt: Result<Attempt, ServiceError>,
}

/// Another process may have changed the retention terms. Without an answer the ones read before go on counting for a
/// minute; what is dated by them meanwhile is dated again.
async fn read_terms(services: Services) {
    if let Err(error) = retention_terms::refresh(&services).await {
        tracing::error!(%error, "retention terms not read");
    }
}

impl Engine {
    /// Starts the scheduler. No job runs before [`Engine::run`].
    ///
    /// # Errors
    /// [`EngineError::Scheduler`].
    pub async fn start(services: Services) -> Result<Self, EngineError> {
        Ok(Self::with(services, Ticks::start().await?))
    }

    pub(crate) fn with(services: Services, ticks: Ticks) -> Self {
        let owner = RunId::random(services.rng().as_ref()).to_string();
        let (running, busy, settled) = (JoinSet::new(), BTreeMap::new(), BTreeMap::new());
        Self { services, owner, ticks, running, busy, settled }
    }

    /// Runs the jobs until told to stop; first what was missed while no process was there.
    ///
    /// # Errors
    /// [`EngineError::SchedulerDied`]; a job that fails is recorded and ends nothing.
    pub async fn run(mut self, mut stopped: watch::Receiver<bool>) -> Result<(), EngineError> {
        let outcome = self.until_stopped(&mut stopped).await;
        self.finish().await;
        self.ticks.stop().await;
        outcome
    }

    async fn until_stopped(&mut self, stopped: &mut watch::Receiver<bool>) -> Result<(), EngineError> {
        self.start_due()?;
        loop {
            tokio::select! {
                // Told to stop, or nobody is left who could tell.
                _ = stopped.wait_for(|stopped| *stopped) => return Ok(()),
                tick = self.ticks.next() => {
                    tick?;
                    // No job waits for it.
                    task::spawn(read_terms(self.services.clone()));
                    self.start_due()?;
                }
                Some(ended) = self.running.join_next() => self.note(ended),
            }
        }
    }

    /// Starts the last due run of each job, unless it is over or one of this job is under way here.
    fn start_due(&mut self) -> Result<(), EngineError> {
        for (job, scheduled_for) in job_runs::due(self.services.now()).map_err(EngineError::Table)? {
            if self.settled.get(job.name) == Some(&scheduled_for) || self.busy.contains_key(job.name) {
                continue;
            }
            let (services, owner) = (self.services.clone(), self.owner.clone());
            let task = self.running.spawn(async move {
                let attempt = job_runs::run_due(&services, job.name, scheduled_for, &owner).await;
                Ended { job: job.name, scheduled_for, attempt }
            });
            self.busy.insert(job.name, task.id());
        }
        Ok(())
    }

    /// A run that another process has, or that could not be recorded, is asked after at the next tick.
    fn note(&mut self, ended: Result<Ended, JoinError>) {
        let Ended { job, scheduled_for, attempt } = match ended {
            Ok(ended) => ended,
            Err(error) => return self.broken(&error),
        };
        self.busy.remove(job);
        match attempt {
            Ok(Attempt::Ran(_) | Attempt::Finished) => drop(self.settled.insert(job, scheduled_for)),
            Ok(Attempt::Elsewhere) => tracing::debug!(job, "another process has the run"),
            Err(error) => {
                metrics::counter!("poortwacht_job_attempts_failed_total", "job" => job).increment(1);
                tracing::error!(job, %error, "run not taken");
            }
        }
    }

    /// The services turn a panic of a job into a failed run, so a task that breaks is a defect of the engine's own; the
    /// job is asked after again.
    fn broken(&mut self, error: &JoinError) {
        self.busy.retain(|_, task| *task != error.id());
        tracing::error!(%error, "a job's task broke");
    }

    async fn finish(&mut self) {
        let all = async { while self.running.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, all).await.is_err() {
            tracing::warn!(running = self.running.len(), "jobs cut off; the next start goes on with them");
            self.running.shutdown().await;
        }
    }

    /// Starts what is due and waits for all of it.
    #[cfg(test)]
    pub(crate) async fn catch_up(&mut self) {
        self.start_due().unwrap();
        while let Some(ended) = self.running.join_next().await {
            self.note(ended);
        }
    }
}
