//! Locations: the dossier of each place where a closure is enforced.

mod versions;

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{LocationId, MunicipalityId};
use poortwacht_domain::location::LocationDossier;
use poortwacht_domain::retention::FAR_FUTURE;

use crate::columns::{Row, json, micros};
use crate::connection::Connection;
use crate::error::{Insertion, StoreError};
use crate::schema::locations;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

pub use versions::{Change, Version, delete_due, revise, versions};

const TABLE: &str = "locations";

/// A location with its dossier as it is now. A case keeps its own copy of the dossier as it was.
#[derive(Clone, Debug)]
pub struct Location {
    /// The location.
    pub id: LocationId,
    /// The municipality it lies in.
    pub municipality: MunicipalityId,
    /// What is known of the place.
    pub dossier: LocationDossier,
    /// Counts the changes of the dossier, from 1.
    pub version: i64,
    /// When the location was first recorded.
    pub created_at: Timestamp,
    /// When the dossier last changed.
    pub updated_at: Timestamp,
}

/// A location to be recorded, or found again by its municipality and the dossier's code.
#[derive(Clone, Debug)]
pub struct NewLocation {
    /// The id it gets if it is new.
    pub id: LocationId,
    /// The municipality it lies in.
    pub municipality: MunicipalityId,
    /// What is known of the place.
    pub dossier: LocationDossier,
}

/// What [`upsert`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upserted {
    /// The location is new.
    Added(LocationId),
    /// It was there with another dossier, which is now replaced.
    Changed(LocationId),
    /// It was there with this very dossier.
    Unchanged(LocationId),
}

impl Upserted {
    /// The location's id, new or old.
    #[must_use]
    pub fn id(self) -> LocationId {
        match self {
            Self::Added(id) | Self::Changed(id) | Self::Unchanged(id) => id,
        }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = locations)]
struct LocationRow {
    id: String,
    municipality_id: String,
    code: String,
    dossier: String,
    version: i64,
    created_at: i64,
    updated_at: i64,
}

impl LocationRow {
    fn new(location: &NewLocation, dossier: &str, now: Timestamp) -> Self {
        Self {
            id: location.id.to_string(),
            municipality_id: location.municipality.to_string(),
            code: location.dossier.code.to_string(),
            dossier: dossier.to_owned(),
            version: 1,
            created_at: micros(now),
            updated_at: micros(now),
        }
    }
}

impl TryFrom<LocationRow> for Location {
    type Error = StoreError;

