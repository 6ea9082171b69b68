//! Runs of scheduled jobs. A row with a lease makes each run happen once, whatever number of processes want it.
//!
//! The rows name no municipality and hold no personal data: scopes of a municipality see none of them.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::RunId;

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::{Insertion, StoreError};
use crate::schema::job_runs;
use crate::scope::Scope;
use crate::tx::Tx;

const TABLE: &str = "job_runs";

/// A process's wish to run a job that was scheduled for an instant.
#[derive(Clone, Debug)]
pub struct Bid<'a> {
    /// The run's id, if the bid makes the run.
    pub id: RunId,
    /// The job's name.
    pub job: &'a str,
    /// The instant the schedule names; with the job's name it is the run's identity.
    pub scheduled_for: Timestamp,
    /// The process.
    pub owner: &'a str,
    /// Now.
    pub at: Timestamp,
    /// Until when the run is the process's own; after that another one may take it over.
    pub lease_until: Timestamp,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunOutcome {
    /// All was done.
    Succeeded,
    /// Something was not; the detail says what.
    Failed,
}

impl RunOutcome {
    /// The outcome as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }

    fn read(at: &Row, text: &str) -> Result<Self, StoreError> {
        let known = [Self::Succeeded, Self::Failed].into_iter().find(|outcome| outcome.as_str() == text);
        known.ok_or_else(|| at.corrupt("outcome", "no such outcome"))
    }
}

/// A run, going on or finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRun {
    /// Names the run.
    pub id: RunId,
    /// The job's name.
    pub job: String,
    /// The instant the schedule named.
    pub scheduled_for: Timestamp,
    /// The process that has it, or had it last.
    pub lease_owner: String,
    /// Until when it is that process's own.
    pub lease_until: Timestamp,
    /// When that process started.
    pub started_at: Timestamp,
    /// When it finished.
    pub finished_at: Option<Timestamp>,
    /// How it ended.
    pub outcome: Option<RunOutcome>,
    /// What it did, in counts; or why it failed. No personal data.
    pub detail: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = job_runs)]
struct RunRow {
    id: String,
    job: String,
    scheduled_for: i64,
    lease_owner: String,
    lease_until: i64,
    started_at: i64,
    finished_at: Option<i64>,
    outcome: Option<String>,
    detail: String,
}

impl From<&Bid<'_>> for RunRow {
    fn from(bid: &Bid) -> Self {
        Self {
            id: bid.id.to_string(),
            job: bid.job.to_owned(),
            scheduled_for: micros(bid.scheduled_for),
            lease_owner: bid.owner.to_owned(),
            lease_until: micros(bid.lease_until),
            started_at: micros(bid.at),
            finished_at: None,
            outcome: None,
            detail: String::new(),
        }
    }
}

impl TryFrom<RunRow> for JobRun {
    type Error = StoreError;

    fn try_from(row: RunRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        Ok(Self {
            id: at.text("id", &row.id)?,
            scheduled_for: at.instant("scheduled_for", row.scheduled_for)?,
            lease_until: at.instant("lease_until", row.lease_until)?,
            started_at: at.instant("started_at", row.started_at)?,
            finished_at: at.instant_opt("finished_at", row.finished_at)?,
            outcome: row.outcome.map(|outcome| RunOutcome::read(&at, &outcome)).transpose()?,
            job: row.job,
            lease_owner: row.lease_owner,
            detail: row.detail,
        })
    }
}

/// Takes a run: makes it, or takes it over from a process whose lease ran out before it finished.
/// `None` when the run is another process's, or finished.
///
/// # Errors
/// [`StoreError::Unscoped`] for a municipality's scope.
pub fn acquire(tx: &mut Tx, scope: &Scope, bid: &Bid) -> Result<Option<JobRun>, StoreError> {
    instance_wide(scope)?;
    let row = RunRow::from(bid);
    let inserted = tx.insert_unique(|connection| {
        diesel::insert_into(job_runs::table).values(&row).execute(connection.raw())?;
        Ok(())
    })?;
    match inserted {
        Insertion::Inserted => JobRun::try_from(row).map(Some),
        Insertion::AlreadyThere => take_over(tx, bid),
    }
}

fn take_over(tx: &mut Tx, bid: &Bid) -> Result<Option<JobRun>, StoreError> {
    let abandoned = job_runs::table
        .filter(job_runs::job.eq(bid.job))
        .filter(job_runs::scheduled_for.eq(micros(bid.scheduled_for)))
        .filter(job_runs::finished_at.is_null())
        .filter(job_runs::lease_until.le(micros(bid.at)));
    let id: Option<String> = diesel::update(abandoned)
        .set((
            job_runs::lease_owner.eq(bid.owner),
            job_runs::lease_until.eq(micros(bid.lease_until)),
            job_runs::started_at.eq(micros(bid.at)),
        ))
        .returning(job_runs::id)
        .get_result(tx.raw())
        .optional()?;
    id.map(|id| JobRun::try_from(RunRow { id, ..RunRow::from(bid) })).transpose()
}

