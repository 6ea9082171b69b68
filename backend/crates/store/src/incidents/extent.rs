//! What a leak may concern, in numbers.

use diesel::dsl::{count, count_star, max, min};
use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::LocationId;

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::cases;
use crate::scope::Scope;
use crate::within::within;

/// Cases that are held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// How many.
    pub cases: u64,
    /// Different plate indexes among them. A vehicle has one for each month of passages and class of key.
    pub vehicles: u64,
    /// The first and the last passage.
    pub passages: Option<(Timestamp, Timestamp)>,
    /// How many at each location.
    pub places: Vec<(LocationId, u64)>,
}

/// The cases that were received before an instant and are still there.
///
/// # Errors
/// The store's own.
pub fn held_before(conn: &mut Connection, scope: &Scope, until: Timestamp) -> Result<Held, StoreError> {
    let at = Row::new("cases", "held");
    let received = || cases::table.filter(cases::received_at.lt(micros(until)));
    let (number, first, last): (i64, Option<i64>, Option<i64>) =
        within!(received(), scope, cases::municipality_id)
            .select((count_star(), min(cases::captured_at), max(cases::captured_at)))
            .get_result(conn.raw())?;
    let vehicles: i64 = within!(received(), scope, cases::municipality_id)
        .select(count(cases::plate_index).aggregate_distinct())
        .get_result(conn.raw())?;
    let first = at.instant_opt("captured_at", first)?;
    Ok(Held {
        cases: at.number("count", number)?,
        vehicles: at.number("count", vehicles)?,
        passages: first.zip(at.instant_opt("captured_at", last)?),
        places: places(conn, scope, until)?,
    })
}

fn places(
    conn: &mut Connection,
    scope: &Scope,
    until: Timestamp,
) -> Result<Vec<(LocationId, u64)>, StoreError> {
    let received = cases::table.filter(cases::received_at.lt(micros(until)));
    let grouped = received.group_by(cases::location_id).select((cases::location_id, count_star()));
    let rows: Vec<(String, i64)> =
        within!(grouped, scope, cases::municipality_id).order(cases::location_id).load(conn.raw())?;
    let at = Row::new("cases", "held by location");
    rows.into_iter()
        .map(|(location, number)| Ok((at.text("location_id", &location)?, at.number("count", number)?)))
        .collect()
}
