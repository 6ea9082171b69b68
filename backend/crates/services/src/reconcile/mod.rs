//! What belongs together compared, both ways: bucket and database, database and key store, rows and their own evidence, dates and
//! the calendar.
//!
//! A stray is what a packet left whose transaction failed, or a case whose process died between its rows and its
//! objects. It is deleted once it is too old for a transaction under way to name it still. A lost object is an incident:
//! it raises an alarm, and nothing is deleted for it.

mod report;
mod rows;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{Act, MunicipalityId, PicturePlace};
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::{Connection, Scope, StoreError, municipalities, picture_places};

pub use report::Reconciliation;
pub(crate) use rows::ALARM_CLOSED;

use crate::blocking::off_worker;
use crate::sealed_pictures::{ALARM_LOST, measured, notice};
use crate::{ServiceError, Services, alarms};
use walk::{Depth, Finds, Walk};

/// No transaction takes this long: what no row names after it, no row ever will.
const STRAY_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// Compares bucket, database and key store; removes objects and keys that nothing names unless `dry_run`. An act of the
/// command line.
///
/// # Errors
/// Those of store, bucket and ledger.
pub async fn run(services: &Services, dry_run: bool) -> Result<Reconciliation, ServiceError> {
    run_as(services, &Actor::Operator, dry_run).await
}

/// As [`run`], by whoever the ledger shall name.
pub(crate) async fn run_as(
    services: &Services,
    actor: &Actor,
    dry_run: bool,
) -> Result<Reconciliation, ServiceError> {
    let rows = rows::compare(services, dry_run).await?;
    let (own, now) = (services.clone(), services.now());
    let depth = if dry_run { Depth::LookOnly } else { Depth::Whole };
    let (mut report, finds) = off_worker(move || compare(&own, now, depth)).await?;
    report.add_rows(&rows);
    if !dry_run {
        tell(services, &finds).await?;
        record(services, actor, &report).await?;
    }
    tracing::info!(outcome = %report, "evidence reconciled");
    Ok(report)
}

/// Removes strays, without looking for what is lost.
///
/// # Errors
/// Those of store and bucket.
pub(crate) async fn sweep(services: &Services) -> Result<Reconciliation, ServiceError> {
    let (own, now) = (services.clone(), services.now());
    let (report, _) = off_worker(move || compare(&own, now, Depth::StraysOnly)).await?;
    Ok(report)
}

fn scope() -> Scope {
    Scope::job("reconciliation of evidence")
}

/// What was found in each municipality.
type FindsOf = Vec<(MunicipalityId, Finds)>;

/// Blocks.
fn compare(
    services: &Services,
    now: Timestamp,
    depth: Depth,
) -> Result<(Reconciliation, FindsOf), ServiceError> {
    let (owners, rows) = services.store().read_blocking(inventory)?;
    let place = services.config().evidence.place;
    let mut report =
        Reconciliation { place, rows, dry_run: depth == Depth::LookOnly, ..Reconciliation::default() };
    let Some(bucket) = services.bucket() else {
        if rows > 0 {
            let detail = format!("{rows} pictures lie in a bucket, and none is configured");
            return Err(ServiceError::Unavailable(detail));
        }
        return Ok((report, Vec::new()));
    };
    report.bucket = true;
    let before = now.saturating_sub(STRAY_AFTER).unwrap_or(now);
    let mut all = Vec::new();
    for municipality in &owners {
        let finds = Walk { services, bucket, municipality: *municipality, before, depth }.run()?;
        report.add(&finds);
        all.push((*municipality, finds));
    }
    let owners: BTreeSet<String> = owners.iter().map(MunicipalityId::to_string).collect();
    let top = measured("list", || bucket.top())?;
    report.foreign += count(top.iter().filter(|name| !owners.contains(*name)).count());
    metrics::counter!("poortwacht_evidence_strays_removed_total").increment(report.removed);
    Ok((report, all))
}

fn inventory(conn: &mut Connection) -> Result<(Vec<MunicipalityId>, u64), StoreError> {
    let owners =
        municipalities::all(conn, &scope())?.into_iter().map(|municipality| municipality.id).collect();
    Ok((owners, picture_places::number_in(conn, &scope(), PicturePlace::Bucket)?))
}

/// Raises or clears the alarm of each municipality.
async fn tell(services: &Services, all: &[(MunicipalityId, Finds)]) -> Result<(), ServiceError> {
    let mut lost = 0;
    for (municipality, finds) in all {
        lost += finds.missing + finds.contradicting;
        match finds.lost() {
            None => alarms::clear(services, ALARM_LOST, &municipality.to_string()).await?,
            Some(detail) => alarms::raise(services, notice(*municipality, detail)).await?,
        }
    }
    metrics::gauge!("poortwacht_evidence_lost_objects").set(u32::try_from(lost).unwrap_or(u32::MAX));
    Ok(())
}

async fn record(services: &Services, actor: &Actor, report: &Reconciliation) -> Result<(), ServiceError> {
    let entry = report.counts().into_iter().fold(
        Entry::new(actor.clone(), Act::EvidenceReconciled).detail("place", report.place),
        |entry, (name, count)| entry.detail(name, count),
    );
    services.enter(LogName::system(), entry).await
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
