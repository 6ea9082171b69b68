//! Backups of the key store: its own, apart from the database's, and short-lived.
//!
//! A backup is the SQLite file of a key store, whichever database the key store itself is on, with one table more that
//! says when it was made. Its values are sealed under the master key. Whoever has a backup, the master key and an old
//! copy of the database can open what was destroyed since; that is why backups die within [`BACKUPS_LIVE`].

mod copy;
mod expire;
mod files;
mod make;
mod restore;

use jiff::SignedDuration;

pub(super) use self::copy::{copy, is_backup};
pub use self::expire::{ExpiryReport, expire_backups};
pub use self::make::{BackupError, BackupReport, Copied, backup};
pub use self::restore::{RestoreError, RestoreReport, restore};

/// How long a backup of the key store lives at most. Destroying a case is only final once no backup with its half is
/// left: storage limitation and erasure (GDPR, articles 5(1)(e) and 17) set no number of days; the system promises seven.
pub const BACKUPS_LIVE: SignedDuration = SignedDuration::from_hours(7 * 24);
