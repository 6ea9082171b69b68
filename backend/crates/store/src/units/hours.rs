//! The worst of each hour of a unit, so that drift can be seen over time. Kept for 30 days.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::ids::UnitId;

use crate::columns::{Row, count, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{unit_hours, units};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
const HOUR_SECONDS: i64 = 3_600;

/// One hour of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitHour {
    /// Its first instant.
    pub hour: Timestamp,
    /// The offset of the clock that was furthest from zero, in milliseconds.
    pub clock_offset_ms: i64,
    /// The most packets that waited.
    pub queue_length: u64,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = unit_hours)]
struct HourRow {
    unit_id: String,
    hour: i64,
    clock_offset_ms: i64,
    queue_length: i64,
}

impl TryFrom<HourRow> for UnitHour {
    type Error = StoreError;

    fn try_from(row: HourRow) -> Result<Self, StoreError> {
        let at = Row::new("unit_hours", format!("{}/{}", row.unit_id, row.hour));
        Ok(Self {
            hour: at.instant("hour", row.hour)?,
            clock_offset_ms: row.clock_offset_ms,
            queue_length: at.number("queue_length", row.queue_length)?,
        })
    }
}

/// Notes a heartbeat in its hour. Called with the unit's row locked by the heartbeat itself.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub(super) fn note_hour(
    tx: &mut Tx,
    unit: UnitId,
    at: Timestamp,
    clock_offset_ms: i64,
    queue_length: u64,
) -> Result<(), StoreError> {
    let second = at.as_second().div_euclid(HOUR_SECONDS).saturating_mul(HOUR_SECONDS);
    let hour = second.saturating_mul(1_000_000);
    let here = || unit_hours::table.find((unit.to_string(), hour));
    let found: Option<HourRow> = here().select(HourRow::as_select()).get_result(tx.raw()).optional()?;
    let Some(found) = found else {
        forget(tx, unit, at)?;
        let row =
            HourRow { unit_id: unit.to_string(), hour, clock_offset_ms, queue_length: count(queue_length) };
        diesel::insert_into(unit_hours::table).values(&row).execute(tx.raw())?;
        return Ok(());
    };
    let worst =
        [found.clock_offset_ms, clock_offset_ms].into_iter().max_by_key(|offset| offset.unsigned_abs());
    let longest = found.queue_length.max(count(queue_length));
    diesel::update(here())
        .set((
            unit_hours::clock_offset_ms.eq(worst.unwrap_or(clock_offset_ms)),
            unit_hours::queue_length.eq(longest),
        ))
        .execute(tx.raw())?;
    Ok(())
}

fn forget(tx: &mut Tx, unit: UnitId, now: Timestamp) -> Result<(), StoreError> {
    let oldest = micros(now.saturating_sub(KEPT).unwrap_or(Timestamp::MIN));
    let old = unit_hours::table
        .filter(unit_hours::unit_id.eq(unit.to_string()))
        .filter(unit_hours::hour.lt(oldest));
    diesel::delete(old).execute(tx.raw())?;
    Ok(())
}

/// The hours of a unit since an instant, in their order.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn hours_of(
    conn: &mut Connection,
    scope: &Scope,
    unit: UnitId,
    from: Timestamp,
) -> Result<Vec<UnitHour>, StoreError> {
    let of_unit = unit_hours::table
        .inner_join(units::table)
        .filter(unit_hours::unit_id.eq(unit.to_string()))
        .filter(unit_hours::hour.ge(micros(from)));
    let rows = within!(of_unit, scope, units::municipality_id)
        .order(unit_hours::hour)
        .select(HourRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(UnitHour::try_from).collect()
}
