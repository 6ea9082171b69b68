//! What a unit says about itself in its heartbeats.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::UnitId;

use super::hours::note_hour;
use crate::columns::{count, micros, micros_opt};
use crate::error::StoreError;
use crate::schema::units;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// A unit's condition as of its last heartbeat; all empty before the first one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitHealth {
    /// When the last heartbeat came in, by the server's clock.
    pub last_heartbeat_at: Option<Timestamp>,
    /// How far the unit's clock was ahead, in milliseconds.
    pub clock_offset_ms: Option<i64>,
    /// How many packets waited in the unit.
    pub queue_length: Option<u64>,
    /// When the oldest waiting packet was captured.
    pub oldest_queued_at: Option<Timestamp>,
    /// Passages seen since registration.
    pub passages: u64,
    /// Passages matched by the unit itself against its exemption list, since registration.
    pub no_hits: u64,
    /// The unit's software.
    pub software_version: Option<String>,
}

/// One heartbeat.
#[derive(Clone, Debug)]
pub struct UnitReport {
    /// When it came in, by the server's clock.
    pub at: Timestamp,
    /// How far the unit's clock is ahead, in milliseconds.
    pub clock_offset_ms: i64,
    /// How many packets wait in the unit.
    pub queue_length: u64,
    /// When the oldest waiting packet was captured.
    pub oldest_queued_at: Option<Timestamp>,
    /// Passages seen since the heartbeat before.
    pub passages: u64,
    /// Passages without a hit since the heartbeat before.
    pub no_hits: u64,
    /// The unit's software.
    pub software_version: String,
}

/// Notes a heartbeat: the condition replaces the one before, the passages add up.
///
/// # Errors
/// [`StoreError::NotFound`] when the unit is not in scope.
pub fn record_heartbeat(
    tx: &mut Tx,
    scope: &Scope,
    id: UnitId,
    report: &UnitReport,
) -> Result<(), StoreError> {
    let unit = units::table.filter(units::id.eq(id.to_string()));
    let noted = within!(diesel::update(unit), scope, units::municipality_id)
        .set((
            units::last_heartbeat_at.eq(micros(report.at)),
            units::clock_offset_ms.eq(report.clock_offset_ms),
            units::queue_length.eq(count(report.queue_length)),
            units::oldest_queued_at.eq(micros_opt(report.oldest_queued_at)),
            units::passages.eq(units::passages + count(report.passages)),
            units::no_hits.eq(units::no_hits + count(report.no_hits)),
            units::software_version.eq(&report.software_version),
        ))
        .execute(tx.raw())?;
    if noted != 1 {
        return Err(StoreError::NotFound);
    }
    note_hour(tx, id, report.at, report.clock_offset_ms, report.queue_length)
}
