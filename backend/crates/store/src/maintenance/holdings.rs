//! What is held, in numbers: cases by month and class, what arrived late, what should not be there.

use diesel::dsl::{count_star, max};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::RetentionClass;
use poortwacht_domain::passage::PacketOutcome;

use crate::columns::{Row, count, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::fixed::{Fixed, Value};
use crate::schema::{accounts, cases, packet_receipts, spent_halves};
use crate::scope::Scope;
use crate::within::within;

use super::overdue::{Overdue, overdue};

/// One hour, in microseconds. Dutch months begin at whole hours, so a sum by hour tells the month exactly.
const HOUR: i64 = 3_600_000_000;

/// Everything that has a death date, by table and class, with the earliest of them.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row names no class.
pub fn holdings(conn: &mut Connection, scope: &Scope) -> Result<Vec<Overdue>, StoreError> {
    overdue(conn, scope, Timestamp::MAX)
}

/// Cases of one class whose passages lie in the same hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldHour {
    /// Their class.
    pub class: RetentionClass,
    /// The hour's beginning.
    pub hour: Timestamp,
    /// How many.
    pub count: u64,
}

/// The cases that are held, by class and the hour of the passage.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row names no class.
pub fn cases_by_hour(conn: &mut Connection, scope: &Scope) -> Result<Vec<HeldHour>, StoreError> {
    let held = "SELECT retention_class, captured_at / 3600000000, count(*) FROM cases
        WHERE municipality_id = coalesce(?, municipality_id) GROUP BY 1, 2";
    let rows: Vec<(String, i64, i64)> =
        Fixed::<(Text, BigInt, BigInt)>::new(held, [Value::TextOrNull(scope.filter())]).load(conn.raw())?;
    let at = Row::new("cases", "by hour");
    rows.into_iter()
        .map(|(class, hour, number)| {
            Ok(HeldHour {
                class: at.text("retention_class", &class)?,
                hour: at.instant("captured_at", hour.saturating_mul(HOUR))?,
                count: at.number("count", number)?,
            })
        })
        .collect()
}

/// What was destroyed since an instant, by kind and hour.
///
/// # Errors
/// The store's own.
pub fn destroyed_by_hour(
    conn: &mut Connection,
    scope: &Scope,
    since: Timestamp,
) -> Result<Vec<(String, Timestamp, u64)>, StoreError> {
    let lately = "SELECT subject_kind, destroyed_at / 3600000000, count(*) FROM destruction_register
        WHERE destroyed_at >= ? AND municipality_id = coalesce(?, municipality_id) GROUP BY 1, 2";
    let values = [Value::Number(micros(since)), Value::TextOrNull(scope.filter())];
    let rows: Vec<(String, i64, i64)> =
        Fixed::<(Text, BigInt, BigInt)>::new(lately, values).load(conn.raw())?;
    let at = Row::new("destruction_register", "by hour");
    rows.into_iter()
        .map(|(kind, hour, number)| {
            let hour = at.instant("destroyed_at", hour.saturating_mul(HOUR))?;
            Ok((kind, hour, at.number("count", number)?))
        })
        .collect()
}

/// How long the cases that are held were on their way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfers {
    /// Cases.
    pub count: u64,
    /// The longest way.
    pub longest: SignedDuration,
    /// Cases that were longer on their way than the limit.
    pub late: u64,
}

/// How long the cases that are held were on their way from the roadside, and how many longer than `limit`.
///
/// # Errors
/// The store's own.
pub fn transfers(
    conn: &mut Connection,
    scope: &Scope,
    limit: SignedDuration,
) -> Result<Transfers, StoreError> {
    let way = cases::received_at - cases::captured_at;
    let (number, longest): (i64, Option<i64>) =
        within!(cases::table.select((count_star(), max(way))), scope, cases::municipality_id)
            .get_result(conn.raw())?;
    let beyond = cases::table.filter(way.gt(count(limit.as_micros()))).select(count_star());
    let late: i64 = within!(beyond, scope, cases::municipality_id).get_result(conn.raw())?;
    let at = Row::new("cases", "transfers");
    Ok(Transfers {
        count: at.number("count", number)?,
        longest: SignedDuration::from_micros(longest.unwrap_or_default()),
        late: at.number("count", late)?,
    })
}

/// What a passage can be besides a violation; of such a one nothing is kept.
const NO_VIOLATION: [PacketOutcome; 3] =
    [PacketOutcome::Exempt, PacketOutcome::OutsideHours, PacketOutcome::LocationInactive];

/// Packets that were no violation and have a case all the same.
///
/// # Errors
/// The store's own.
pub fn cases_of_no_violation(conn: &mut Connection, scope: &Scope) -> Result<u64, StoreError> {
    let kept = packet_receipts::table
        .filter(packet_receipts::outcome.eq_any(NO_VIOLATION.map(PacketOutcome::as_str)))
        .filter(packet_receipts::case_id.is_not_null())
        .select(count_star());
    let number: i64 = within!(kept, scope, packet_receipts::municipality_id).get_result(conn.raw())?;
    Row::new("packet_receipts", "count").number("count", number)
}

/// Accounts in use with a password and without a second factor.
///
/// # Errors
/// The store's own.
pub fn without_second_factor(conn: &mut Connection, scope: &Scope) -> Result<u64, StoreError> {
    let open = accounts::table
        .filter(accounts::deactivated_at.is_null())
        .filter(accounts::password_hash.is_not_null())
        .filter(accounts::totp_sealed.is_null())
        .select(count_star());
    let number: i64 = within!(open, scope, accounts::municipality_id).get_result(conn.raw())?;
    Row::new("accounts", "count").number("count", number)
}

/// Key halves that were given up before an instant and are not destroyed yet.
///
/// # Errors
/// The store's own.
pub fn halves_spent_before(
    conn: &mut Connection,
    scope: &Scope,
    before: Timestamp,
) -> Result<u64, StoreError> {
    let spent = spent_halves::table.filter(spent_halves::spent_at.lt(micros(before))).select(count_star());
    let number: i64 = within!(spent, scope, spent_halves::municipality_id).get_result(conn.raw())?;
    Row::new("spent_halves", "count").number("count", number)
}
