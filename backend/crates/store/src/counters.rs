//! Daily counts of what came in, per location and outcome. Passages without a case leave nothing but this.

use diesel::prelude::*;
use jiff::civil::Date;
use poortwacht_domain::ids::{LocationId, MunicipalityId};
use poortwacht_domain::passage::PacketOutcome;

use crate::columns::{Row, count};
use crate::connection::Connection;
use crate::error::{Insertion, StoreError};
use crate::fixed::{Fixed, Value};
use crate::schema::intake_counters;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// The municipality.
    pub municipality: MunicipalityId,
    /// The location.
    pub location: LocationId,
    /// The day in Dutch local time.
    pub day: Date,
    /// What the unit was told.
    pub outcome: PacketOutcome,
}

/// A counter and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// What was counted.
    pub counter: Counter,
    /// How many.
    pub count: u64,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = intake_counters)]
struct CounterRow {
    municipality_id: String,
    location_id: String,
    day: String,
    outcome: String,
    count: i64,
}

impl CounterRow {
    fn new(counter: Counter, count: i64) -> Self {
        Self {
            municipality_id: counter.municipality.to_string(),
            location_id: counter.location.to_string(),
            day: counter.day.to_string(),
            outcome: counter.outcome.as_str().to_owned(),
            count,
        }
    }
}

impl TryFrom<CounterRow> for Counted {
    type Error = StoreError;

    fn try_from(row: CounterRow) -> Result<Self, StoreError> {
        let at = Row::new("intake_counters", format!("{}/{}/{}", row.location_id, row.day, row.outcome));
        let counter = Counter {
            municipality: at.text("municipality_id", &row.municipality_id)?,
            location: at.text("location_id", &row.location_id)?,
            day: at.text("day", &row.day)?,
            outcome: at.text("outcome", &row.outcome)?,
        };
        Ok(Self { counter, count: at.number("count", row.count)? })
    }
}

/// Adds `by` to a counter, which starts at nought.
///
/// # Errors
/// [`StoreError::NotFound`] when the municipality is out of scope.
pub fn increment(tx: &mut Tx, scope: &Scope, counter: Counter, by: u64) -> Result<(), StoreError> {
    scope.check(counter.municipality)?;
    let row = CounterRow::new(counter, count(by));
    if add(tx, &row)? {
        return Ok(());
    }
    let inserted = tx.insert_unique(|connection| {
        diesel::insert_into(intake_counters::table).values(&row).execute(connection.raw())?;
        Ok(())
    })?;
    if inserted == Insertion::AlreadyThere {
        // Another process made the row between the two statements.
        add(tx, &row)?;
    }
    Ok(())
}

fn add(tx: &mut Tx, row: &CounterRow) -> Result<bool, StoreError> {
    let more = "UPDATE intake_counters SET count = intake_counters.count + ?
        WHERE municipality_id = ? AND location_id = ? AND day = ? AND outcome = ?";
    let key = [&row.municipality_id, &row.location_id, &row.day, &row.outcome];
    let key = key.into_iter().map(|part| Value::Text(part.clone()));
    let values: Vec<Value> = std::iter::once(Value::Number(row.count)).chain(key).collect();
    Ok(Fixed::<()>::new(more, values).execute(tx.raw())? == 1)
}

/// All counters of one day, by location and outcome.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn day(conn: &mut Connection, scope: &Scope, day: Date) -> Result<Vec<Counted>, StoreError> {
    let of_day = intake_counters::table.filter(intake_counters::day.eq(day.to_string()));
    let rows = within!(of_day, scope, intake_counters::municipality_id)
        .order((intake_counters::location_id, intake_counters::outcome))
        .select(CounterRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Counted::try_from).collect()
}

/// All counters from one day on and before another, by day, location and outcome.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn between(
    conn: &mut Connection,
    scope: &Scope,
    from: Date,
    until: Date,
) -> Result<Vec<Counted>, StoreError> {
    let of_period = intake_counters::table
        .filter(intake_counters::day.ge(from.to_string()))
        .filter(intake_counters::day.lt(until.to_string()));
    let rows = within!(of_period, scope, intake_counters::municipality_id)
        .order((intake_counters::day, intake_counters::location_id, intake_counters::outcome))
        .select(CounterRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Counted::try_from).collect()
}
