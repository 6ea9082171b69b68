//! Making a backup.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use uuid::Uuid;

use super::files::FileName;
use crate::keystore::{KeyStore, KeyStoreError, file};

/// What was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// Instance of the database whose halves they are.
    pub instance: Uuid,
    /// Halves, named keys and kept heads.
    pub keys: usize,
}

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupReport {
    /// The file.
    pub file: PathBuf,
    /// Halves, named keys and kept heads in it.
    pub keys: usize,
}

/// Why backups were not made or not expired.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The folder or a file in it refused.
    #[error("the backup {path}: {source}")]
    File {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The key store could not be copied.
    #[error(transparent)]
    KeyStore(#[from] KeyStoreError),
}

impl BackupError {
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}

/// Makes a backup in the folder `to`, named after instance and time. Its values stay sealed under the master key. It is
/// readable by its owner only, whole and durable or not there at all; what a crash leaves behind goes with
/// [`expire_backups`](super::expire_backups). Blocks for as long as the copying takes.
///
/// # Errors
/// [`BackupError`]: the folder, or the key store.
pub fn backup(store: &dyn KeyStore, to: &Path, now: Timestamp) -> Result<BackupReport, BackupError> {
    file::create_folder(to).map_err(BackupError::at(to))?;
    let partial = to.join(FileName::Partial { made_at: now }.to_string());
    let made = make(store, to, &partial, now);
    if made.is_err() {
        // Half a backup is of no use; where even this fails, it goes with the expiry.
        let _removed = std::fs::remove_file(&partial);
    }
    made
}

fn make(
    store: &dyn KeyStore,
    to: &Path,
    partial: &Path,
    now: Timestamp,
) -> Result<BackupReport, BackupError> {
    let Copied { instance, keys } = store.copy_to(partial, now)?;
    let file = to.join(FileName::Finished { instance, made_at: now }.to_string());
    std::fs::rename(partial, &file).map_err(BackupError::at(&file))?;
    file::sync(to).map_err(BackupError::at(to))?;
    Ok(BackupReport { file, keys })
}
