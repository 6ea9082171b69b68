//! Roadside units: who they are, how they are doing, what they sent and what is missing.

mod certificates;
mod health;
mod hours;
mod pictures;
mod sequence;
mod signing_keys;

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{LocationId, MunicipalityId, UnitId};

use crate::columns::{Row, count, micros, micros_opt};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{locations, units};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

pub use certificates::{Certificate, accepted, add_certificate, certificates, expiring};
pub use health::{UnitHealth, UnitReport, record_heartbeat};
pub use hours::{UnitHour, hours_of};
pub use pictures::{PictureFacts, last_pictures};
pub use sequence::{Gap, Missing, gaps, gaps_of, record_sequence};
pub use signing_keys::{NewSigningKey, SigningKey, add_signing_key, signing_key_at, signing_keys};

const TABLE: &str = "units";

/// A unit to be registered.
#[derive(Clone, Debug)]
pub struct NewUnit {
    /// Its id.
    pub id: UnitId,
    /// The municipality it works for.
    pub municipality: MunicipalityId,
    /// Where it stands.
    pub location: LocationId,
    /// Its name, unique within the municipality.
    pub name: String,
    /// The lane it watches.
    pub lane: u32,
    /// SHA-256 of the public key in its TLS client certificate, lower-case hexadecimal.
    pub certificate_fingerprint: String,
    /// When it was registered.
    pub registered_at: Timestamp,
}

/// A registered unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// The municipality it works for.
    pub municipality: MunicipalityId,
    /// Where it stands.
    pub location: LocationId,
    /// Its name, unique within the municipality.
    pub name: String,
    /// The lane it watches.
    pub lane: u32,
    /// SHA-256 of the public key in its TLS client certificate, lower-case hexadecimal.
    pub certificate_fingerprint: String,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// From when its requests are refused.
    pub revoked_at: Option<Timestamp>,
    /// Since when its requests are refused for the time being.
    pub suspended_at: Option<Timestamp>,
    /// The highest sequence number it has sent.
    pub last_sequence: Option<u64>,
    /// What it last said about itself.
    pub health: UnitHealth,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = units)]
struct UnitRow {
    id: String,
    municipality_id: String,
    location_id: String,
    name: String,
    lane: i64,
    certificate_fingerprint: String,
    registered_at: i64,
    revoked_at: Option<i64>,
    last_sequence: Option<i64>,
    last_heartbeat_at: Option<i64>,
    clock_offset_ms: Option<i64>,
    queue_length: Option<i64>,
    oldest_queued_at: Option<i64>,
    passages: i64,
    no_hits: i64,
    software_version: Option<String>,
    suspended_at: Option<i64>,
}

impl From<&NewUnit> for UnitRow {
    fn from(unit: &NewUnit) -> Self {
        Self {
            id: unit.id.to_string(),
            municipality_id: unit.municipality.to_string(),
            location_id: unit.location.to_string(),
            name: unit.name.clone(),
            lane: count(unit.lane),
            certificate_fingerprint: unit.certificate_fingerprint.clone(),
            registered_at: micros(unit.registered_at),
            revoked_at: None,
            last_sequence: None,
            last_heartbeat_at: None,
            clock_offset_ms: None,
            queue_length: None,
            oldest_queued_at: None,
            passages: 0,
            no_hits: 0,
            software_version: None,
            suspended_at: None,
        }
    }
}

impl TryFrom<UnitRow> for Unit {
    type Error = StoreError;

