//! Finding exemptions: by id, by plate at intake, for a location's list, and those that are due.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use jiff::Timestamp;
use poortwacht_domain::exemption::{ExemptionRule, Membership};
use poortwacht_domain::ids::{ExemptionId, HalfId, LocationId, MunicipalityId};

use super::{Exemption, ExemptionRow, RuleColumns, TABLE};
use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::fixed::{Fixed, Value};
use crate::keyed::named_halves;
use crate::schema::exemptions;
use crate::scope::Scope;
use crate::within::within;
use crate::zones;

/// What intake needs of an exemption: nothing sealed, nothing about the holder.
#[derive(Clone)]
pub struct ExemptionMatch {
    /// The exemption.
    pub id: ExemptionId,
    /// The plate's blind index, which tells an exact match from a near one.
    pub plate_index: [u8; 32],
    /// What it allows, as it was given; see [`ExemptionMatch::covers`].
    pub rule: ExemptionRule,
    /// From when it no longer holds, if it was ended before its time.
    pub ended_at: Option<Timestamp>,
    /// The locations that its zone has or had; nothing where it names none.
    pub members: Vec<Membership>,
}

impl ExemptionMatch {
    /// Whether a passage at this instant and place is exempt, an early end taken into account.
    #[must_use]
    pub fn covers(&self, at: Timestamp, location: LocationId) -> bool {
        self.ended_at.is_none_or(|ended| at < ended) && self.rule.covers(at, location, &self.members)
    }
}

/// An exemption whose time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueExemption {
    /// The exemption.
    pub id: ExemptionId,
    /// The municipality that gave it.
    pub municipality: MunicipalityId,
    /// The key store's half of its key, which dies first.
    pub key_half_id: HalfId,
    /// Since when it is due.
    pub destroy_after: Timestamp,
}

#[derive(Queryable)]
struct MatchRow {
    id: String,
    category: String,
    valid_from: i64,
    valid_until: i64,
    weekly_windows: String,
    location_ids: String,
    plate_index: Vec<u8>,
    ended_at: Option<i64>,
    zone_id: Option<String>,
}

impl TryFrom<MatchRow> for ExemptionMatch {
    type Error = StoreError;

