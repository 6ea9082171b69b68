//! Operating the key store: its backups, what a rotation or a restore leaves to be done, and what it holds, in numbers.
//! Each act stands in the ledger, by counts alone.

mod backups;
mod recovery;
mod status;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use jiff::civil::Time;
use poortwacht_domain::Act;
use poortwacht_ledger::{Actor, Entry, LogName};

pub use backups::{ALARM_OLD_BACKUP, expire, make};
pub use recovery::{Settled, restored, rotated, settle_at_start};
pub use status::{BackupsInFolder, KeyStoreStatus, backups_in, status};

pub(crate) use backups::nightly;

use crate::{ServiceError, Services};

/// What operation needs to know of the key store's surroundings.
#[derive(Debug, Clone)]
pub struct KeyStoreSettings {
    /// Its backups; `None` when none are made.
    pub backups: Option<BackupSettings>,
    /// The folder of the database, where that is a file. A backup of it must not take the key store's along.
    pub data_folder: Option<PathBuf>,
}

/// The key store's own backups.
#[derive(Debug, Clone)]
pub struct BackupSettings {
    /// Where they are put.
    pub folder: PathBuf,
    /// When the nightly one is made, on the Dutch clock.
    pub at: Time,
}

/// Reason codes of the ledger entries.
const ROTATED: &str = "master_rotated";
const MADE: &str = "backup_made";
const EXPIRED: &str = "backups_expired";
const RESTORED: &str = "backup_restored";

/// Writes into the system's log what was done, with how many of what.
async fn record(
    services: &Services,
    actor: &Actor,
    reason: &'static str,
    counts: &[(&'static str, u64)],
) -> Result<(), ServiceError> {
    let entry = Entry::new(actor.clone(), Act::KeyEvent).reason(reason);
    let entry = counts.iter().fold(entry, |entry, (what, count)| entry.detail(*what, count));
    services.enter(LogName::system(), entry).await
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
