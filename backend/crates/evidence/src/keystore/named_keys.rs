//! Rows of the table of named keys: the keys for each purpose.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::rng::Rng;

use super::KeyStoreError;
use super::any::AnyConnection;
use super::master::MasterKey;
use super::schema::named_keys;
use crate::secret::SecretKey;

pub(super) const TABLE: &str = "named_keys";

pub(super) fn find(
    conn: &mut AnyConnection,
    master: &MasterKey,
    name: &str,
) -> Result<Option<SecretKey>, KeyStoreError> {
    let sealed =
        named_keys::table.find(name).select(named_keys::sealed).get_result::<Vec<u8>>(conn).optional()?;
    sealed.map(|sealed| master.open_key(TABLE, name, &sealed)).transpose()
}

/// Makes the key unless it is there by now: two processes asking at once agree on it, as one writes after the other.
pub(super) fn find_or_make(
    conn: &mut AnyConnection,
    master: &MasterKey,
    name: &str,
    now: Timestamp,
    rng: &dyn Rng,
) -> Result<SecretKey, KeyStoreError> {
    match find(conn, master, name)? {
        Some(existing) => Ok(existing),
        None => make(conn, master, name, now, rng),
    }
}

fn make(
    conn: &mut AnyConnection,
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

pub(super) fn delete(conn: &mut AnyConnection, names: &[String]) -> Result<(), KeyStoreError> {
    for name in names {
        diesel::delete(named_keys::table.find(name)).execute(conn)?;
    }
    Ok(())
}

/// What the names of the index keys of earlier versions began with: those of cases and those of exemptions.
const INDEX_KEYS: [&str; 2] = ["index/%", "purpose/exemption-index/%"];

pub(super) fn has_index_keys(conn: &mut AnyConnection) -> Result<bool, KeyStoreError> {
    for names in INDEX_KEYS {
        let query = named_keys::table.filter(named_keys::name.like(names)).select(named_keys::name);
        if query.first::<String>(conn).optional()?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn delete_index_keys(conn: &mut AnyConnection) -> Result<(), KeyStoreError> {
    for names in INDEX_KEYS {
        diesel::delete(named_keys::table.filter(named_keys::name.like(names))).execute(conn)?;
    }
    Ok(())
}
