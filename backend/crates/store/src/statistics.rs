//! What is left of a destroyed case: a number by location, month and outcome.

use diesel::prelude::*;
use poortwacht_domain::{LocationId, Month, MunicipalityId};

use crate::columns::{Row, count};
use crate::connection::Connection;
use crate::error::{Insertion, StoreError};
use crate::schema::destroyed_statistics;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// What destroyed cases are counted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Whose cases they were.
    pub municipality: MunicipalityId,
    /// Where the acts were.
    pub location: LocationId,
    /// The acts' month, in Dutch local time.
    pub month: Month,
    /// The last state, with the reason where there was one; a code.
    pub outcome: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = destroyed_statistics)]
struct TallyRow {
    municipality_id: String,
    location_id: String,
    month: String,
    outcome: String,
    count: i64,
}

impl TryFrom<TallyRow> for (Tally, u64) {
    type Error = StoreError;

    fn try_from(tally: TallyRow) -> Result<Self, StoreError> {
        let key = format_args!("{}/{}/{}", tally.location_id, tally.month, tally.outcome).to_string();
        let row = Row::new("destroyed_statistics", key);
        let count = row.number("count", tally.count)?;
        let tally = Tally {
            municipality: row.text("municipality_id", &tally.municipality_id)?,
            location: row.text("location_id", &tally.location_id)?,
            month: row.text("month", &tally.month)?,
            outcome: tally.outcome,
        };
        Ok((tally, count))
    }
}

/// Counts `number` more destroyed cases.
///
/// # Errors
/// [`StoreError::NotFound`] for a municipality outside the scope.
pub fn add(tx: &mut Tx, scope: &Scope, tally: &Tally, number: u64) -> Result<(), StoreError> {
    scope.check(tally.municipality)?;
    let row = TallyRow {
        municipality_id: tally.municipality.to_string(),
        location_id: tally.location.to_string(),
        month: tally.month.to_string(),
        outcome: tally.outcome.clone(),
        count: count(number),
    };
    if increase(tx, &row)? {
        return Ok(());
    }
    let inserted = tx.insert_unique(|conn| {
        diesel::insert_into(destroyed_statistics::table).values(&row).execute(conn.raw())?;
        Ok(())
    })?;
    if inserted == Insertion::AlreadyThere {
        // Another server made the row between the two statements.
        increase(tx, &row)?;
    }
    Ok(())
}

fn increase(tx: &mut Tx, row: &TallyRow) -> Result<bool, StoreError> {
    let one = destroyed_statistics::table
        .filter(destroyed_statistics::municipality_id.eq(&row.municipality_id))
        .filter(destroyed_statistics::location_id.eq(&row.location_id))
        .filter(destroyed_statistics::month.eq(&row.month))
        .filter(destroyed_statistics::outcome.eq(&row.outcome));
    let more = destroyed_statistics::count.eq(destroyed_statistics::count + row.count);
    Ok(diesel::update(one).set(more).execute(tx.raw())? > 0)
}

/// All counts of destroyed cases, by month, location and outcome.
///
/// # Errors
/// The store's own.
pub fn list(conn: &mut Connection, scope: &Scope) -> Result<Vec<(Tally, u64)>, StoreError> {
    let rows = within!(destroyed_statistics::table, scope, destroyed_statistics::municipality_id)
        .order((
            destroyed_statistics::month,
            destroyed_statistics::location_id,
            destroyed_statistics::outcome,
        ))
        .select(TallyRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(<(Tally, u64)>::try_from).collect()
}
