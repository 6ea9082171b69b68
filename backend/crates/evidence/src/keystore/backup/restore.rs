//! Bringing a key store back from its backup.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use poortwacht_domain::rng::Rng;

use super::{BACKUPS_LIVE, copy};
use crate::keystore::any::AnyConnection;
use crate::keystore::marker::Marker;
use crate::keystore::rows::{HalfRow, HeadRow, NamedKeyRow, SealedRow, for_each_page};
use crate::keystore::session::{self, Session};
use crate::keystore::{KeyStoreError, KeyStoreOpenError, KeyStorePlace, KeyStoreSite, MasterKey, dialect};

/// What was brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RestoreReport {
    /// Halves. The sweep attaches those that have a subject and destroys the others: they were destroyed after the
    /// backup was made. Halves made after it are gone, and with them what was sealed under them.
    pub halves: usize,
    /// Purpose keys.
    pub named_keys: usize,
    /// Kept heads of ledger logs.
    pub heads: usize,
    /// When the backup was made.
    pub made_at: Timestamp,
}

/// Why a key store was not brought back. It is as it was: missing or empty.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The file is not a backup of a key store.
    #[error("{0} is not a backup of a key store: check the path")]
    NotABackup(PathBuf),
    /// The backup should no longer exist.
    #[error(
        "the backup was made on {made_at}, more than 7 days ago: it holds keys of evidence that has been destroyed since, and must be deleted (`expire-backups`)"
    )]
    TooOld {
        /// When it was made.
        made_at: Timestamp,
    },
    /// The key store is in use: nothing is mixed.
    #[error("the key store at {0} is not empty: restore into a new file or an empty database")]
    NotEmpty(String),
    /// The backup or the key store cannot be opened, belongs elsewhere or is under another master key.
    #[error(transparent)]
    Open(#[from] KeyStoreOpenError),
    /// A value of the backup is corrupt, or the key store was lost on the way.
    #[error(transparent)]
    KeyStore(#[from] KeyStoreError),
}

impl From<diesel::result::Error> for RestoreError {
    fn from(error: diesel::result::Error) -> Self {
        Self::KeyStore(error.into())
    }
}

/// Fills a missing or empty key store from a backup of the same instance, environment and master key, in one transaction.
/// Every value must open. Every half comes back unattached.
///
/// # Errors
/// See [`RestoreError`].
pub fn restore(
    backup: &Path,
    into: &KeyStoreSite,
    master: &MasterKey,
    now: Timestamp,
    rng: &dyn Rng,
) -> Result<RestoreReport, RestoreError> {
    let (mut source, made_at) = open(backup, into, master)?;
    if now.duration_since(made_at) > BACKUPS_LIVE {
        return Err(RestoreError::TooOld { made_at });
    }
    session::create(into, master, now, rng)?;
    let mut session = Session::open(into, master)?;
    session.write(|conn| {
        if !is_empty(conn)? {
            return Err(RestoreError::NotEmpty(into.place.to_string()));
        }
        Ok(RestoreReport {
            halves: bring_back(&mut source, conn, master, |half| HalfRow { attached: false, ..half })?,
            named_keys: bring_back::<NamedKeyRow>(&mut source, conn, master, std::convert::identity)?,
            heads: bring_back::<HeadRow>(&mut source, conn, master, std::convert::identity)?,
            made_at,
        })
    })
}

/// Opens a backup and refuses the one of another key store.
fn open(
    backup: &Path,
    into: &KeyStoreSite,
    master: &MasterKey,
) -> Result<(AnyConnection, Timestamp), RestoreError> {
    let place = KeyStorePlace::Sqlite { path: backup.to_owned() };
    let unusable = |error: &dyn std::fmt::Display| KeyStoreOpenError::unusable(&place, error);
    let mut source = dialect::connect_finished_copy(backup).map_err(|error| unusable(&error))?;
    let marker = Marker::read(&mut source, &place)?;
    let made_at = copy::made_at(&mut source)?.ok_or_else(|| RestoreError::NotABackup(backup.to_owned()))?;
    marker.require_key(master, &place)?;
    marker.require_owner(into)?;
    Ok((source, made_at))
}

fn is_empty(conn: &mut AnyConnection) -> Result<bool, KeyStoreError> {
    Ok(HalfRow::page(conn, "")?.is_empty()
        && NamedKeyRow::page(conn, "")?.is_empty()
        && HeadRow::page(conn, "")?.is_empty())
}

fn bring_back<R: SealedRow>(
    source: &mut AnyConnection,
    target: &mut AnyConnection,
    master: &MasterKey,
    change: fn(R) -> R,
) -> Result<usize, KeyStoreError> {
    let (table, _) = R::TABLE;
    for_each_page(source, |_, page: Vec<R>| {
        for row in &page {
            master.open(table, row.key(), row.sealed())?;
        }
        let rows: Vec<R> = page.into_iter().map(change).collect();
        Ok(R::insert(target, &rows)?)
    })
}