/// Keeps a run that takes longer than its lease. Answers whether it still was this process's own.
///
/// # Errors
/// [`StoreError::Unscoped`] for a municipality's scope.
pub fn renew(
    tx: &mut Tx,
    scope: &Scope,
    id: RunId,
    owner: &str,
    lease_until: Timestamp,
) -> Result<bool, StoreError> {
    instance_wide(scope)?;
    let renewed = diesel::update(own(id, owner))
        .set(job_runs::lease_until.eq(micros(lease_until)))
        .execute(tx.raw())?;
    Ok(renewed == 1)
}

/// The end of a run, by the process that has it.
#[derive(Clone, Debug)]
pub struct Finish<'a> {
    /// The process.
    pub owner: &'a str,
    /// When.
    pub at: Timestamp,
    /// How.
    pub outcome: RunOutcome,
    /// What it did, in counts; or why it failed. No personal data.
    pub detail: &'a str,
}

/// Finishes a run. Answers whether it still was this process's own.
///
/// # Errors
/// [`StoreError::Unscoped`] for a municipality's scope.
pub fn finish(tx: &mut Tx, scope: &Scope, id: RunId, end: &Finish) -> Result<bool, StoreError> {
    instance_wide(scope)?;
    let finished = diesel::update(own(id, end.owner))
        .set((
            job_runs::finished_at.eq(micros(end.at)),
            job_runs::outcome.eq(end.outcome.as_str()),
            job_runs::detail.eq(end.detail),
        ))
        .execute(tx.raw())?;
    Ok(finished == 1)
}

/// The run of a job with the latest schedule, whoever has it.
///
/// # Errors
/// [`StoreError::Unscoped`] for a municipality's scope; [`StoreError::Corrupt`] when the row cannot be read.
pub fn latest(conn: &mut Connection, scope: &Scope, job: &str) -> Result<Option<JobRun>, StoreError> {
    instance_wide(scope)?;
    let row = job_runs::table
        .filter(job_runs::job.eq(job))
        .order(job_runs::scheduled_for.desc())
        .select(RunRow::as_select())
        .first(conn.raw())
        .optional()?;
    row.map(JobRun::try_from).transpose()
}

/// The run of a job for one instant of its schedule, whoever has it.
///
/// # Errors
/// [`StoreError::Unscoped`] for a municipality's scope; [`StoreError::Corrupt`] when the row cannot be read.
pub fn find(
    conn: &mut Connection,
    scope: &Scope,
    job: &str,
    scheduled_for: Timestamp,
) -> Result<Option<JobRun>, StoreError> {
    instance_wide(scope)?;
    let row = job_runs::table
        .filter(job_runs::job.eq(job))
        .filter(job_runs::scheduled_for.eq(micros(scheduled_for)))
        .select(RunRow::as_select())
        .first(conn.raw())
        .optional()?;
    row.map(JobRun::try_from).transpose()
}

/// Deletes finished runs that were scheduled before an instant, the oldest first, at most `limit`. Answers how many.
///
/// # Errors
/// [`StoreError::Unscoped`] for a municipality's scope.
pub fn delete_before(tx: &mut Tx, scope: &Scope, before: Timestamp, limit: u32) -> Result<usize, StoreError> {
    instance_wide(scope)?;
    let ids: Vec<String> = job_runs::table
        .filter(job_runs::scheduled_for.lt(micros(before)))
        .filter(job_runs::finished_at.is_not_null())
        .order(job_runs::scheduled_for)
        .limit(i64::from(limit))
        .select(job_runs::id)
        .load(tx.raw())?;
    Ok(diesel::delete(job_runs::table.filter(job_runs::id.eq_any(ids))).execute(tx.raw())?)
}

/// The latest runs of all jobs, the newest first.
///
/// # Errors
/// [`StoreError::Unscoped`] for a municipality's scope; [`StoreError::Corrupt`] when a row cannot be read.
pub fn list(conn: &mut Connection, scope: &Scope, limit: u32) -> Result<Vec<JobRun>, StoreError> {
    instance_wide(scope)?;
    let rows = job_runs::table
        .order((job_runs::scheduled_for.desc(), job_runs::job))
        .limit(i64::from(limit))
        .select(RunRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(JobRun::try_from).collect()
}

#[diesel::dsl::auto_type(no_type_alias)]
fn own<'a>(id: RunId, owner: &'a str) -> _ {
    let id: String = id.to_string();
    job_runs::table
        .filter(job_runs::id.eq(id))
        .filter(job_runs::lease_owner.eq(owner))
        .filter(job_runs::finished_at.is_null())
}

fn instance_wide(scope: &Scope) -> Result<(), StoreError> {
    match scope.only() {
        None => Ok(()),
        Some(id) => Err(StoreError::Unscoped(format!("municipality {id}"))),
    }
}
