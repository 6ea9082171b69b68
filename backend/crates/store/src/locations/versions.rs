//! Versions of dossiers: every change stays, with who made it, when and why.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{AccountId, LocationId};
use poortwacht_domain::location::LocationDossier;
use poortwacht_domain::retention::{FAR_FUTURE, RetentionClass};

use super::TABLE;
use crate::columns::{Row, json, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{location_versions, locations};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const VERSIONS: &str = "location_versions";

/// Who changes a dossier, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// Which account; `None` for the operator.
    pub by: Option<AccountId>,
    /// Why, in words. No personal data.
    pub reason: String,
    /// A document that it follows from; empty where there is none.
    pub reference: String,
}

impl Change {
    /// A change that the operator imports.
    #[must_use]
    pub const fn import(at: Timestamp) -> Self {
        Self { at, by: None, reason: String::new(), reference: String::new() }
    }
}

/// A dossier as it was from one change to the next.
#[derive(Clone, Debug)]
pub struct Version {
    /// Counted from 1 per location.
    pub number: i64,
    /// The dossier.
    pub dossier: LocationDossier,
    /// What made it so.
    pub change: Change,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = location_versions)]
struct VersionRow {
    location_id: String,
    version: i64,
    dossier: String,
    changed_at: i64,
    changed_by: Option<String>,
    reason: String,
    reference: String,
    retention_class: String,
    destroy_after: i64,
}

impl TryFrom<VersionRow> for Version {
    type Error = StoreError;

    fn try_from(row: VersionRow) -> Result<Self, StoreError> {
        let at = Row::new(VERSIONS, format!("{}/{}", row.location_id, row.version));
        Ok(Self {
            number: row.version,
            dossier: at.json("dossier", &row.dossier)?,
            change: Change {
                at: at.instant("changed_at", row.changed_at)?,
                by: at.text_opt("changed_by", row.changed_by.as_deref())?,
                reason: row.reason,
                reference: row.reference,
            },
        })
    }
}

/// Keeps what the location's row holds now as a version. The one before has had its time, and dies at `before_dies`.
pub(super) fn keep(
    tx: &mut Tx,
    id: LocationId,
    version: i64,
    dossier: &str,
    (change, before_dies): (&Change, Timestamp),
) -> Result<(), StoreError> {
    let before = location_versions::table
        .filter(location_versions::location_id.eq(id.to_string()))
        .filter(location_versions::version.eq(version.saturating_sub(1)));
    diesel::update(before)
        .set((
            location_versions::retention_class.eq(RetentionClass::DossierVersion.as_str()),
            location_versions::destroy_after.eq(micros(before_dies)),
        ))
        .execute(tx.raw())?;
    let row = VersionRow {
        location_id: id.to_string(),
        version,
        dossier: dossier.to_owned(),
        changed_at: micros(change.at),
        changed_by: change.by.map(|by| by.to_string()),
        reason: change.reason.clone(),
        reference: change.reference.clone(),
        retention_class: RetentionClass::DossierInUse.as_str().to_owned(),
        destroy_after: micros(FAR_FUTURE),
    };
    diesel::insert_into(location_versions::table).values(&row).execute(tx.raw())?;
    Ok(())
}

/// Replaces the dossier of a location whose version is still `seen`. Answers the new version's number, or nothing when
/// somebody else was faster. The code of a location does not change. What was before dies at `before_dies`.
///
/// # Errors
/// [`StoreError::Corrupt`] when the dossier cannot be written.
pub fn revise(
    tx: &mut Tx,
    scope: &Scope,
    id: LocationId,
    seen: i64,
    dossier: &LocationDossier,
    (change, before_dies): (&Change, Timestamp),
) -> Result<Option<i64>, StoreError> {
    let text = json(&Row::new(TABLE, id), "dossier", dossier)?;
    let unchanged = locations::table
        .filter(locations::id.eq(id.to_string()))
        .filter(locations::code.eq(dossier.code.clone()))
        .filter(locations::version.eq(seen));
    let next = seen.saturating_add(1);
    let revised = within!(diesel::update(unchanged), scope, locations::municipality_id)
        .set((
            locations::dossier.eq(&text),
            locations::version.eq(next),
            locations::updated_at.eq(micros(change.at)),
        ))
        .execute(tx.raw())?;
    if revised == 0 {
        return Ok(None);
    }
    keep(tx, id, next, &text, (change, before_dies))?;
    Ok(Some(next))
}

/// All versions of a location, the newest first.
///
/// # Errors
/// [`StoreError::Corrupt`] when one cannot be read.
pub fn versions(conn: &mut Connection, scope: &Scope, id: LocationId) -> Result<Vec<Version>, StoreError> {
    let of_location = location_versions::table
        .inner_join(locations::table)
        .filter(location_versions::location_id.eq(id.to_string()));
    let rows = within!(of_location, scope, locations::municipality_id)
        .order(location_versions::version.desc())
        .select(VersionRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Version::try_from).collect()
}

/// Deletes versions that are due, the oldest first, at most `limit`. Answers how many.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn delete_due(tx: &mut Tx, scope: &Scope, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let due = location_versions::table
        .inner_join(locations::table)
        .filter(location_versions::destroy_after.le(micros(now)));
    let keys: Vec<(String, i64)> = within!(due, scope, locations::municipality_id)
        .order((location_versions::destroy_after, location_versions::version))
        .limit(i64::from(limit))
        .select((location_versions::location_id, location_versions::version))
        .load(tx.raw())?;
    for (location, version) in &keys {
        let one = location_versions::table
            .filter(location_versions::location_id.eq(location))
            .filter(location_versions::version.eq(version));
        diesel::delete(one).execute(tx.raw())?;
    }
    Ok(keys.len())
}