    fn try_from(row: LocationRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        Ok(Self {
            id: at.text("id", &row.id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            dossier: at.json("dossier", &row.dossier)?,
            version: row.version,
            created_at: at.instant("created_at", row.created_at)?,
            updated_at: at.instant("updated_at", row.updated_at)?,
        })
    }
}

/// Records a location, or replaces the dossier of the one with the same municipality and code, as the operator does. What
/// was before dies at `before_dies`.
///
/// # Errors
/// [`StoreError::NotFound`] when the municipality is out of scope.
pub fn upsert(
    tx: &mut Tx,
    scope: &Scope,
    location: &NewLocation,
    now: Timestamp,
    before_dies: Timestamp,
) -> Result<Upserted, StoreError> {
    scope.check(location.municipality)?;
    let dossier = json(&Row::new(TABLE, location.id), "dossier", &location.dossier)?;
    if let Some(id) = replace_dossier(tx, location, &dossier, (now, before_dies))? {
        return Ok(Upserted::Changed(id));
    }
    match add(tx, scope, location, &Change::import(now))? {
        Insertion::Inserted => Ok(Upserted::Added(location.id)),
        Insertion::AlreadyThere => unchanged_or_changed(tx, location, &dossier, (now, before_dies)),
    }
}

/// Records a location with a code that its municipality does not have yet, as its first version.
///
/// # Errors
/// [`StoreError::NotFound`] when the municipality is out of scope.
pub fn add(
    tx: &mut Tx,
    scope: &Scope,
    location: &NewLocation,
    change: &Change,
) -> Result<Insertion, StoreError> {
    scope.check(location.municipality)?;
    let dossier = json(&Row::new(TABLE, location.id), "dossier", &location.dossier)?;
    let row = LocationRow::new(location, &dossier, change.at);
    let inserted = tx.insert_unique(|connection| {
        diesel::insert_into(locations::table).values(&row).execute(connection.raw())?;
        Ok(())
    })?;
    if inserted == Insertion::Inserted {
        versions::keep(tx, location.id, row.version, &dossier, (change, FAR_FUTURE))?;
    }
    Ok(inserted)
}

/// The row was there, with this dossier, or it came from another process a moment ago, with another one.
fn unchanged_or_changed(
    tx: &mut Tx,
    location: &NewLocation,
    dossier: &str,
    when: (Timestamp, Timestamp),
) -> Result<Upserted, StoreError> {
    if let Some(id) = replace_dossier(tx, location, dossier, when)? {
        return Ok(Upserted::Changed(id));
    }
    let scope = Scope::municipality(location.municipality);
    let found = by_code(tx, &scope, location.municipality, &location.dossier.code)?;
    found.map(|found| Upserted::Unchanged(found.id)).ok_or(StoreError::NotFound)
}

fn replace_dossier(
    tx: &mut Tx,
    location: &NewLocation,
    dossier: &str,
    (now, before_dies): (Timestamp, Timestamp),
) -> Result<Option<LocationId>, StoreError> {
    let changed = locations::table
        .filter(locations::municipality_id.eq(location.municipality.to_string()))
        .filter(locations::code.eq(location.dossier.code.to_string()))
        .filter(locations::dossier.ne(dossier));
    let found: Option<(String, i64)> = diesel::update(changed)
        .set((
            locations::dossier.eq(dossier),
            locations::version.eq(locations::version + 1),
            locations::updated_at.eq(micros(now)),
        ))
        .returning((locations::id, locations::version))
        .get_result(tx.raw())
        .optional()?;
    let Some((id, version)) = found else { return Ok(None) };
    let id = Row::new(TABLE, &id).text("id", &id)?;
    versions::keep(tx, id, version, dossier, (&Change::import(now), before_dies))?;
    Ok(Some(id))
}

/// The location, if it exists in this scope.
///
/// # Errors
/// [`StoreError::Corrupt`] when the dossier cannot be read.
pub fn by_id(conn: &mut Connection, scope: &Scope, id: LocationId) -> Result<Option<Location>, StoreError> {
    let row =
        within!(locations::table.filter(locations::id.eq(id.to_string())), scope, locations::municipality_id)
            .select(LocationRow::as_select())
            .get_result(conn.raw())
            .optional()?;
    row.map(Location::try_from).transpose()
}

/// The location with this code in a municipality, if it exists in this scope.
///
/// # Errors
/// [`StoreError::Corrupt`] when the dossier cannot be read.
pub fn by_code(
    conn: &mut Connection,
    scope: &Scope,
    municipality: MunicipalityId,
    code: &str,
) -> Result<Option<Location>, StoreError> {
    let named = locations::table
        .filter(locations::municipality_id.eq(municipality.to_string()))
        .filter(locations::code.eq(code));
    let row = within!(named, scope, locations::municipality_id)
        .select(LocationRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    row.map(Location::try_from).transpose()
}

/// All locations of the scope, by municipality and code.
///
/// # Errors
/// [`StoreError::Corrupt`] when a dossier cannot be read.
pub fn all(conn: &mut Connection, scope: &Scope) -> Result<Vec<Location>, StoreError> {
    let rows = within!(locations::table, scope, locations::municipality_id)
        .order((locations::municipality_id, locations::code))
        .select(LocationRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Location::try_from).collect()
}
