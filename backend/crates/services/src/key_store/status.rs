//! What the key store holds, and its backups, in numbers. No secret, no name of a key.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use poortwacht_evidence::keystore::{Census, expire_backups};

use super::backups::refused;
use crate::blocking::off_worker;
use crate::{ServiceError, Services};

/// The state of a key store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStoreStatus {
    /// How many keys there are.
    pub census: Census,
    /// Its backups, where a folder is configured.
    pub backups: Option<BackupsInFolder>,
}

/// The backups in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupsInFolder {
    /// The folder.
    pub folder: PathBuf,
    /// Those of the last seven days.
    pub kept: usize,
    /// Those that should be gone.
    pub too_old: usize,
    /// Files with the name of a backup that are none, or from the future.
    pub doubtful: usize,
    /// When the oldest of the last seven days was made.
    pub oldest: Option<Timestamp>,
    /// When the newest was made.
    pub newest: Option<Timestamp>,
}

/// Counts. Nothing is changed.
///
/// # Errors
/// [`ServiceError::Unavailable`] when the key store or the folder cannot be read.
pub async fn status(services: &Services) -> Result<KeyStoreStatus, ServiceError> {
    let keys = services.keys();
    let census = off_worker(move || Ok::<_, ServiceError>(keys.census()?)).await?;
    let settings = services.config().key_store.as_ref().and_then(|settings| settings.backups.as_ref());
    let backups = match settings {
        Some(settings) => Some(backups_in(&settings.folder, services.now()).await?),
        None => None,
    };
    Ok(KeyStoreStatus { census, backups })
}

/// The backups in a folder at `now`; a folder that does not exist yet holds none.
///
/// # Errors
/// [`ServiceError::Unavailable`] when the folder cannot be read.
pub async fn backups_in(folder: &Path, now: Timestamp) -> Result<BackupsInFolder, ServiceError> {
    let folder = folder.to_owned();
    off_worker(move || {
        let found = match folder.exists() {
            true => expire_backups(&folder, now, true).map_err(refused)?,
            false => Default::default(),
        };
        Ok(BackupsInFolder {
            kept: found.kept.len(),
            too_old: found.deleted.len(),
            doubtful: found.doubtful.len(),
            oldest: found.oldest,
            newest: found.newest,
            folder,
        })
    })
    .await
}
