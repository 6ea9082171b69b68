//! The one row that says what a key store is, to which database it belongs and under which master key it is sealed.

use diesel::prelude::*;
use diesel::sql_types::Binary;
use jiff::Timestamp;
use poortwacht_domain::rng::Rng;

use super::any::AnyConnection;
use super::dialect::{self, Contents};
use super::master::MasterKey;
use super::schema::marker;
use super::{KeyStoreError, KeyStoreOpenError, KeyStorePlace, KeyStoreSite, transaction};

/// Version of `schema.sql`.
const SCHEMA_VERSION: i64 = 1;
/// What the check value says under the right master key.
const CHECK: &[u8] = b"poortwacht key store";
const TABLE: &str = "marker";

/// The row.
#[derive(Queryable, Insertable)]
#[diesel(table_name = marker)]
pub(super) struct Marker {
    id: i32,
    schema_version: i64,
    pub(super) instance_id: String,
    environment: String,
    created_at: i64,
    check_value: Vec<u8>,
}

impl Marker {
    fn new(
        site: &KeyStoreSite,
        master: &MasterKey,
        now: Timestamp,
        rng: &dyn Rng,
    ) -> Result<Self, KeyStoreError> {
        Ok(Self {
            id: 1,
            schema_version: SCHEMA_VERSION,
            instance_id: site.instance.to_string(),
            environment: site.environment.to_string(),
            created_at: now.as_microsecond(),
            check_value: check_value_under(master, rng)?,
        })
    }

    /// Reads the marker of what claims to be a key store.
    pub(super) fn read(conn: &mut AnyConnection, place: &KeyStorePlace) -> Result<Self, KeyStoreOpenError> {
        let unusable = |error| KeyStoreOpenError::unusable(place, error);
        let not_a_key_store = || KeyStoreOpenError::NotAKeyStore { place: place.to_string() };
        match (dialect::contents(conn).map_err(unusable)?, place) {
            (Contents::KeyStore, _) => {}
            (Contents::Nothing, KeyStorePlace::Postgres { .. }) => {
                return Err(KeyStoreOpenError::Missing { place: place.to_string() });
            }
            _ => return Err(not_a_key_store()),
        }
        let found = marker::table.find(1).first::<Self>(conn).optional().map_err(unusable)?;
        let found = found.ok_or_else(not_a_key_store)?;
        if found.schema_version > SCHEMA_VERSION {
            return Err(KeyStoreOpenError::Newer { found: found.schema_version, known: SCHEMA_VERSION });
        }
        Ok(found)
    }

    /// The marker of a key store that was checked when it was opened.
    pub(super) fn of_open_store(conn: &mut AnyConnection) -> QueryResult<Self> {
        marker::table.find(1).first(conn)
    }

    /// Refuses a master key that the key store is not sealed under.
    pub(super) fn require_key(
        &self,
        master: &MasterKey,
        place: &KeyStorePlace,
    ) -> Result<(), KeyStoreOpenError> {
        if is_check_value_under(master, &self.check_value) {
            return Ok(());
        }
        Err(KeyStoreOpenError::WrongMasterKey { place: place.to_string() })
    }

    /// Refuses the key store of another database.
    pub(super) fn require_owner(&self, site: &KeyStoreSite) -> Result<(), KeyStoreOpenError> {
        let (instance, environment) = (site.instance.to_string(), site.environment.to_string());
        if self.instance_id != instance {
            let found = self.instance_id.clone();
            return Err(KeyStoreOpenError::OtherInstance { found, expected: instance });
        }
        if self.environment != environment {
            let found = self.environment.clone();
            return Err(KeyStoreOpenError::OtherEnvironment { found, expected: environment });
        }
        Ok(())
    }

    pub(super) fn insert(&self, conn: &mut AnyConnection) -> QueryResult<()> {
        diesel::insert_into(marker::table).values(self).execute(conn).map(drop)
    }

    pub(super) fn into_check_value(self) -> Vec<u8> {
        self.check_value
    }
}

/// Makes tables and marker where there is nothing yet, in one transaction: a crash leaves nothing, which is made again.
pub(super) fn initialise(
    conn: &mut AnyConnection,
    site: &KeyStoreSite,
    master: &MasterKey,
    now: Timestamp,
    rng: &dyn Rng,
) -> Result<(), KeyStoreError> {
    transaction::write(conn, |conn| {
        dialect::lock_creation(conn)?;
        if dialect::contents(conn)? != Contents::Nothing {
            return Ok(());
        }
        dialect::create_tables(conn)?;
        Ok(Marker::new(site, master, now, rng)?.insert(conn)?)
    })
}

/// The check value now: another one than before means that the key store was re-sealed or replaced.
pub(super) fn check_value(conn: &mut AnyConnection) -> QueryResult<Vec<u8>> {
    // Asked before everything else. Not `first`: SQLite compiles a statement with `LIMIT ?` anew at each use.
    marker::table.find(1).select(marker::check_value).get_result(conn)
}

/// The check value, with all other writers waiting until the transaction ends.
pub(super) fn lock(conn: &mut AnyConnection) -> QueryResult<Vec<u8>> {
    let sql = format!("SELECT check_value FROM marker WHERE id = 1{}", dialect::for_update(conn));
    diesel::sql_query(sql).get_result::<Check>(conn).map(|row| row.check_value)
}

pub(super) fn is_check_value_under(master: &MasterKey, check_value: &[u8]) -> bool {
    master.open(TABLE, "1", check_value).is_ok()
}

/// Puts a check value under another master key.
pub(super) fn reseal(
    conn: &mut AnyConnection,
    master: &MasterKey,
    rng: &dyn Rng,
) -> Result<(), KeyStoreError> {
    let fresh = check_value_under(master, rng)?;
    diesel::update(marker::table.find(1)).set(marker::check_value.eq(fresh)).execute(conn)?;
    Ok(())
}

fn check_value_under(master: &MasterKey, rng: &dyn Rng) -> Result<Vec<u8>, KeyStoreError> {
    master.seal(TABLE, "1", CHECK, rng)
}

#[derive(QueryableByName)]
struct Check {
    #[diesel(sql_type = Binary)]
    check_value: Vec<u8>,
}
