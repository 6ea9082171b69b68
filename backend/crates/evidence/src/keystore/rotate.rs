//! Another master key, without touching evidence: the halves stay what they are, only their seal changes.

use poortwacht_domain::rng::Rng;
use secrecy::ExposeSecret;

use super::any::AnyConnection;
use super::marker::{self, Marker};
use super::master::MasterKey;
use super::rows::{HalfRow, HeadRow, NamedKeyRow, SealedRow, for_each_page};
use super::{KeyStoreError, KeyStoreOpenError, KeyStoreSite, dialect, transaction};

/// What a rotation did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RotationReport {
    /// Halves, named keys and kept heads that were re-sealed.
    pub keys: usize,
    /// The key store was already under the new key: an earlier rotation had succeeded.
    pub already: bool,
}

/// Why the master key was not changed. The key store is as it was, wholly under the old key, except after
/// [`RotationError::NotScrubbed`].
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// The key store cannot be opened, or neither key is its master key.
    #[error(transparent)]
    Open(#[from] KeyStoreOpenError),
    /// A value is corrupt, or the key store was lost on the way.
    #[error(transparent)]
    KeyStore(#[from] KeyStoreError),
    /// Both keys are the same.
    #[error("the new master key is the old one: make a new one with `openssl rand -hex 32`")]
    SameKey,
    /// Everything is under the new key, but older pages with values under the old one are still in the files.
    #[error(
        "the key store is under the new master key, but its files still hold values under the old one: {0}; repeat"
    )]
    NotScrubbed(KeyStoreError),
}

impl From<diesel::result::Error> for RotationError {
    fn from(error: diesel::result::Error) -> Self {
        Self::KeyStore(error.into())
    }
}

/// Re-seals all halves, named keys, kept heads and the check value under `new`, in one transaction: after a crash all are
/// under one of the two. Servers that run on the old key answer
/// [`Unavailable`](KeyStoreError::Unavailable) from then on. Backups made before stay under the old key. Repeating it is
/// harmless.
///
/// # Errors
/// See [`RotationError`].
pub fn rotate(
    site: &KeyStoreSite,
    old: &MasterKey,
    new: &MasterKey,
    rng: &dyn Rng,
) -> Result<RotationReport, RotationError> {
    if old.is_same_as(new) {
        return Err(RotationError::SameKey);
    }
    let mut conn = dialect::connect(&site.place)?;
    Marker::read(&mut conn, &site.place)?.require_owner(site)?;
    let report = transaction::write(&mut conn, |conn| {
        let check_value = marker::lock(conn)?;
        if marker::is_check_value_under(new, &check_value) {
            return Ok(RotationReport { keys: 0, already: true });
        }
        if !marker::is_check_value_under(old, &check_value) {
            return Err(KeyStoreOpenError::WrongMasterKey { place: site.place.to_string() }.into());
        }
        let keys = reseal_all(conn, &Keys { old, new, rng })?;
        Ok::<_, RotationError>(RotationReport { keys, already: false })
    })?;
    dialect::rewrite(&mut conn).map_err(RotationError::NotScrubbed)?;
    Ok(report)
}

struct Keys<'a> {
    old: &'a MasterKey,
    new: &'a MasterKey,
    rng: &'a dyn Rng,
}

fn reseal_all(conn: &mut AnyConnection, keys: &Keys<'_>) -> Result<usize, KeyStoreError> {
    let halves = reseal::<HalfRow>(conn, keys)?;
    let named = reseal::<NamedKeyRow>(conn, keys)?;
    let heads = reseal::<HeadRow>(conn, keys)?;
    marker::reseal(conn, keys.new, keys.rng)?;
    Ok(halves + named + heads)
}

fn reseal<R: SealedRow>(conn: &mut AnyConnection, keys: &Keys<'_>) -> Result<usize, KeyStoreError> {
    for_each_page(conn, |conn, page: Vec<R>| {
        let fresh = page.iter().map(|row| fresh(row, keys)).collect::<Result<Vec<_>, _>>()?;
        Ok(dialect::reseal(conn, R::TABLE, &fresh)?)
    })
}

fn fresh<R: SealedRow>(row: &R, keys: &Keys<'_>) -> Result<(String, Vec<u8>), KeyStoreError> {
    let (table, _) = R::TABLE;
    let opened = keys.old.open(table, row.key(), row.sealed())?;
    let sealed = keys.new.seal(table, row.key(), opened.expose_secret(), keys.rng)?;
    Ok((row.key().to_owned(), sealed))
}
