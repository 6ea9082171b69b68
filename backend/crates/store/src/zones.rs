//! Zones: named sets of locations that exemptions may name. Members come and go; a membership that was is never
//! rewritten, and every change moves the municipality's exemption version, from which the units' lists get their ETag.

mod members;
mod versions;

use std::collections::BTreeSet;

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{AccountId, LocationId, MunicipalityId, ZoneId};

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::{Insertion, StoreError};
use crate::municipalities::bump_exemption_version;
use crate::schema::{exemptions, zones};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

pub use members::{around, memberships, memberships_of};
pub use versions::{ZoneVersion, delete_due, versions};

const TABLE: &str = "zones";

/// A zone as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// The zone.
    pub id: ZoneId,
    /// The municipality whose it is.
    pub municipality: MunicipalityId,
    /// Its name, unique among those that are not closed.
    pub name: String,
    /// Counts the changes, from 1.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it is closed: then it has no members, and no exemption may name it any more.
    pub closed_at: Option<Timestamp>,
}

/// A zone to be made.
#[derive(Clone, Debug)]
pub struct NewZone {
    /// Its id.
    pub id: ZoneId,
    /// The municipality whose it is.
    pub municipality: MunicipalityId,
    /// What it is called and holds.
    pub content: Content,
}

/// What a zone is called and holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Its name.
    pub name: String,
    /// Its locations; none for one that is closed.
    pub locations: Vec<LocationId>,
}

/// Who changes a zone, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneChange {
    /// When; memberships begin and end then.
    pub at: Timestamp,
    /// Which account; `None` where it is forgotten.
    pub by: Option<AccountId>,
    /// Why, in words. No personal data.
    pub reason: String,
    /// When the version that this one takes the place of dies.
    pub before_dies: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = zones)]
struct ZoneRow {
    id: String,
    municipality_id: String,
    name: String,
    version: i64,
    created_at: i64,
    closed_at: Option<i64>,
}

impl TryFrom<ZoneRow> for Zone {
    type Error = StoreError;

    fn try_from(row: ZoneRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        Ok(Self {
            id: at.text("id", &row.id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            name: row.name,
            version: row.version,
            created_at: at.instant("created_at", row.created_at)?,
            closed_at: at.instant_opt("closed_at", row.closed_at)?,
        })
    }
}

/// Makes a zone whose name no open zone of the municipality has yet.
///
/// # Errors
/// [`StoreError::NotFound`] when the municipality is out of scope.
pub fn insert(
    tx: &mut Tx,
    scope: &Scope,
    new: &NewZone,
    change: &ZoneChange,
) -> Result<Insertion, StoreError> {
    scope.check(new.municipality)?;
    let row = ZoneRow {
        id: new.id.to_string(),
        municipality_id: new.municipality.to_string(),
        name: new.content.name.clone(),
        version: 1,
        created_at: micros(change.at),
        closed_at: None,
    };
    let inserted = tx.insert_unique(|tx| {
        diesel::insert_into(zones::table).values(&row).execute(tx.raw())?;
        Ok(())
    })?;
    if inserted.is_new() {
        members::set(tx, new.id, &new.content.locations, change.at)?;
        versions::keep(tx, new.id, (1, false), &new.content, change)?;
    }
    Ok(inserted)
}

/// Gives a zone whose version is still `seen` another name and other members from now on. Answers the new version's
/// number, or nothing when somebody else was faster or the zone is closed.
///
/// # Errors
/// [`StoreError::Conflict`] when another open zone has the name.
pub fn revise(
    tx: &mut Tx,
    scope: &Scope,
    (id, seen): (ZoneId, i64),
    content: &Content,
    change: &ZoneChange,
) -> Result<Option<i64>, StoreError> {
    move_on(tx, scope, (id, seen), (content, None), change)
}

/// Closes a zone whose version is still `seen`: its memberships end and its name is free. Answers as [`revise`].
///
/// # Errors
/// The store's own.
pub fn close(
    tx: &mut Tx,
    scope: &Scope,
    (id, seen): (ZoneId, i64),
    name: &str,
    change: &ZoneChange,
) -> Result<Option<i64>, StoreError> {
    let content = Content { name: name.to_owned(), locations: Vec::new() };
    move_on(tx, scope, (id, seen), (&content, Some(change.at)), change)
}

fn move_on(
    tx: &mut Tx,
    scope: &Scope,
    (id, seen): (ZoneId, i64),
    (content, closed_at): (&Content, Option<Timestamp>),
    change: &ZoneChange,
) -> Result<Option<i64>, StoreError> {
    let standing = zones::table
        .filter(zones::id.eq(id.to_string()))
        .filter(zones::closed_at.is_null())
        .filter(zones::version.eq(seen));
    let next = seen.saturating_add(1);
    let moved: Option<String> = within!(diesel::update(standing), scope, zones::municipality_id)
        .set((
            zones::name.eq(&content.name),
            zones::version.eq(next),
            zones::closed_at.eq(closed_at.map(micros)),
        ))
        .returning(zones::municipality_id)
        .get_result(tx.raw())
        .optional()?;
    let Some(municipality) = moved else { return Ok(None) };
    members::set(tx, id, &content.locations, change.at)?;
    versions::keep(tx, id, (next, closed_at.is_some()), content, change)?;
    bump_exemption_version(tx, scope, Row::new(TABLE, id).text("municipality_id", &municipality)?)?;
    Ok(Some(next))
}

/// All zones of the scope that are not closed, by name.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn open(conn: &mut Connection, scope: &Scope) -> Result<Vec<Zone>, StoreError> {
    load(conn, scope, true)
}

