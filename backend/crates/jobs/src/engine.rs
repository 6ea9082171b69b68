//! The engine of one process.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use poortwacht_domain::RunId;
use poortwacht_services::job_runs::{self, Attempt};
use poortwacht_services::{ServiceError, Services};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

/// Every ten seconds: no schedule is finer than a minute.
const BEAT: &str = "*/10 * * * * *";
/// A scheduler that is silent for this long is dead.
const SILENCE: Duration = Duration::from_secs(60);
/// Jobs under way may finish within this; a lease lets another process take over the rest.
const GRACE: Duration = Duration::from_secs(20);

/// Why the engine does not run.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The scheduler could not be started or stopped.
    #[error("job scheduler: {0}")]
    Scheduler(#[from] JobSchedulerError),
    /// The scheduler gave no beat for a minute.
    #[error("the job scheduler gave no beat for {} seconds", SILENCE.as_secs())]
    Silent,
    /// The table of jobs is wrong.
    #[error("job table: {0}")]
    Table(#[from] ServiceError),
}

/// Runs what is due, in tasks of its own: the scheduler's beat is never held up.
pub struct Engine {
    services: Services,
    scheduler: JobScheduler,
    beats: mpsc::Receiver<()>,
    owner: String,
    /// The last instant of each job that is known to be over.
    over: HashMap<&'static str, Timestamp>,
    /// Instants under way in this process.
    running: HashMap<&'static str, Timestamp>,
    tasks: JoinSet<Ended>,
}

type Ended = (&'static str, Timestamp, Result<Attempt, ServiceError>);

impl Engine {
    /// Starts the beat.
    ///
    /// # Errors
    /// [`EngineError::Scheduler`].
    pub async fn start(services: Services) -> Result<Self, EngineError> {
        let scheduler = JobScheduler::new().await?;
        let (beat, beats) = mpsc::channel(1);
        let tick = Job::new_async(BEAT, move |_, _| {
            let beat = beat.clone();
            Box::pin(async move {
                if beat.try_send(()).is_err() {
                    tracing::trace!("the last beat is still waiting: this one adds nothing");
                }
            })
        })?;
        scheduler.add(tick).await?;
        scheduler.start().await?;
        let owner = format!("server {}", RunId::random(services.rng().as_ref()));
        let (over, running) = (HashMap::new(), HashMap::new());
        Ok(Self { services, scheduler, beats, owner, over, running, tasks: JoinSet::new() })
    }

    /// Runs until told to stop; jobs under way may then finish within their grace time.
    ///
    /// # Errors
    /// [`EngineError::Silent`] when the scheduler died; the process must then not go on as if jobs ran.
    pub async fn run(mut self, mut stopped: watch::Receiver<bool>) -> Result<(), EngineError> {
        self.begin_due()?;
        loop {
            tokio::select! {
                beat = tokio::time::timeout(SILENCE, self.beats.recv()) => match beat {
                    Ok(Some(())) => self.begin_due()?,
                    Ok(None) | Err(_) => return Err(EngineError::Silent),
                },
                Some(ended) = self.tasks.join_next() => self.note(ended),
                _ = stopped.wait_for(|stopped| *stopped) => break,
            }
        }
        self.scheduler.shutdown().await?;
        self.finish().await;
        Ok(())
    }

    fn begin_due(&mut self) -> Result<(), EngineError> {
        for (job, instant) in job_runs::due(self.services.now())? {
            let known = self.over.get(job.name) == Some(&instant) || self.running.contains_key(job.name);
            if !known {
                self.running.insert(job.name, instant);
                self.begin(job.name, instant);
            }
        }
        Ok(())
    }

    fn begin(&mut self, name: &'static str, instant: Timestamp) {
        let (services, owner) = (self.services.clone(), self.owner.clone());
        self.tasks.spawn(async move {
            let attempt = job_runs::run_due(&services, name, instant, &owner).await;
            (name, instant, attempt)
        });
    }

    /// A run elsewhere is asked for again at the next beat: its process may have died with it.
    fn note(&mut self, ended: Result<Ended, tokio::task::JoinError>) {
        let Ok((name, instant, attempt)) = ended else {
            tracing::error!("a job panicked; its lease runs out and it is run again");
            self.running.clear();
            return;
        };
        self.running.remove(name);
        match attempt {
            Ok(Attempt::Finished) => drop(self.over.insert(name, instant)),
            Ok(Attempt::Elsewhere) => {}
            Ok(Attempt::Ran(outcome)) => {
                self.over.insert(name, instant);
                report(name, outcome);
            }
            Err(error) => tracing::warn!(job = name, %error, "could not be started; tried again at the next beat"),
        }
    }

    async fn finish(&mut self) {
        let rest = tokio::time::timeout(GRACE, async {
            while let Some(ended) = self.tasks.join_next().await {
                if let Ok((name, _, Ok(Attempt::Ran(outcome)))) = ended {
                    report(name, outcome);
                }
            }
        });
        if rest.await.is_err() {
            tracing::warn!("jobs were still under way; their leases run out and they are run again");
        }
    }
}

fn report(name: &'static str, outcome: Result<String, ServiceError>) {
    match outcome {
        Ok(detail) => tracing::info!(job = name, detail, "done"),
        Err(error) => tracing::error!(job = name, %error, "failed"),
    }
}
