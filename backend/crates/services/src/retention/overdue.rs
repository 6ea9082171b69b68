//! What should be gone and is still there, counted by table: a check on the retention job by something that does not
//! share its mistakes.

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::RetentionClass;
use poortwacht_store::maintenance::{self, Overdue};

use super::report::RetentionReport;
use super::scope;
use super::table::CLEANUPS;
use crate::alarms::{self, Notice};
use crate::{ServiceError, Services};

/// Alarm: rows of a table are overdue. Its subject is the table.
pub(crate) const ALARM_OVERDUE: &str = "retention_overdue";

/// Alarm: a purge found nothing although something was overdue.
const ALARM_BLIND: &str = "retention_found_nothing";

/// The retention job runs hourly; what is this late was passed over.
const SLACK: SignedDuration = SignedDuration::from_hours(2);

/// Looks for rows that the retention job passed over and raises or clears the alarms. How many there are.
///
/// # Errors
/// Those of the store.
pub(crate) async fn check(services: &Services) -> Result<u64, ServiceError> {
    let now = services.now();
    let overdue = find(services, now.saturating_sub(SLACK).unwrap_or(now)).await?;
    tell(services, &overdue).await
}

/// How many rows the retention job passed over; no alarm is touched.
///
/// # Errors
/// Those of the store.
pub(crate) async fn count(services: &Services) -> Result<u64, ServiceError> {
    let now = services.now();
    let overdue = find(services, now.saturating_sub(SLACK).unwrap_or(now)).await?;
    Ok(overdue.iter().map(|line| line.count).sum())
}

/// After a purge nothing may be left, however recent.
pub(super) async fn after_run(
    services: &Services,
    now: Timestamp,
    report: &RetentionReport,
) -> Result<(), ServiceError> {
    let overdue = find(services, now).await?;
    let left = tell(services, &overdue).await?;
    if left == 0 {
        return alarms::clear(services, ALARM_BLIND, "retention").await;
    }
    if !report.is_empty() {
        return Ok(());
    }
    let detail = format!("{left} rows are overdue");
    let subject = "retention".to_owned();
    alarms::raise(services, Notice { kind: ALARM_BLIND, subject, municipality: None, detail }).await
}

/// What a run would destroy.
pub(super) async fn would_destroy(
    services: &Services,
    now: Timestamp,
) -> Result<RetentionReport, ServiceError> {
    let overdue = find(services, now).await?;
    let mut report = RetentionReport { dry_run: true, ..RetentionReport::default() };
    for cleanup in CLEANUPS {
        let own =
            overdue.iter().filter(|line| !is_below_a_case(line) && cleanup.classes.contains(&line.class));
        report.add(cleanup.what, own.map(|line| line.count).sum());
    }
    Ok(report)
}

/// Rows that die with their case and have its class.
fn is_below_a_case(line: &Overdue) -> bool {
    line.table.starts_with("case_")
}

async fn find(services: &Services, now: Timestamp) -> Result<Vec<Overdue>, ServiceError> {
    services.store().read(move |conn| Ok(maintenance::overdue(conn, &scope(), now)?)).await
}

async fn tell(services: &Services, overdue: &[Overdue]) -> Result<u64, ServiceError> {
    let mut left = 0;
    for table in maintenance::TABLES {
        let lines: Vec<&Overdue> = overdue.iter().filter(|line| line.table == table).collect();
        let count = lines.iter().map(|line| line.count).sum();
        metrics::gauge!("poortwacht_retention_overdue_rows", "table" => table).set(gauge(count));
        left += count;
        if lines.is_empty() {
            alarms::clear(services, ALARM_OVERDUE, table).await?;
        } else {
            alarms::raise(services, notice(table, &lines)).await?;
        }
    }
    Ok(left)
}

fn notice(table: &str, lines: &[&Overdue]) -> Notice {
    let line =
        |line: &&Overdue| format!("{}: {} since {}{}", line.class, line.count, line.oldest, hold(line));
    let detail = lines.iter().map(line).collect::<Vec<_>>().join("; ");
    Notice { kind: ALARM_OVERDUE, subject: table.to_owned(), municipality: None, detail }
}

fn hold(line: &Overdue) -> &'static str {
    if line.class == RetentionClass::LegalHold { " (review the legal hold)" } else { "" }
}

#[expect(clippy::cast_precision_loss, reason = "gauges are floating point; counts stay far below 2^52")]
fn gauge(number: u64) -> f64 {
    number as f64
}
