//! Cases of a warning period, whose letters a letter service sends: the list, and what was handed over.

use diesel::dsl::count_star;
use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::{CaseId, DatePeriod, LocationId};

use crate::cases;
use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{cases as cases_table, warning_letters};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const TABLE: &str = "warning_letters";

/// A warning period of a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterPeriod {
    /// The location.
    pub location: LocationId,
    /// Its first and last day.
    pub days: DatePeriod,
}

/// Letters of a period that were handed over together, or that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterBundle {
    /// The period.
    pub period: LetterPeriod,
    /// When they were handed over; `None` while they wait.
    pub handed_over_at: Option<Timestamp>,
    /// How many.
    pub count: u64,
}

/// Location, first and last day of the period, and when they were handed over.
type BundleKey = (String, String, String, Option<i64>);

#[derive(Insertable)]
#[diesel(table_name = warning_letters)]
struct LetterRow {
    case_id: String,
    location_id: String,
    period_from: String,
    period_until: String,
    listed_at: i64,
    retention_class: String,
    destroy_after: i64,
}

/// Puts a case on the list.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope; [`StoreError::Conflict`] when it is on the list.
pub fn insert(
    tx: &mut Tx,
    scope: &Scope,
    case: CaseId,
    period: &LetterPeriod,
    at: Timestamp,
) -> Result<(), StoreError> {
    let inherited = cases::lock(tx, scope, case)?;
    let row = LetterRow {
        case_id: case.to_string(),
        location_id: period.location.to_string(),
        period_from: period.days.from.to_string(),
        period_until: period.days.until.to_string(),
        listed_at: micros(at),
        retention_class: inherited.retention_class,
        destroy_after: inherited.destroy_after,
    };
    diesel::insert_into(warning_letters::table).values(row).execute(tx.raw())?;
    Ok(())
}

/// How many letters of each period wait and were handed over, the latest period first.
///
/// # Errors
/// The store's own.
pub fn bundles(conn: &mut Connection, scope: &Scope) -> Result<Vec<LetterBundle>, StoreError> {
    let columns = (
        warning_letters::location_id,
        warning_letters::period_from,
        warning_letters::period_until,
        warning_letters::handed_over_at,
    );
    let letters = warning_letters::table
        .inner_join(cases_table::table)
        .group_by(columns)
        .select((columns, count_star()));
    let rows: Vec<(BundleKey, i64)> = within!(letters, scope, cases_table::municipality_id)
        .order((
            warning_letters::period_from.desc(),
            warning_letters::location_id,
            warning_letters::period_until,
            warning_letters::handed_over_at,
        ))
        .load(conn.raw())?;
    rows.into_iter().map(bundle).collect()
}

fn bundle(
    ((location, from, until, handed_over_at), count): (BundleKey, i64),
) -> Result<LetterBundle, StoreError> {
    let row = Row::new(TABLE, format_args!("{location}/{from}"));
    let day = |column: &'static str, text: &str| row.text::<Date>(column, text);
    let days = DatePeriod { from: day("period_from", &from)?, until: day("period_until", &until)? };
    let period = LetterPeriod { location: row.text("location_id", &location)?, days };
    let handed_over_at = row.instant_opt("handed_over_at", handed_over_at)?;
    Ok(LetterBundle { period, handed_over_at, count: row.number("count", count)? })
}

/// The cases of a period that wait, or that were handed over at this instant; the earliest act first.
///
/// # Errors
/// The store's own.
pub fn of_bundle(
    conn: &mut Connection,
    scope: &Scope,
    period: &LetterPeriod,
    handed_over_at: Option<Timestamp>,
    limit: u32,
) -> Result<Vec<CaseId>, StoreError> {
    let letters = warning_letters::table
        .inner_join(cases_table::table)
        .filter(warning_letters::location_id.eq(period.location.to_string()))
        .filter(warning_letters::period_from.eq(period.days.from.to_string()))
        .filter(warning_letters::period_until.eq(period.days.until.to_string()));
    let letters = within!(letters, scope, cases_table::municipality_id);
    let letters = match handed_over_at {
        Some(at) => letters.filter(warning_letters::handed_over_at.eq(micros(at))),
        None => letters.filter(warning_letters::handed_over_at.is_null()),
    };
    let ids: Vec<String> = letters
        .order((cases_table::captured_at, cases_table::id))
        .limit(limit.into())
        .select(warning_letters::case_id)
        .load(conn.raw())?;
    ids.iter().map(|id| Row::new(TABLE, id).text("case_id", id)).collect()
}

/// Records that a letter was handed over. One that was already keeps its instant.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope; [`StoreError::Conflict`] when it was handed over already, or is
/// not on the list.
pub fn hand_over(tx: &mut Tx, scope: &Scope, case: CaseId, at: Timestamp) -> Result<(), StoreError> {
    cases::require(tx, scope, case)?;
    let waiting = warning_letters::table
        .filter(warning_letters::case_id.eq(case.to_string()))
        .filter(warning_letters::handed_over_at.is_null());
    let rows = diesel::update(waiting)
        .set(warning_letters::handed_over_at.eq(Some(micros(at))))
        .execute(tx.raw())?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict { constraint: "handed_over_at".to_owned() }) }
}

/// Takes a case off the list that gets no letter after all. One whose letter was handed over stays.
///
/// # Errors
/// As [`hand_over`].
pub fn remove(tx: &mut Tx, scope: &Scope, case: CaseId) -> Result<(), StoreError> {
    cases::require(tx, scope, case)?;
    let waiting = warning_letters::table
        .filter(warning_letters::case_id.eq(case.to_string()))
        .filter(warning_letters::handed_over_at.is_null());
    let rows = diesel::delete(waiting).execute(tx.raw())?;
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict { constraint: "handed_over_at".to_owned() }) }
}
