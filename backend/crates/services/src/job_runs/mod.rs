//! Scheduled jobs: which there are, when each is due, and that each run happens once, whatever number of processes want
//! it. Who keeps the time (the jobs crate) only asks [`due`] and calls [`run_due`].

mod run;
mod schedule;
mod table;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use poortwacht_store::job_runs::{self as rows, JobRun};
use poortwacht_store::{Connection, Scope};

pub use run::{Attempt, run_due, run_now};
pub use schedule::{Schedule, ScheduleError};
pub use table::{JobSpec, TABLE};

use crate::{ServiceError, Services};

/// Alarm: the last run of a job failed. Its subject is the job.
pub const ALARM_JOB: &str = "job_failed";

/// A job as an operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobLine {
    /// Its name.
    pub name: &'static str,
    /// When it runs: cron with seconds, in Dutch local time.
    pub schedule: &'static str,
    /// When its last run started.
    pub last_started: Option<Timestamp>,
    /// How that ended, in one line; `None` while it runs.
    pub last_outcome: Option<String>,
}

/// Every job and its last run.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn list(services: &Services) -> Result<Vec<JobLine>, ServiceError> {
    services.store().read(|conn| TABLE.iter().map(|job| line(conn, job)).collect()).await
}

fn line(conn: &mut Connection, job: &JobSpec) -> Result<JobLine, ServiceError> {
    let last = rows::latest(conn, &scope(), job.name)?;
    Ok(JobLine {
        name: job.name,
        schedule: job.schedule,
        last_started: last.as_ref().map(|run| run.started_at),
        last_outcome: last.as_ref().and_then(outcome),
    })
}

fn outcome(run: &JobRun) -> Option<String> {
    run.outcome.map(|outcome| format!("{}: {}", outcome.as_str(), run.detail))
}

/// The last instant at which each job should have started, at or before `now`. A run that was missed while no process
/// was there is among them, and only the last of several.
///
/// # Errors
/// [`ServiceError::Damaged`] for a schedule in the table that cannot be read; a test reads all of them.
pub fn due(now: Timestamp) -> Result<Vec<(&'static JobSpec, Timestamp)>, ServiceError> {
    let mut due = Vec::new();
    for job in TABLE {
        let schedule: Schedule = job.schedule.parse().map_err(|error: ScheduleError| {
            ServiceError::Damaged(format!("schedule of {}: {error}", job.name))
        })?;
        due.extend(schedule.last_at_or_before(now).map(|instant| (job, instant)));
    }
    Ok(due)
}

fn scope() -> Scope {
    Scope::job("runs of scheduled jobs")
}
