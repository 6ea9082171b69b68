//! Backups of the key store: made each night, gone after seven days.

use std::path::Path;

use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};
use poortwacht_evidence::keystore::{self, BackupError, BackupReport, ExpiryReport, expire_backups};
use poortwacht_ledger::Actor;

use super::{BackupSettings, EXPIRED, MADE, number, record};
use crate::alarms::{self, Notice};
use crate::blocking::off_worker;
use crate::job_runs::Schedule;
use crate::{ServiceError, Services};

/// Alarm: a backup of the key store is older than seven days and still there. Its subject is the folder.
pub const ALARM_OLD_BACKUP: &str = "key_store_backup_too_old";

/// The job runs every ten minutes. What would be too old before the next run goes in this one, so that no backup ever
/// lives longer than it may.
const AHEAD: SignedDuration = SignedDuration::from_mins(15);

/// Makes a backup in `folder`. One that cannot be written down does not stay.
///
/// # Errors
/// [`ServiceError::Unavailable`] when the key store, the folder or the ledger refuses.
pub async fn make(services: &Services, actor: &Actor, folder: &Path) -> Result<BackupReport, ServiceError> {
    let (keys, now, folder) = (services.keys(), services.now(), folder.to_owned());
    let made = off_worker(move || keystore::backup(keys.as_ref(), &folder, now).map_err(refused)).await?;
    if let Err(error) = record(services, actor, MADE, &[("keys", number(made.keys))]).await {
        let unlogged = made.file.clone();
        off_worker(move || std::fs::remove_file(&unlogged).map_err(|error| on_file(&unlogged, &error)))
            .await?;
        return Err(error);
    }
    Ok(made)
}

/// Deletes the backups in `folder` that are older than seven days at `at`, or only says which those are. A folder that
/// does not exist yet holds none.
///
/// # Errors
/// [`ServiceError::Unavailable`] when the folder or a file in it refuses, or the ledger.
pub async fn expire(
    services: &Services,
    actor: &Actor,
    folder: &Path,
    at: Timestamp,
    dry_run: bool,
) -> Result<ExpiryReport, ServiceError> {
    let folder = folder.to_owned();
    let report = off_worker(move || match folder.exists() {
        true => expire_backups(&folder, at, dry_run).map_err(refused),
        false => Ok(ExpiryReport::default()),
    });
    let report = report.await?;
    let deleted = number(report.deleted.len());
    if deleted > 0 && !dry_run {
        let counts = [("deleted", deleted), ("kept", number(report.kept.len()))];
        record(services, actor, EXPIRED, &counts).await?;
    }
    Ok(report)
}

/// The job: deletes what is too old, then makes the night's backup if it is not there yet.
pub(crate) async fn nightly(services: &Services, actor: &Actor) -> Result<String, ServiceError> {
    let backups = services.config().key_store.as_ref().and_then(|settings| settings.backups.clone());
    let Some(BackupSettings { folder, at }) = backups else {
        return Ok("no folder is configured".to_owned());
    };
    let expired = expire_or_alarm(services, actor, &folder).await?;
    let (kept, deleted) = (expired.kept.len(), expired.deleted.len());
    if expired.newest.is_some() && expired.newest >= last_due(at, services.now())? {
        return Ok(format!("{kept} kept, {deleted} deleted"));
    }
    let made = make(services, actor, &folder).await?;
    Ok(format!("made one of {} keys; {kept} older kept, {deleted} deleted", made.keys))
}

/// What should be gone and is not, is an alarm, whatever the reason.
async fn expire_or_alarm(
    services: &Services,
    actor: &Actor,
    folder: &Path,
) -> Result<ExpiryReport, ServiceError> {
    let soon = services.now().saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
    let outcome = expire(services, actor, folder, soon, false).await;
    let detail = match &outcome {
        Err(error) => Some(error.to_string()),
        Ok(report) if !report.doubtful.is_empty() => Some(format!(
            "{} files are named as backups and are none, or are from the future",
            report.doubtful.len()
        )),
        Ok(_) => None,
    };
    let subject = folder.display().to_string();
    match detail {
        None => alarms::clear(services, ALARM_OLD_BACKUP, &subject).await?,
        Some(detail) => {
            let notice = Notice { kind: ALARM_OLD_BACKUP, subject, municipality: None, detail };
            alarms::raise(services, notice).await?;
        }
    }
    outcome
}

/// When a backup was due last.
fn last_due(at: Time, now: Timestamp) -> Result<Option<Timestamp>, ServiceError> {
    let schedule = format!("0 {} {} * * *", at.minute(), at.hour());
    let schedule = schedule.parse::<Schedule>();
    let schedule = schedule.map_err(|error| ServiceError::Damaged(format!("time of the backup: {error}")))?;
    Ok(schedule.last_at_or_before(now))
}

pub(super) fn refused(error: BackupError) -> ServiceError {
    ServiceError::Unavailable(format!("backup of the key store: {error}"))
}

fn on_file(path: &Path, error: &std::io::Error) -> ServiceError {
    ServiceError::Unavailable(format!("backup of the key store: {}: {error}", path.display()))
}
