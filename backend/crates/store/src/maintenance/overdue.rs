//! What should have been destroyed and is still there, over every table that holds a death date.
//!
//! The retention job destroys by aggregate; this counts by table, so that the job can be checked by something that
//! does not share its mistakes.

use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::retention::RetentionClass;

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{
    access_reviews, accounts, api_creations, approvals, authorisations, batches, case_events, case_fields,
    case_pictures, case_restrictions, cases, event_outbox, exemption_imports, exemption_late_starts,
    exemptions, incident_entries, incident_extracts, incidents, ledger_texts, legal_holds, location_versions,
    locations, login_attempts, mail_notices, packet_receipts, person_requests, processing_lines,
    reconciliations, sample_lines, samples, sessions, sign_inspections, warning_letters, zone_versions,
    zones,
};
use crate::scope::Scope;
use crate::within::within;

/// Every table with a `destroy_after` column. A test holds this list against the migrations.
pub const TABLES: [&str; 33] = [
    "packet_receipts",
    "cases",
    "case_pictures",
    "case_fields",
    "case_events",
    "warning_letters",
    "legal_holds",
    "case_restrictions",
    "person_requests",
    "samples",
    "sample_lines",
    "exemptions",
    "exemption_imports",
    "exemption_late_starts",
    "accounts",
    "authorisations",
    "approvals",
    "access_reviews",
    "sessions",
    "login_attempts",
    "ledger_texts",
    "incidents",
    "incident_entries",
    "incident_extracts",
    "batches",
    "reconciliations",
    "processing_lines",
    "event_outbox",
    "mail_notices",
    "api_creations",
    "location_versions",
    "sign_inspections",
    "zone_versions",
];

/// Rows of one table and class whose time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// The table.
    pub table: &'static str,
    /// Their class.
    pub class: RetentionClass,
    /// How many.
    pub count: u64,
    /// The death date of the one that waits longest.
    pub oldest: Timestamp,
}

/// Class, rows, earliest death date.
type Tally = (String, i64, Option<i64>);

/// Counts the due rows of `$table`; `$from` is the table or its join with the one that names the municipality.
macro_rules! tally {
    ($conn:expr, $scope:expr, $now:expr, $table:ident) => {
        tally!($conn, $scope, $now, $table, $table::table, $table::municipality_id)
    };
    ($conn:expr, $scope:expr, $now:expr, $table:ident, $from:expr, $municipality:expr) => {{
        let due = $from.filter($table::destroy_after.le($now)).group_by($table::retention_class).select((
            $table::retention_class,
            count_star(),
            min($table::destroy_after),
        ));
        within!(due, $scope, $municipality)
            .order($table::retention_class)
            .load::<Tally>($conn.raw())
            .map(|rows| (stringify!($table), rows))
    }};
}

/// What is due at `now` and still there, by table and class; nothing is the good answer.
///
/// Undo times and crash-safe retries make a row a few minutes late, so a caller asks for a `now` with some slack.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row names no class.
pub fn overdue(conn: &mut Connection, scope: &Scope, now: Timestamp) -> Result<Vec<Overdue>, StoreError> {
    let now = micros(now);
    let mut tallies = of_cases(conn, scope, now)?;
    tallies.extend(of_people(conn, scope, now)?);
    tallies.extend(of_places(conn, scope, now)?);
    tallies.extend([
        tally!(conn, scope, now, packet_receipts)?,
        tally!(conn, scope, now, person_requests)?,
        tally!(conn, scope, now, samples)?,
        tally!(
            conn,
            scope,
            now,
            sample_lines,
            sample_lines::table.inner_join(samples::table),
            samples::municipality_id
        )?,
        tally!(conn, scope, now, exemptions)?,
        tally!(conn, scope, now, exemption_imports)?,
        tally!(conn, scope, now, exemption_late_starts)?,
        tally!(conn, scope, now, ledger_texts)?,
        tally!(conn, scope, now, incidents)?,
        tally!(
            conn,
            scope,
            now,
            incident_entries,
            incident_entries::table.inner_join(incidents::table),
            incidents::municipality_id
        )?,
        tally!(
            conn,
            scope,
            now,
            incident_extracts,
            incident_extracts::table.inner_join(incidents::table),
            incidents::municipality_id
        )?,
        tally!(conn, scope, now, batches)?,
        tally!(conn, scope, now, reconciliations)?,
        tally!(conn, scope, now, processing_lines)?,
        tally!(conn, scope, now, event_outbox)?,
        tally!(conn, scope, now, mail_notices)?,
        tally!(conn, scope, now, api_creations)?,
    ]);
    tallies.into_iter().flat_map(|(table, rows)| rows.into_iter().map(move |row| read(table, row))).collect()
}

fn of_cases(conn: &mut Connection, scope: &Scope, now: i64) -> QueryResult<Vec<(&'static str, Vec<Tally>)>> {
    let municipality = cases::municipality_id;
    Ok(vec![
        tally!(conn, scope, now, cases)?,
        tally!(conn, scope, now, case_pictures, case_pictures::table.inner_join(cases::table), municipality)?,
        tally!(conn, scope, now, case_fields, case_fields::table.inner_join(cases::table), municipality)?,
        tally!(conn, scope, now, case_events, case_events::table.inner_join(cases::table), municipality)?,
        tally!(
            conn,
            scope,
            now,
            warning_letters,
            warning_letters::table.inner_join(cases::table),
            municipality
        )?,
        tally!(conn, scope, now, legal_holds, legal_holds::table.inner_join(cases::table), municipality)?,
        tally!(
            conn,
            scope,
            now,
            case_restrictions,
            case_restrictions::table.inner_join(cases::table),
            municipality
        )?,
    ])
}

fn of_people(conn: &mut Connection, scope: &Scope, now: i64) -> QueryResult<Vec<(&'static str, Vec<Tally>)>> {
    let of_officers = authorisations::table.inner_join(accounts::table);
    Ok(vec![
        tally!(conn, scope, now, accounts)?,
        tally!(conn, scope, now, authorisations, of_officers, accounts::municipality_id)?,
        tally!(conn, scope, now, approvals)?,
        tally!(conn, scope, now, access_reviews)?,
        tally!(conn, scope, now, sessions)?,
        tally!(conn, scope, now, login_attempts)?,
    ])
}

fn of_places(conn: &mut Connection, scope: &Scope, now: i64) -> QueryResult<Vec<(&'static str, Vec<Tally>)>> {
    let of_locations = location_versions::table.inner_join(locations::table);
    let of_zones = zone_versions::table.inner_join(zones::table);
    Ok(vec![
        tally!(conn, scope, now, location_versions, of_locations, locations::municipality_id)?,
        tally!(conn, scope, now, sign_inspections)?,
        tally!(conn, scope, now, zone_versions, of_zones, zones::municipality_id)?,
    ])
}

fn read(table: &'static str, (class, count, oldest): Tally) -> Result<Overdue, StoreError> {
    let at = Row::new(table, "overdue");
    let oldest = oldest.ok_or_else(|| at.corrupt("destroy_after", "no value"))?;
    Ok(Overdue {
        table,
        class: at.text("retention_class", &class)?,
        count: at.number("count", count)?,
        oldest: at.instant("destroy_after", oldest)?,
    })
}
