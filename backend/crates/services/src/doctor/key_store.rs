//! The key store's backups: that there are some, none too old, and none where the database's backup takes them along.

use super::{Blocks, Finding};
use crate::key_store::{BackupSettings, BackupsInFolder, KeyStoreSettings, backups_in};
use crate::{ServiceError, Services};

pub(super) async fn examine(services: &Services) -> Result<Vec<Finding>, ServiceError> {
    let Some(settings) = &services.config().key_store else { return Ok(Vec::new()) };
    let Some(backups) = &settings.backups else { return Ok(vec![not_configured()]) };
    let mut findings = Vec::from_iter(beside_the_database(settings, backups));
    findings.extend(match backups_in(&backups.folder, services.now()).await {
        Ok(found) => of_folder(&found),
        Err(error) => vec![unreadable(&error)],
    });
    Ok(findings)
}

fn not_configured() -> Finding {
    Finding::new(
        Blocks::Information,
        "the key store has no backups: were it lost, no case could be opened any more",
        "set key_store.backups to a folder on another disk, or back it up yourself and delete backups after seven days",
    )
}

fn beside_the_database(settings: &KeyStoreSettings, backups: &BackupSettings) -> Option<Finding> {
    let data = settings.data_folder.as_ref()?;
    backups.folder.starts_with(data).then(|| {
        Finding::new(
            Blocks::Nothing,
            format!("key_store.backups {} lies in the database's folder: one backup takes both halves of every key", backups.folder.display()),
            "move key_store.backups out of it, and delete the key store's files from the database's backups",
        )
    })
}

fn of_folder(found: &BackupsInFolder) -> Vec<Finding> {
    let folder = found.folder.display();
    let mut findings = Vec::new();
    if found.too_old > 0 {
        let text = format!(
            "{} backups of the key store in {folder} are older than seven days: they open what has been destroyed",
            found.too_old
        );
        findings.push(Finding::new(Blocks::Nothing, text, "poortwacht key-store expire-backups"));
    }
    if found.doubtful > 0 {
        let text = format!(
            "{} files in {folder} are named as backups of the key store and are none, or are from the future",
            found.doubtful
        );
        findings.push(Finding::new(
            Blocks::Nothing,
            text,
            "look at them, and delete them if they are backups",
        ));
    }
    if found.kept == 0 {
        let text = format!("there is no backup of the key store in {folder} yet");
        findings.push(Finding::new(Blocks::Information, text, "poortwacht key-store backup"));
    }
    findings
}

fn unreadable(error: &ServiceError) -> Finding {
    Finding::new(
        Blocks::Nothing,
        error.to_string(),
        "let the service's user read and write key_store.backups",
    )
}
