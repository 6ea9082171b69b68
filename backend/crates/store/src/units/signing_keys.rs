//! The keys with which a unit signs its packets. At any instant at most one key of a unit is valid.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{RecordId, UnitId};

use crate::columns::{Row, micros, micros_opt};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{unit_signing_keys, units};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// A signing key to be registered. It ends the unit's keys from before at the instant it becomes valid.
#[derive(Clone, Debug)]
pub struct NewSigningKey {
    /// Names the key.
    pub id: RecordId,
    /// The unit that holds the private key.
    pub unit: UnitId,
    /// The public key, as an uncompressed point or SubjectPublicKeyInfo; the store does not look inside.
    pub public_key: Vec<u8>,
    /// From when packets may be signed with it.
    pub valid_from: Timestamp,
    /// The first instant at which they may not; `None` until a next key ends it.
    pub valid_until: Option<Timestamp>,
}

/// A registered signing key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// Names the key.
    pub id: RecordId,
    /// The unit that holds the private key.
    pub unit: UnitId,
    /// The public key, as registered.
    pub public_key: Vec<u8>,
    /// From when packets may be signed with it.
    pub valid_from: Timestamp,
    /// The first instant at which they may not.
    pub valid_until: Option<Timestamp>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = unit_signing_keys)]
struct SigningKeyRow {
    id: String,
    unit_id: String,
    public_key: Vec<u8>,
    valid_from: i64,
    valid_until: Option<i64>,
}

impl From<&NewSigningKey> for SigningKeyRow {
    fn from(key: &NewSigningKey) -> Self {
        Self {
            id: key.id.to_string(),
            unit_id: key.unit.to_string(),
            public_key: key.public_key.clone(),
            valid_from: micros(key.valid_from),
            valid_until: micros_opt(key.valid_until),
        }
    }
}

impl TryFrom<SigningKeyRow> for SigningKey {
    type Error = StoreError;

    fn try_from(row: SigningKeyRow) -> Result<Self, StoreError> {
        let at = Row::new("unit_signing_keys", &row.id);
        Ok(Self {
            id: at.text("id", &row.id)?,
            unit: at.text("unit_id", &row.unit_id)?,
            public_key: row.public_key,
            valid_from: at.instant("valid_from", row.valid_from)?,
            valid_until: at.instant_opt("valid_until", row.valid_until)?,
        })
    }
}

/// Registers a signing key and ends the keys that were valid before it.
///
/// # Errors
/// [`StoreError::NotFound`] when the unit is not in scope.
pub fn add_signing_key(tx: &mut Tx, scope: &Scope, key: &NewSigningKey) -> Result<(), StoreError> {
    let row = SigningKeyRow::from(key);
    let unit = units::table.filter(units::id.eq(&row.unit_id));
    let _: String = within!(unit, scope, units::municipality_id).select(units::id).get_result(tx.raw())?;
    let overlapped =
        unit_signing_keys::valid_until.is_null().or(unit_signing_keys::valid_until.gt(row.valid_from));
    let before = unit_signing_keys::table
        .filter(unit_signing_keys::unit_id.eq(&row.unit_id))
        .filter(unit_signing_keys::valid_from.lt(row.valid_from))
        .filter(overlapped);
    diesel::update(before).set(unit_signing_keys::valid_until.eq(row.valid_from)).execute(tx.raw())?;
    diesel::insert_into(unit_signing_keys::table).values(&row).execute(tx.raw())?;
    Ok(())
}

/// The key with which the unit signed at this instant, if it had one.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn signing_key_at(
    conn: &mut Connection,
    scope: &Scope,
    unit: UnitId,
    at: Timestamp,
) -> Result<Option<SigningKey>, StoreError> {
    let unended = unit_signing_keys::valid_until.is_null().or(unit_signing_keys::valid_until.gt(micros(at)));
    let valid = unit_signing_keys::table
        .inner_join(units::table)
        .filter(unit_signing_keys::unit_id.eq(unit.to_string()))
        .filter(unit_signing_keys::valid_from.le(micros(at)))
        .filter(unended);
    let rows = within!(valid, scope, units::municipality_id)
        .order(unit_signing_keys::valid_from.desc())
        .select(SigningKeyRow::as_select())
        .load(conn.raw())?;
    // A unit has had a handful. (SQLite compiles a statement with `LIMIT ?` anew at each use.)
    rows.into_iter().next().map(SigningKey::try_from).transpose()
}

/// The unit's signing keys, the newest first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn signing_keys(
    conn: &mut Connection,
    scope: &Scope,
    unit: UnitId,
) -> Result<Vec<SigningKey>, StoreError> {
    let of_unit = unit_signing_keys::table
        .inner_join(units::table)
        .filter(unit_signing_keys::unit_id.eq(unit.to_string()));
    let rows = within!(of_unit, scope, units::municipality_id)
        .order(unit_signing_keys::valid_from.desc())
        .select(SigningKeyRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(SigningKey::try_from).collect()
}