    fn try_from(row: MatchRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        let rule = RuleColumns {
            category: &row.category,
            valid_from: row.valid_from,
            valid_until: row.valid_until,
            weekly_windows: &row.weekly_windows,
            location_ids: &row.location_ids,
            zone_id: row.zone_id.as_deref(),
        };
        Ok(Self {
            id: at.text("id", &row.id)?,
            plate_index: at.bytes("plate_index", &row.plate_index)?,
            rule: rule.read(&at)?,
            ended_at: at.instant_opt("ended_at", row.ended_at)?,
            members: Vec::new(),
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = exemptions)]
struct DueRow {
    id: String,
    municipality_id: String,
    key_half_id: String,
    destroy_after: i64,
}

impl TryFrom<DueRow> for DueExemption {
    type Error = StoreError;

    fn try_from(row: DueRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        Ok(Self {
            id: at.text("id", &row.id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            key_half_id: at.text("key_half_id", &row.key_half_id)?,
            destroy_after: at.instant("destroy_after", row.destroy_after)?,
        })
    }
}

/// The exemption, ended or not.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn find(conn: &mut Connection, scope: &Scope, id: ExemptionId) -> Result<Option<Exemption>, StoreError> {
    let row = within!(
        exemptions::table.filter(exemptions::id.eq(id.to_string())),
        scope,
        exemptions::municipality_id
    )
    .select(ExemptionRow::as_select())
    .get_result(conn.raw())
    .optional()?;
    row.map(Exemption::try_from).transpose()
}

/// All exemptions on any of these plates that count, whatever their validity. This is intake's hot path: with a municipality's
/// scope it is one search of the index (municipality, plate index) per plate, and one more of the members' key for each zone
/// that what was found names. Nothing depends on how large zones or lists of exemptions are.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn by_plate_indexes(
    conn: &mut Connection,
    scope: &Scope,
    indexes: &[[u8; 32]],
) -> Result<Vec<ExemptionMatch>, StoreError> {
    if indexes.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = vec![Value::AnyBytes(indexes.iter().map(|index| index.to_vec()).collect())];
    let text = match scope.filter() {
        Some(municipality) => {
            values.push(Value::Text(municipality));
            OF_MUNICIPALITY
        }
        None => OF_ALL,
    };
    let rows: Vec<MatchRow> = Fixed::<MatchTypes>::new(text, values).load(conn.raw())?;
    let found = rows.into_iter().map(ExemptionMatch::try_from).collect::<Result<_, _>>()?;
    with_members(conn, scope, found)
}

/// The SQL types of [`MatchRow`].
type MatchTypes = (Text, Text, BigInt, BigInt, Text, Text, Binary, Nullable<BigInt>, Nullable<Text>);

const OF_MUNICIPALITY: &str = "SELECT id, category, valid_from, valid_until, weekly_windows, location_ids, plate_index,
        ended_at, zone_id
    FROM exemptions WHERE plate_index IN (?) AND provisional_until IS NULL AND municipality_id = ? ORDER BY id";

const OF_ALL: &str =
    "SELECT id, category, valid_from, valid_until, weekly_windows, location_ids, plate_index, ended_at,
        zone_id
    FROM exemptions WHERE plate_index IN (?) AND provisional_until IS NULL ORDER BY id";

/// Gives those that name a zone its members, from the same snapshot.
fn with_members(
    conn: &mut Connection,
    scope: &Scope,
    mut found: Vec<ExemptionMatch>,
) -> Result<Vec<ExemptionMatch>, StoreError> {
    let named: BTreeSet<_> = found.iter().filter_map(|exemption| exemption.rule.area.zone()).collect();
    let members = zones::memberships_of(conn, scope, &named)?;
    for exemption in &mut found {
        let of = exemption.rule.area.zone().and_then(|zone| members.get(&zone));
        exemption.members = of.cloned().unwrap_or_default();
    }
    Ok(found)
}

/// The exemptions that hold at this location at some instant from `from` until before `until`, weekly windows aside: those
/// of everywhere, of the location, and of the zones it is part of now.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn valid_for_location(
    conn: &mut Connection,
    scope: &Scope,
    location: LocationId,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Exemption>, StoreError> {
    // The locations are a JSON list of identifiers, `null` for everywhere: an identifier occurs in it or it does not.
    let named =
        exemptions::location_ids.eq("null").or(exemptions::location_ids.like(format!("%{location}%")));
    let around: Vec<String> =
        zones::around(conn, scope, location)?.iter().map(|zone| zone.to_string()).collect();
    let here = named.or(exemptions::zone_id.eq_any(around));
    let valid = exemptions::table
        .filter(exemptions::provisional_until.is_null())
        .filter(exemptions::valid_until.gt(micros(from)))
        .filter(exemptions::valid_from.lt(micros(until)))
        .filter(exemptions::ended_at.is_null().or(exemptions::ended_at.gt(micros(from))))
        .filter(here);
    let rows = within!(valid, scope, exemptions::municipality_id)
        .order(exemptions::id)
        .select(ExemptionRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Exemption::try_from).collect()
}

/// Exemptions that are due for destruction, the longest overdue first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn due(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<DueExemption>, StoreError> {
    let due = exemptions::table.filter(exemptions::destroy_after.le(micros(now)));
    let mut rows = within!(due, scope, exemptions::municipality_id)
        .order((exemptions::destroy_after, exemptions::id))
        .limit(i64::from(limit))
        .select(DueRow::as_select())
        .load(conn.raw())?;
    if rows.is_empty() {
        rows = never_counted(conn, scope, now, limit)?;
    }
    rows.into_iter().map(DueExemption::try_from).collect()
}

/// Those that waited to count and did not come to it. Apart from the others, as each has an index of its own.
fn never_counted(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<DueRow>, StoreError> {
    let lapsed = exemptions::table.filter(exemptions::provisional_until.le(micros(now)));
    let rows = within!(lapsed, scope, exemptions::municipality_id)
        .order(exemptions::id)
        .limit(i64::from(limit))
        .select(DueRow::as_select())
        .load(conn.raw())?;
    Ok(rows)
}

/// Those of `halves` that belong to an exemption; the sweep of unattached halves spares them.
///
/// # Errors
/// The store's own.
pub fn halves_in_use(
    conn: &mut Connection,
    scope: &Scope,
    halves: &[HalfId],
) -> Result<Vec<HalfId>, StoreError> {
    named_halves!(conn, scope, halves, exemptions, TABLE)
}
