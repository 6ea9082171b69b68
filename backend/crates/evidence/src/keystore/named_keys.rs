//! Rows of the table of named keys: index keys and purpose keys.

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use jiff::Timestamp;
use poortwacht_domain::rng::Rng;

use super::KeyStoreError;
use super::master::MasterKey;
use super::schema::named_keys;
use crate::secret::SecretKey;

const TABLE: &str = "named_keys";

pub(super) fn find(
    conn: &mut SqliteConnection,
    master: &MasterKey,
    name: &str,
) -> Result<Option<SecretKey>, KeyStoreError> {
    let sealed = named_keys::table.find(name).select(named_keys::sealed).first::<Vec<u8>>(conn).optional()?;
    sealed.map(|sealed| master.open_key(TABLE, name, &sealed)).transpose()
}

/// Looks and makes in one immediate transaction: two processes asking at once agree on the key.
pub(super) fn find_or_make(
    conn: &mut SqliteConnection,
    master: &MasterKey,
    name: &str,
    now: Timestamp,
    rng: &dyn Rng,
) -> Result<SecretKey, KeyStoreError> {
    if let Some(existing) = find(conn, master, name)? {
        return Ok(existing);
    }
    conn.immediate_transaction(|conn| match find(conn, master, name)? {
        Some(existing) => Ok(existing),
        None => make(conn, master, name, now, rng),
    })
}

fn make(
    conn: &mut SqliteConnection,
    master: &MasterKey,
    name: &str,
    now: Timestamp,
    rng: &dyn Rng,
) -> Result<SecretKey, KeyStoreError> {
    let key = SecretKey::random(rng);
    diesel::insert_into(named_keys::table)
        .values((
            named_keys::name.eq(name),
            named_keys::created_at.eq(now.as_microsecond()),
            named_keys::sealed.eq(master.seal(TABLE, name, key.expose(), rng)?),
        ))
        .execute(conn)?;
    Ok(key)
}

pub(super) fn delete(conn: &mut SqliteConnection, name: &str) -> Result<bool, KeyStoreError> {
    Ok(diesel::delete(named_keys::table.find(name)).execute(conn)? > 0)
}
