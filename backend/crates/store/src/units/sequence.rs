//! The gapless numbering of a unit's packets, and the numbers that have not arrived.
//!
//! Packets of one unit may arrive out of order (it sends several at a time and retries), so a jump opens a gap and a
//! late packet closes it again, wholly or in part.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use jiff::Timestamp;
use poortwacht_domain::ids::UnitId;

use crate::columns::{Row, count, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::fixed::{Fixed, Value};
use crate::schema::{unit_gaps, units};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// Sequence numbers that were passed over, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The first number that is missing.
    pub first: u64,
    /// The last number that is missing.
    pub last: u64,
}

/// A stretch of a unit's numbers that has still not arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The unit.
    pub unit: UnitId,
    /// The numbers.
    pub missing: Missing,
    /// When the jump over them was noticed.
    pub noticed_at: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = unit_gaps)]
struct GapRow {
    unit_id: String,
    first_missing: i64,
    last_missing: i64,
    noticed_at: i64,
}

impl TryFrom<GapRow> for Gap {
    type Error = StoreError;

    fn try_from(row: GapRow) -> Result<Self, StoreError> {
        let at = Row::new("unit_gaps", format!("{}/{}", row.unit_id, row.first_missing));
        Ok(Self {
            unit: at.text("unit_id", &row.unit_id)?,
            missing: Missing {
                first: at.number("first_missing", row.first_missing)?,
                last: at.number("last_missing", row.last_missing)?,
            },
            noticed_at: at.instant("noticed_at", row.noticed_at)?,
        })
    }
}

/// Notes the sequence number of a packet that arrived. Answers the numbers it jumped over, if it did.
///
/// The first number of a unit sets where its numbering starts. A number from before the highest one closes (its part
/// of) a gap; a number seen before changes nothing.
///
/// # Errors
/// [`StoreError::NotFound`] when the unit is not in scope.
pub fn record_sequence(
    tx: &mut Tx,
    scope: &Scope,
    unit: UnitId,
    sequence: u64,
    now: Timestamp,
) -> Result<Option<Missing>, StoreError> {
    let sequence = count(sequence);
    let highest = lock_highest(tx, scope, unit)?;
    let Some(highest) = highest else {
        advance(tx, unit, sequence)?;
        return Ok(None);
    };
    if sequence <= highest {
        arrive_late(tx, unit, sequence)?;
        return Ok(None);
    }
    advance(tx, unit, sequence)?;
    if sequence == highest.saturating_add(1) {
        return Ok(None);
    }
    open_gap(tx, unit, (highest.saturating_add(1), sequence.saturating_sub(1)), now).map(Some)
}

/// Write-first: the update takes the row's lock, so that two packets of one unit cannot both jump over the same gap.
fn lock_highest(tx: &mut Tx, scope: &Scope, unit: UnitId) -> Result<Option<i64>, StoreError> {
    let lock = "UPDATE units SET last_sequence = last_sequence
        WHERE id = ? AND municipality_id = coalesce(?, municipality_id) RETURNING last_sequence";
    let values = [Value::Text(unit.to_string()), Value::TextOrNull(scope.filter())];
    Ok(Fixed::<Nullable<BigInt>>::new(lock, values).get_result(tx.raw())?)
}

fn advance(tx: &mut Tx, unit: UnitId, sequence: i64) -> Result<(), StoreError> {
    let values = [Value::Number(sequence), Value::Text(unit.to_string())];
    Fixed::<()>::new("UPDATE units SET last_sequence = ? WHERE id = ?", values).execute(tx.raw())?;
    Ok(())
}

fn open_gap(tx: &mut Tx, unit: UnitId, ends: (i64, i64), now: Timestamp) -> Result<Missing, StoreError> {
    let row = GapRow {
        unit_id: unit.to_string(),
        first_missing: ends.0,
        last_missing: ends.1,
        noticed_at: micros(now),
    };
    diesel::insert_into(unit_gaps::table).values(&row).execute(tx.raw())?;
    Gap::try_from(row).map(|gap| gap.missing)
}

/// Takes `sequence` out of the gap it lies in; what is left of the gap on either side stays open.
fn arrive_late(tx: &mut Tx, unit: UnitId, sequence: i64) -> Result<(), StoreError> {
    let around = unit_gaps::table
        .filter(unit_gaps::unit_id.eq(unit.to_string()))
        .filter(unit_gaps::first_missing.le(sequence))
        .filter(unit_gaps::last_missing.ge(sequence));
    let gap: Option<GapRow> = around.select(GapRow::as_select()).first(tx.raw()).optional()?;
    let Some(gap) = gap else { return Ok(()) };
    diesel::delete(unit_gaps::table.find((&gap.unit_id, gap.first_missing))).execute(tx.raw())?;
    let before = GapRow { unit_id: unit.to_string(), last_missing: sequence - 1, ..gap };
    let after = GapRow { unit_id: unit.to_string(), first_missing: sequence + 1, ..gap };
    for rest in [before, after] {
        if rest.first_missing <= rest.last_missing {
            diesel::insert_into(unit_gaps::table).values(&rest).execute(tx.raw())?;
        }
    }
    Ok(())
}

/// All open gaps of the scope's units, by unit and number.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn gaps(conn: &mut Connection, scope: &Scope) -> Result<Vec<Gap>, StoreError> {
    let rows = within!(unit_gaps::table.inner_join(units::table), scope, units::municipality_id)
        .order((unit_gaps::unit_id, unit_gaps::first_missing))
        .select(GapRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Gap::try_from).collect()
}

/// The open gaps of one unit, by number.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn gaps_of(conn: &mut Connection, scope: &Scope, unit: UnitId) -> Result<Vec<Gap>, StoreError> {
    let of_unit = unit_gaps::table.inner_join(units::table).filter(unit_gaps::unit_id.eq(unit.to_string()));
    let rows = within!(of_unit, scope, units::municipality_id)
        .order(unit_gaps::first_missing)
        .select(GapRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Gap::try_from).collect()
}
