//! What waits for an officer.

use std::collections::BTreeMap;

use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{CaseState, LocationId};

use super::reach::Condition;
use crate::columns::{Row, count, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{case_restrictions as restricted, cases};
use crate::scope::Scope;
use crate::within::within;

/// The cases of one location that await review, those on a colleague's desk included, those that are left alone at
/// somebody's request not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockLine {
    /// The location.
    pub location: LocationId,
    /// How many cases wait.
    pub waiting: u64,
    /// The act of the one that waits longest.
    pub oldest: Timestamp,
    /// When the first of them is destroyed undecided.
    pub deadline: Timestamp,
}

type Group = (String, i64, Option<i64>, Option<i64>);

/// Counts by location, the nearest deadline first. Locations without waiting cases are left out.
///
/// One grouped query, answered from the index `cases_desk` alone.
///
/// # Errors
/// The store's own.
pub fn stock(conn: &mut Connection, scope: &Scope) -> Result<Vec<StockLine>, StoreError> {
    let columns = (cases::location_id, count_star(), min(cases::captured_at), min(cases::destroy_after));
    let waiting = waiting(conn, scope)?;
    let groups: Vec<Group> =
        cases::table.filter(waiting).group_by(cases::location_id).select(columns).load(conn.raw())?;
    let mut lines = groups.into_iter().map(line).collect::<Result<Vec<_>, _>>()?;
    lines.sort_by_key(|line| (line.deadline, line.location));
    Ok(lines)
}

/// How many of the waiting cases are destroyed undecided before an instant, by location. Locations without any are left
/// out.
///
/// # Errors
/// The store's own.
pub fn stock_near(
    conn: &mut Connection,
    scope: &Scope,
    before: Timestamp,
) -> Result<BTreeMap<LocationId, u64>, StoreError> {
    let waiting = waiting(conn, scope)?;
    let groups: Vec<(String, i64)> = cases::table
        .filter(waiting)
        .filter(cases::destroy_after.lt(micros(before)))
        .group_by(cases::location_id)
        .select((cases::location_id, count_star()))
        .load(conn.raw())?;
    let mut near = BTreeMap::new();
    for (location, number) in groups {
        let row = Row::new("cases", &location);
        near.insert(row.text("location_id", &location)?, row.number("count", number)?);
    }
    Ok(near)
}

/// How many cases await review, counted up to `most`: for a page that an officer loads hundreds of times a day.
///
/// Walks the first `most` entries of the index `cases_stock` and touches no row.
///
/// # Errors
/// The store's own.
pub fn count_waiting(conn: &mut Connection, scope: &Scope, most: u64) -> Result<u64, StoreError> {
    let line = cases::table.filter(waiting(conn, scope)?).order(cases::captured_at).limit(count(most));
    let found: Vec<i64> = line.select(cases::captured_at).load(conn.raw())?;
    Ok(u64::try_from(found.len()).unwrap_or(most))
}

/// The indexes do not hold what is left alone, and that is hardly ever anything: where it is nothing, no row is touched.
fn waiting(conn: &mut Connection, scope: &Scope) -> Result<Condition, StoreError> {
    let awaiting = cases::state.eq(CaseState::AwaitingReview.as_str());
    let left_alone = restricted::table.inner_join(cases::table).filter(awaiting);
    let is_any = within!(left_alone.select(restricted::case_id).limit(1), scope, cases::municipality_id)
        .first::<String>(conn.raw())
        .optional()?
        .is_some();
    let awaiting: Condition = match scope.filter() {
        Some(municipality) => Box::new(cases::municipality_id.eq(municipality).and(awaiting)),
        None => Box::new(awaiting),
    };
    let left_alone = restricted::table.select(restricted::case_id);
    Ok(if is_any { Box::new(awaiting.and(cases::id.ne_all(left_alone))) } else { awaiting })
}

fn line((location, waiting, oldest, deadline): Group) -> Result<StockLine, StoreError> {
    let row = Row::new("cases", &location);
    // A group has at least one row, and both columns are NOT NULL.
    let present =
        |column, value: Option<i64>| value.ok_or_else(|| row.corrupt(column, "no value in a group"));
    Ok(StockLine {
        location: row.text("location_id", &location)?,
        waiting: row.number("count", waiting)?,
        oldest: row.instant("captured_at", present("captured_at", oldest)?)?,
        deadline: row.instant("destroy_after", present("destroy_after", deadline)?)?,
    })
}
