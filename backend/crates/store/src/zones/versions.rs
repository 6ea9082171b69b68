//! Versions of zones: every change stays, with who made it, when and why, until some years after the next one.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::ZoneId;
use poortwacht_domain::retention::{FAR_FUTURE, RetentionClass};

use super::{Content, ZoneChange};
use crate::columns::{Row, json, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{zone_versions, zones};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const TABLE: &str = "zone_versions";

/// A zone as it was from one change to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneVersion {
    /// Counted from 1 per zone.
    pub number: i64,
    /// What it was called and held.
    pub content: Content,
    /// Whether this change closed it.
    pub closed: bool,
    /// What made it so.
    pub change: ZoneChange,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = zone_versions)]
struct VersionRow {
    zone_id: String,
    version: i64,
    name: String,
    locations: String,
    closed: i64,
    changed_at: i64,
    changed_by: Option<String>,
    reason: String,
    retention_class: String,
    destroy_after: i64,
}

impl TryFrom<VersionRow> for ZoneVersion {
    type Error = StoreError;

    fn try_from(row: VersionRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, format!("{}/{}", row.zone_id, row.version));
        Ok(Self {
            number: row.version,
            content: Content { locations: at.json("locations", &row.locations)?, name: row.name },
            closed: row.closed != 0,
            change: ZoneChange {
                at: at.instant("changed_at", row.changed_at)?,
                by: at.text_opt("changed_by", row.changed_by.as_deref())?,
                reason: row.reason,
                before_dies: at.instant("destroy_after", row.destroy_after)?,
            },
        })
    }
}

/// Keeps what the zone is now as a version; the one before has had its time. Nothing takes the place of a closed zone: its
/// last version dies as those before it.
pub(super) fn keep(
    tx: &mut Tx,
    id: ZoneId,
    (version, closed): (i64, bool),
    content: &Content,
    change: &ZoneChange,
) -> Result<(), StoreError> {
    let over = (
        zone_versions::retention_class.eq(RetentionClass::DossierVersion.as_str()),
        zone_versions::destroy_after.eq(micros(change.before_dies)),
    );
    let before = zone_versions::table
        .filter(zone_versions::zone_id.eq(id.to_string()))
        .filter(zone_versions::version.eq(version.saturating_sub(1)));
    diesel::update(before).set(over).execute(tx.raw())?;
    let (class, death) = if closed {
        (RetentionClass::DossierVersion, change.before_dies)
    } else {
        (RetentionClass::DossierInUse, FAR_FUTURE)
    };
    let row = VersionRow {
        zone_id: id.to_string(),
        version,
        name: content.name.clone(),
        locations: json(&Row::new(TABLE, id), "locations", &content.locations)?,
        closed: i64::from(closed),
        changed_at: micros(change.at),
        changed_by: change.by.map(|by| by.to_string()),
        reason: change.reason.clone(),
        retention_class: class.as_str().to_owned(),
        destroy_after: micros(death),
    };
    diesel::insert_into(zone_versions::table).values(&row).execute(tx.raw())?;
    Ok(())
}

/// All versions of a zone, the newest first.
///
/// # Errors
/// [`StoreError::Corrupt`] when one cannot be read.
pub fn versions(conn: &mut Connection, scope: &Scope, id: ZoneId) -> Result<Vec<ZoneVersion>, StoreError> {
    let of_zone =
        zone_versions::table.inner_join(zones::table).filter(zone_versions::zone_id.eq(id.to_string()));
    let rows = within!(of_zone, scope, zones::municipality_id)
        .order(zone_versions::version.desc())
        .select(VersionRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(ZoneVersion::try_from).collect()
}

/// Deletes versions that are due, the oldest first, at most `limit`. Answers how many.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn delete_due(tx: &mut Tx, scope: &Scope, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let due =
        zone_versions::table.inner_join(zones::table).filter(zone_versions::destroy_after.le(micros(now)));
    let keys: Vec<(String, i64)> = within!(due, scope, zones::municipality_id)
        .order((zone_versions::destroy_after, zone_versions::version))
        .limit(i64::from(limit))
        .select((zone_versions::zone_id, zone_versions::version))
        .load(tx.raw())?;
    for (zone, version) in &keys {
        let one = zone_versions::table
            .filter(zone_versions::zone_id.eq(zone))
            .filter(zone_versions::version.eq(version));
        diesel::delete(one).execute(tx.raw())?;
    }
    Ok(keys.len())
}
