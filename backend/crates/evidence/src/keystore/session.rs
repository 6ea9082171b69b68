//! An open key store.

use jiff::Timestamp;
use poortwacht_domain::rng::Rng;

use super::any::AnyConnection;
use super::file::{self, FileIdentity};
use super::marker::{self, Marker};
use super::master::MasterKey;
use super::{KeyStoreError, KeyStoreOpenError, KeyStorePlace, KeyStoreSite, backup, dialect, transaction};

/// A session on a key store that was checked.
pub(super) struct Session {
    conn: AnyConnection,
    file: Option<FileIdentity>,
    check_value: Vec<u8>,
}

impl Session {
    /// Opens what is there and checks schema, master key and marker.
    pub(super) fn open(site: &KeyStoreSite, master: &MasterKey) -> Result<Self, KeyStoreOpenError> {
        // Before the file is opened: one that takes its place in between is noticed at the first call.
        let file = identity(&site.place);
        let mut conn = dialect::connect(&site.place)?;
        let marker = Marker::read(&mut conn, &site.place)?;
        if backup::is_backup(&mut conn).map_err(|error| KeyStoreOpenError::unusable(&site.place, error))? {
            return Err(KeyStoreOpenError::Backup { place: site.place.to_string() });
        }
        marker.require_key(master, &site.place)?;
        marker.require_owner(site)?;
        Ok(Self { conn, file, check_value: marker.into_check_value() })
    }

    /// Whether this is still the key store at its place, under the same master key. SQLite alone would go on writing
    /// into a deleted file.
    pub(super) fn is_current(&mut self, place: &KeyStorePlace) -> bool {
        self.file == identity(place)
            && marker::check_value(&mut self.conn).is_ok_and(|now| now == self.check_value)
    }

    /// For single statements that read.
    pub(super) fn conn(&mut self) -> &mut AnyConnection {
        &mut self.conn
    }

    /// Writes all or nothing, one writer at a time across all processes. Nothing is written that is sealed under a
    /// master key that the key store is no longer under.
    pub(super) fn write<T, E: From<KeyStoreError> + From<diesel::result::Error>>(
        &mut self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
    ) -> Result<T, E> {
        let Self { conn, check_value, .. } = self;
        transaction::write(conn, |conn| {
            if marker::lock(conn)? != *check_value {
                return Err(KeyStoreError::resealed().into());
            }
            work(conn)
        })
    }

    /// Takes what was deleted from a table out of reach.
    pub(super) fn scrub(&mut self, table: &'static str) -> Result<(), KeyStoreError> {
        dialect::scrub(&mut self.conn, table)
    }
}

/// Makes a key store where there is nothing yet. Does nothing when there is something already.
pub(super) fn create(
    site: &KeyStoreSite,
    master: &MasterKey,
    now: Timestamp,
    rng: &dyn Rng,
) -> Result<(), KeyStoreOpenError> {
    let place = &site.place;
    if let KeyStorePlace::Sqlite { path } = place {
        file::create(path).map_err(|error| KeyStoreOpenError::unusable(place, error))?;
    }
    let mut conn = dialect::connect(place)?;
    marker::initialise(&mut conn, site, master, now, rng)
        .map_err(|error| KeyStoreOpenError::unusable(place, error))
}

/// `None` where the place is no file, or has none.
fn identity(place: &KeyStorePlace) -> Option<FileIdentity> {
    match place {
        KeyStorePlace::Sqlite { path } => FileIdentity::of(path).ok(),
        KeyStorePlace::Postgres { .. } => None,
    }
}
