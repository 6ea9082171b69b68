//! The scheduler: one tick a minute, and the news of its death.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

use crate::EngineError;

/// Second 0 of every minute; the same in every time zone.
const EVERY_MINUTE: &str = "0 * * * * *";

/// Without a tick for this long the scheduler is dead.
const SILENCE: Duration = Duration::from_secs(180);

/// The ticks of a running scheduler.
pub(crate) struct Ticks {
    scheduler: Option<JobScheduler>,
    received: mpsc::Receiver<()>,
    silence: Duration,
}

impl Ticks {
    /// Starts the scheduler.
    pub(crate) async fn start() -> Result<Self, EngineError> {
        // One place: a tick that meets an engine still busy with the one before has nothing to add to it.
        let (sender, received) = mpsc::channel(1);
        let scheduler = JobScheduler::new().await?;
        scheduler.add(tick(sender)?).await?;
        scheduler.start().await?;
        Ok(Self { scheduler: Some(scheduler), received, silence: SILENCE })
    }

    /// Ticks that a test sends.
    #[cfg(test)]
    pub(crate) fn sent_by_test(received: mpsc::Receiver<()>, silence: Duration) -> Self {
        Self { scheduler: None, received, silence }
    }

    /// Waits for the next tick.
    ///
    /// # Errors
    /// [`EngineError::SchedulerDied`] when none comes.
    pub(crate) async fn next(&mut self) -> Result<(), EngineError> {
        match tokio::time::timeout(self.silence, self.received.recv()).await {
            Ok(Some(())) => Ok(()),
            Ok(None) | Err(_) => Err(EngineError::SchedulerDied),
        }
    }

    /// Ends the scheduler.
    pub(crate) async fn stop(mut self) {
        let Some(scheduler) = &mut self.scheduler else { return };
        if let Err(error) = scheduler.shutdown().await {
            tracing::warn!(%error, "scheduler not ended");
        }
    }
}

fn tick(sender: mpsc::Sender<()>) -> Result<Job, JobSchedulerError> {
    Job::new_async(EVERY_MINUTE, move |_, _| {
        // A full channel means that a tick is waiting already.
        let sent = sender.try_send(());
        Box::pin(async move { tracing::trace!(taken = sent.is_ok(), "tick") })
    })
}
