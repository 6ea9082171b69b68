//! Destruction on schedule.
//!
//! What is due becomes unreadable at once ([`shred`]). Then whatever is due goes through [`destroy`](destroy::destroy), for
//! every kind of subject: its key half first, then its rows, the statistics, the register and the ledger in one transaction. It may be stopped and repeated at any point.
//! Before anything dies the dates are those of the terms in force ([`retention_terms`]). [`CLEANUPS`] says what is destroyed when and why; [`overdue`] checks by table that the job does not share its own
//! mistakes.

mod destroy;
mod ledger;
mod overdue;
mod plain;
mod report;
mod shred;
mod spent;
mod subject;
mod sweep;
mod table;
#[cfg(test)]
mod tests;

use std::time::Instant;

use jiff::Timestamp;
use poortwacht_ledger::Actor;
use poortwacht_store::cases::DueCase;
use poortwacht_store::{Connection, Scope, StoreError, maintenance};

pub use report::RetentionReport;
pub use table::{CLEANUPS, Cleanup};

pub(crate) use overdue::{ALARM_OVERDUE, check as check_overdue, count as count_overdue};
pub(crate) use spent::destroy_spent;
pub(crate) use sweep::{in_use, sweep, sweep_all};

use crate::blocking::off_worker;
use crate::{ServiceError, Services, exemptions, legal_holds, retention_terms};
use subject::Subject;
use table::Means;

/// Subjects destroyed in one transaction: tens of milliseconds, which a packet may have to wait for.
const BATCH: u32 = 50;

/// Freed pages of the database given back to the file system after a purge, at most.
const VACUUM_PAGES: u32 = 20_000;

/// Destroys everything that is due at `now`, or only says what would be. An act of the command line.
///
/// # Errors
/// Those of store, key store and ledger. What was destroyed until then stays destroyed; a repetition does the rest.
pub async fn run(
    services: &Services,
    now: Timestamp,
    dry_run: bool,
) -> Result<RetentionReport, ServiceError> {
    run_as(services, &Actor::Operator, now, dry_run).await
}

/// As [`run`], by whoever the ledger shall name.
pub(crate) async fn run_as(
    services: &Services,
    actor: &Actor,
    now: Timestamp,
    dry_run: bool,
) -> Result<RetentionReport, ServiceError> {
    if dry_run {
        return overdue::would_destroy(services, now).await;
    }
    refuse_behind(services)?;
    legal_holds::keep(services, actor).await?;
    let moved = retention_terms::carry_out(services, actor).await?;
    shred::cases(services, now).await?;
    let mut report = RetentionReport::default();
    for cleanup in CLEANUPS {
        report.add(cleanup.what, clean(services, actor, cleanup, now).await?);
    }
    exemptions::renew(services, actor).await?;
    let (bundles, shards) = ledger::expire(services, actor, now).await?;
    report.add("ledger bundles", bundles);
    report.add("ledger shards", shards);
    if !report.is_empty() {
        give_back(services).await?;
    }
    overdue::after_run(services, now, &report).await?;
    tracing::info!(outcome = %report, brought_forward = moved, "retention");
    Ok(report)
}

/// Destroys what some of the cleanups find, for jobs of their own.
pub(crate) async fn run_some(
    services: &Services,
    actor: &Actor,
    now: Timestamp,
    some: &[&str],
) -> Result<RetentionReport, ServiceError> {
    refuse_behind(services)?;
    let mut report = RetentionReport::default();
    for cleanup in CLEANUPS.iter().filter(|cleanup| some.contains(&cleanup.what)) {
        report.add(cleanup.what, clean(services, actor, cleanup, now).await?);
    }
    Ok(report)
}

/// Destroys cases before their date, because their key is destroyed already. How many were still there.
///
/// # Errors
/// Those of store, key store and ledger.
pub(crate) async fn destroy_cases(
    services: &Services,
    actor: &Actor,
    cases: Vec<DueCase>,
) -> Result<u64, ServiceError> {
    destroy::destroy(services, actor, cases.into_iter().map(Subject::Case).collect()).await
}

/// The dates of an older database are not to be trusted: what was held or sanctioned since the backup would die by them,
/// and the newer database may turn up yet.
fn refuse_behind(services: &Services) -> Result<(), ServiceError> {
    if services.keys().is_withholding() { Err(ServiceError::DatabaseBehind) } else { Ok(()) }
}

async fn clean(
    services: &Services,
    actor: &Actor,
    cleanup: &Cleanup,
    now: Timestamp,
) -> Result<u64, ServiceError> {
    let destroyed = match cleanup.means {
        Means::Subjects(due) => destroy_all(services, actor, due, now).await?,
        Means::Rows(delete) => plain::delete_all(services, actor, cleanup.what, delete, now).await?,
    };
    metrics::counter!("poortwacht_destroyed_total", "what" => cleanup.what).increment(destroyed);
    Ok(destroyed)
}

async fn destroy_all(
    services: &Services,
    actor: &Actor,
    due: table::Due,
    now: Timestamp,
) -> Result<u64, ServiceError> {
    let mut destroyed = 0;
    loop {
        let begun = Instant::now();
        let subjects =
            services.store().read(move |conn| Ok::<_, ServiceError>(due(conn, &scope(), now, BATCH)?));
        let subjects = subjects.await?;
        if subjects.is_empty() {
            return Ok(destroyed);
        }
        let gone = destroy::destroy(services, actor, subjects).await?;
        if gone == 0 {
            // Another process is at it; what it leaves is the next run's.
            return Ok(destroyed);
        }
        destroyed += gone;
        // Nothing of it opens any more, so there is no hurry: packets and views have the database half of the time.
        tokio::time::sleep(begun.elapsed()).await;
    }
}

/// Lets a purge show in the size of the files.
async fn give_back(services: &Services) -> Result<(), ServiceError> {
    let store = services.store().clone();
    let housekeeping = |conn: &mut Connection| {
        maintenance::incremental_vacuum(conn, VACUUM_PAGES)?;
        maintenance::wal_checkpoint(conn)?;
        Ok::<_, StoreError>(())
    };
    off_worker(move || store.maintain_blocking(housekeeping).map_err(ServiceError::from)).await
}

fn scope() -> Scope {
    Scope::job("destruction on schedule")
}