/// All zones of the scope, closed ones among them, by name.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn all(conn: &mut Connection, scope: &Scope) -> Result<Vec<Zone>, StoreError> {
    load(conn, scope, false)
}

fn load(conn: &mut Connection, scope: &Scope, only_open: bool) -> Result<Vec<Zone>, StoreError> {
    let mut query = within!(zones::table, scope, zones::municipality_id);
    if only_open {
        query = query.filter(zones::closed_at.is_null());
    }
    let rows = query.order((zones::name, zones::id)).select(ZoneRow::as_select()).load(conn.raw())?;
    rows.into_iter().map(Zone::try_from).collect()
}

/// One zone, closed or not.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn by_id(conn: &mut Connection, scope: &Scope, id: ZoneId) -> Result<Option<Zone>, StoreError> {
    let named = zones::table.filter(zones::id.eq(id.to_string()));
    let row = within!(named, scope, zones::municipality_id)
        .select(ZoneRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    row.map(Zone::try_from).transpose()
}

/// How many exemptions name the zone and are not over at `now`, those that do not count yet among them.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn standing_exemptions(
    conn: &mut Connection,
    scope: &Scope,
    id: ZoneId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let naming = exemptions::table
        .filter(exemptions::zone_id.eq(id.to_string()))
        .filter(exemptions::valid_until.gt(micros(now)))
        .filter(exemptions::ended_at.is_null().or(exemptions::ended_at.gt(micros(now))))
        .filter(exemptions::provisional_until.is_null().or(exemptions::provisional_until.gt(micros(now))));
    let count: i64 = within!(naming, scope, exemptions::municipality_id).count().get_result(conn.raw())?;
    Ok(count.unsigned_abs())
}

/// Refuses exemptions in a zone that is closed or another municipality's, and keeps it open until the end of the batch: what
/// closes zones looks for exemptions first. Writing first makes a second server wait here.
pub(crate) fn require_open(
    tx: &mut Tx,
    municipality: MunicipalityId,
    named: &BTreeSet<ZoneId>,
) -> Result<(), StoreError> {
    for zone in named {
        let standing = zones::table
            .filter(zones::id.eq(zone.to_string()))
            .filter(zones::municipality_id.eq(municipality.to_string()))
            .filter(zones::closed_at.is_null());
        if diesel::update(standing).set(zones::version.eq(zones::version)).execute(tx.raw())? == 0 {
            return Err(StoreError::Conflict {
                constraint: "an exemption names a zone that is open".to_owned(),
            });
        }
    }
    Ok(())
}
