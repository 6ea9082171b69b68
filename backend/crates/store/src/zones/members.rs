//! Which locations belong to a zone, and since when.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use jiff::Timestamp;
use poortwacht_domain::exemption::Membership;
use poortwacht_domain::ids::{LocationId, ZoneId};

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::fixed::{Fixed, Value};
use crate::schema::{zone_members, zones};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const TABLE: &str = "zone_members";

#[derive(Queryable, Insertable)]
#[diesel(table_name = zone_members)]
struct MemberRow {
    zone_id: String,
    location_id: String,
    member_from: i64,
    member_until: Option<i64>,
}

impl MemberRow {
    fn read(&self) -> Result<(ZoneId, Membership), StoreError> {
        let at = Row::new(TABLE, format!("{}/{}", self.zone_id, self.location_id));
        let membership = Membership {
            location: at.text("location_id", &self.location_id)?,
            from: at.instant("member_from", self.member_from)?,
            until: at.instant_opt("member_until", self.member_until)?,
        };
        Ok((at.text("zone_id", &self.zone_id)?, membership))
    }
}

/// Ends the memberships of locations that are not wanted any more, and begins those of new ones.
pub(super) fn set(tx: &mut Tx, zone: ZoneId, wanted: &[LocationId], at: Timestamp) -> Result<(), StoreError> {
    let wanted: BTreeSet<String> = wanted.iter().map(LocationId::to_string).collect();
    let current = || {
        zone_members::table
            .filter(zone_members::zone_id.eq(zone.to_string()))
            .filter(zone_members::member_until.is_null())
    };
    let members: BTreeSet<String> =
        current().select(zone_members::location_id).load::<String>(tx.raw())?.into_iter().collect();
    let leaving: Vec<&String> = members.difference(&wanted).collect();
    diesel::update(current().filter(zone_members::location_id.eq_any(leaving)))
        .set(zone_members::member_until.eq(micros(at)))
        .execute(tx.raw())?;
    for location in wanted.difference(&members) {
        if resume(tx, (zone, location), at)? {
            continue;
        }
        let row = MemberRow {
            zone_id: zone.to_string(),
            location_id: location.clone(),
            member_from: micros(at),
            member_until: None,
        };
        diesel::insert_into(zone_members::table).values(&row).execute(tx.raw())?;
    }
    Ok(())
}

/// A membership that began and ended at this very instant goes on. Whether there was one.
fn resume(tx: &mut Tx, (zone, location): (ZoneId, &str), at: Timestamp) -> Result<bool, StoreError> {
    let begun = zone_members::table.find((zone.to_string(), location, micros(at)));
    let resumed = diesel::update(begun).set(zone_members::member_until.eq(None::<i64>)).execute(tx.raw())?;
    Ok(resumed == 1)
}

/// All memberships of these zones, past ones among them. Intake's hot path where a plate has an exemption in a zone: one
/// search of the primary key per zone.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn memberships_of(
    conn: &mut Connection,
    scope: &Scope,
    of: &BTreeSet<ZoneId>,
) -> Result<BTreeMap<ZoneId, Vec<Membership>>, StoreError> {
    let mut found: BTreeMap<ZoneId, Vec<Membership>> = BTreeMap::new();
    if of.is_empty() {
        return Ok(found);
    }
    let named = "SELECT zone_id, location_id, member_from, member_until FROM zone_members
        INNER JOIN zones ON zones.id = zone_members.zone_id
        WHERE zone_id IN (?) AND municipality_id = coalesce(?, municipality_id)";
    let values =
        [Value::AnyText(of.iter().map(ZoneId::to_string).collect()), Value::TextOrNull(scope.filter())];
    let rows: Vec<MemberRow> =
        Fixed::<(Text, Text, BigInt, Nullable<BigInt>)>::new(named, values).load(conn.raw())?;
    for row in rows {
        let (zone, membership) = row.read()?;
        found.entry(zone).or_default().push(membership);
    }
    Ok(found)
}

/// All memberships of all zones of the scope, past ones among them.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn memberships(
    conn: &mut Connection,
    scope: &Scope,
) -> Result<BTreeMap<ZoneId, Vec<Membership>>, StoreError> {
    let all =
        within!(zones::table, scope, zones::municipality_id).select(zones::id).load::<String>(conn.raw())?;
    let ids = all.iter().map(|id| Row::new("zones", id).text("id", id)).collect::<Result<_, _>>()?;
    memberships_of(conn, scope, &ids)
}

/// The zones that the location is part of now.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn around(conn: &mut Connection, scope: &Scope, location: LocationId) -> Result<Vec<ZoneId>, StoreError> {
    let here = zone_members::table
        .inner_join(zones::table)
        .filter(zone_members::location_id.eq(location.to_string()))
        .filter(zone_members::member_until.is_null());
    let ids: Vec<String> =
        within!(here, scope, zones::municipality_id).select(zone_members::zone_id).load(conn.raw())?;
    ids.iter().map(|id| Row::new(TABLE, id).text("zone_id", id)).collect()
}