    fn try_from(row: UnitRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        Ok(Self {
            id: at.text("id", &row.id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            location: at.text("location_id", &row.location_id)?,
            lane: at.number("lane", row.lane)?,
            registered_at: at.instant("registered_at", row.registered_at)?,
            revoked_at: at.instant_opt("revoked_at", row.revoked_at)?,
            suspended_at: at.instant_opt("suspended_at", row.suspended_at)?,
            last_sequence: at.number_opt("last_sequence", row.last_sequence)?,
            health: UnitHealth {
                last_heartbeat_at: at.instant_opt("last_heartbeat_at", row.last_heartbeat_at)?,
                clock_offset_ms: row.clock_offset_ms,
                queue_length: at.number_opt("queue_length", row.queue_length)?,
                oldest_queued_at: at.instant_opt("oldest_queued_at", row.oldest_queued_at)?,
                passages: at.number("passages", row.passages)?,
                no_hits: at.number("no_hits", row.no_hits)?,
                software_version: row.software_version,
            },
            name: row.name,
            certificate_fingerprint: row.certificate_fingerprint,
        })
    }
}

/// Registers a unit at a location of its own municipality.
///
/// # Errors
/// [`StoreError::NotFound`] when the municipality is out of scope or the location is not the municipality's;
/// [`StoreError::Conflict`] when the name or the certificate is registered already.
pub fn register(tx: &mut Tx, scope: &Scope, unit: &NewUnit) -> Result<(), StoreError> {
    scope.check(unit.municipality)?;
    let own_location = locations::table
        .filter(locations::id.eq(unit.location.to_string()))
        .filter(locations::municipality_id.eq(unit.municipality.to_string()));
    let _: String = own_location.select(locations::id).get_result(tx.raw())?;
    if certificates::is_known(tx, &unit.certificate_fingerprint)? {
        return Err(StoreError::Conflict { constraint: "certificate_fingerprint".to_owned() });
    }
    diesel::insert_into(units::table).values(UnitRow::from(unit)).execute(tx.raw())?;
    Ok(())
}

/// Revokes a unit: its next request is refused. Answers whether it was registered until now.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn revoke(tx: &mut Tx, scope: &Scope, id: UnitId, at: Timestamp) -> Result<bool, StoreError> {
    let unrevoked = units::table.filter(units::id.eq(id.to_string())).filter(units::revoked_at.is_null());
    let revoked = within!(diesel::update(unrevoked), scope, units::municipality_id)
        .set(units::revoked_at.eq(micros(at)))
        .execute(tx.raw())?;
    Ok(revoked == 1)
}

/// Suspends a unit, or resumes it: `None`. Answers whether that changed anything.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn suspend(tx: &mut Tx, scope: &Scope, id: UnitId, since: Option<Timestamp>) -> Result<bool, StoreError> {
    let unit = units::table.filter(units::id.eq(id.to_string())).filter(units::revoked_at.is_null());
    let changed = match since {
        Some(_) => {
            within!(diesel::update(unit.filter(units::suspended_at.is_null())), scope, units::municipality_id)
                .set(units::suspended_at.eq(micros_opt(since)))
                .execute(tx.raw())?
        }
        None => within!(
            diesel::update(unit.filter(units::suspended_at.is_not_null())),
            scope,
            units::municipality_id
        )
        .set(units::suspended_at.eq(None::<i64>))
        .execute(tx.raw())?,
    };
    Ok(changed == 1)
}

/// The unit whose client certificate has this public-key fingerprint, revoked or not.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn by_fingerprint(
    conn: &mut Connection,
    scope: &Scope,
    fingerprint: &str,
) -> Result<Option<Unit>, StoreError> {
    let named = units::table.filter(units::certificate_fingerprint.eq(fingerprint));
    let row = within!(named, scope, units::municipality_id)
        .select(UnitRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    row.map(Unit::try_from).transpose()
}

/// The unit, revoked or not.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn by_id(conn: &mut Connection, scope: &Scope, id: UnitId) -> Result<Option<Unit>, StoreError> {
    let row = within!(units::table.filter(units::id.eq(id.to_string())), scope, units::municipality_id)
        .select(UnitRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    row.map(Unit::try_from).transpose()
}

/// The unit with this name in a municipality, revoked or not.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn by_name(
    conn: &mut Connection,
    scope: &Scope,
    municipality: MunicipalityId,
    name: &str,
) -> Result<Option<Unit>, StoreError> {
    let named =
        units::table.filter(units::municipality_id.eq(municipality.to_string())).filter(units::name.eq(name));
    let row = within!(named, scope, units::municipality_id)
        .select(UnitRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    row.map(Unit::try_from).transpose()
}

/// All units of the scope, revoked ones included, by municipality and name.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn all(conn: &mut Connection, scope: &Scope) -> Result<Vec<Unit>, StoreError> {
    let rows = within!(units::table, scope, units::municipality_id)
        .order((units::municipality_id, units::name))
        .select(UnitRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Unit::try_from).collect()
}
