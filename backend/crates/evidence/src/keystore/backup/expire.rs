//! The end of backups.

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::BACKUPS_LIVE;
use super::copy;
use super::files::FileName;
use super::make::BackupError;
use crate::keystore::marker::Marker;
use crate::keystore::{KeyStorePlace, dialect, file};

/// A backup takes seconds: one that is still being written after an hour was left behind by a crash.
const PARTIAL_LIVES: SignedDuration = SignedDuration::from_hours(1);

/// How far another server's clock may be ahead.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// What became of the backups in a folder. All paths are in the order of their names, and so of their times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExpiryReport {
    /// Deleted, or to be deleted in a dry run: expired backups and what crashes left behind.
    pub deleted: Vec<PathBuf>,
    /// Not expired yet.
    pub kept: Vec<PathBuf>,
    /// Files with the name of a backup whose contents do not confirm it, or that claim to be from the future. They are
    /// not touched; somebody has to look at them.
    pub doubtful: Vec<PathBuf>,
    /// When the oldest kept backup was made.
    pub oldest: Option<Timestamp>,
    /// When the newest kept backup was made.
    pub newest: Option<Timestamp>,
}

/// Deletes the backups in a folder that are older than [`BACKUPS_LIVE`], by the time in their name or in the file itself,
/// whichever is earlier. Files of others are never touched. To keep the promise of seven days, run it at least hourly.
///
/// # Errors
/// [`BackupError::File`] when the folder cannot be read or a file cannot be deleted; those before it are deleted then.
pub fn expire_backups(folder: &Path, now: Timestamp, dry_run: bool) -> Result<ExpiryReport, BackupError> {
    let mut report = ExpiryReport::default();
    for (name, path) in ours(folder)? {
        match verdict(name, &path, now) {
            Verdict::Wait => {}
            Verdict::Expired => report.deleted.push(path),
            Verdict::Doubtful => report.doubtful.push(path),
            Verdict::Kept(made_at) => {
                report.oldest = Some(report.oldest.map_or(made_at, |oldest| oldest.min(made_at)));
                report.newest = report.newest.max(Some(made_at));
                report.kept.push(path);
            }
        }
    }
    if !dry_run {
        delete(folder, &report.deleted)?;
    }
    Ok(report)
}

fn delete(folder: &Path, expired: &[PathBuf]) -> Result<(), BackupError> {
    for path in expired {
        std::fs::remove_file(path).map_err(BackupError::at(path))?;
    }
    file::sync(folder).map_err(BackupError::at(folder))
}

/// Regular files with a name of ours, in the order of their names. A link is not ours.
fn ours(folder: &Path) -> Result<Vec<(FileName, PathBuf)>, BackupError> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(BackupError::at(folder))? {
        let entry = entry.map_err(BackupError::at(folder))?;
        let name = entry.file_name().to_str().and_then(FileName::parse);
        let path = entry.path();
        let is_file = entry.file_type().map_err(BackupError::at(&path))?.is_file();
        found.extend(name.filter(|_| is_file).map(|name| (name, path)));
    }
    found.sort_by(|(_, one), (_, other)| one.cmp(other));
    Ok(found)
}

enum Verdict {
    Expired,
    Kept(Timestamp),
    Doubtful,
    /// It is still being written.
    Wait,
}

fn verdict(name: FileName, path: &Path, now: Timestamp) -> Verdict {
    match name {
        FileName::Partial { made_at } if now.duration_since(made_at) >= PARTIAL_LIVES => Verdict::Expired,
        FileName::Partial { .. } => Verdict::Wait,
        FileName::Finished { instance, made_at } => match stamp(path) {
            Some((stamped, stamped_at)) if stamped == instance => judge(made_at.min(stamped_at), now),
            _ => Verdict::Doubtful,
        },
    }
}

fn judge(made_at: Timestamp, now: Timestamp) -> Verdict {
    let age = now.duration_since(made_at);
    if age >= BACKUPS_LIVE {
        Verdict::Expired
    } else if age < -CLOCKS_DIFFER {
        Verdict::Doubtful
    } else {
        Verdict::Kept(made_at)
    }
}

/// Instance and time as the file itself says; `None` when it is not a backup, whatever the reason.
fn stamp(path: &Path) -> Option<(Uuid, Timestamp)> {
    let mut conn = dialect::connect_finished_copy(path).ok()?;
    let place = KeyStorePlace::Sqlite { path: path.to_owned() };
    let marker = Marker::read(&mut conn, &place).ok()?;
    let made_at = copy::made_at(&mut conn).ok()??;
    Some((marker.instance_id.parse().ok()?, made_at))
}
