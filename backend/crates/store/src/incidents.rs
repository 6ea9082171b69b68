//! The register of incidents: one row with what the clocks need, and one sealed entry for each step.

mod entries;
pub mod extent;
pub mod extracts;

use diesel::dsl::{count_star, max};
use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::incident::{IncidentFacts, IncidentKind, IncidentSource};
use poortwacht_domain::{HalfId, MunicipalityId, RecordId, RetentionClass};

use crate::cases::{DatabaseHalf, Retention};
use crate::columns::{Row, count, micros, micros_opt};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::keyed::{DueRecord, due_records, named_halves};
use crate::schema::incidents;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

pub use entries::{IncidentEntry, append, entries};

const TABLE: &str = "incidents";

/// An incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// Its random identifier, as the ledger names it.
    pub id: RecordId,
    /// Whose register it is in.
    pub municipality: MunicipalityId,
    /// Its number in that register, from 1.
    pub number: u64,
    /// What it seems to be about.
    pub kind: IncidentKind,
    /// Who brought it in.
    pub source: IncidentSource,
    /// The alarm that it was drafted from.
    pub alarm: Option<RecordId>,
    /// What the clocks need to know.
    pub facts: IncidentFacts,
    /// How many steps its record has.
    pub entries: u64,
    /// Our half of its key.
    pub half: DatabaseHalf,
    /// Class and date.
    pub retention: Retention,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = incidents)]
struct IncidentRow {
    id: String,
    municipality_id: String,
    number: i64,
    kind: String,
    source: String,
    alarm_id: Option<String>,
    reported_at: i64,
    urgency: Option<String>,
    impact: Option<String>,
    reacted_at: Option<i64>,
    solved_at: Option<i64>,
    escalated_at: Option<i64>,
    breach: Option<String>,
    aware_at: Option<i64>,
    risk: Option<String>,
    notified_at: Option<i64>,
    persons: Option<String>,
    closed_at: Option<i64>,
    entries: i64,
    key_half_id: String,
    key_half: Vec<u8>,
    retention_class: String,
    destroy_after: i64,
}

impl From<&Incident> for IncidentRow {
    fn from(incident: &Incident) -> Self {
        let facts = &incident.facts;
        Self {
            id: incident.id.to_string(),
            municipality_id: incident.municipality.to_string(),
            number: count(incident.number),
            kind: incident.kind.as_str().to_owned(),
            source: incident.source.as_str().to_owned(),
            alarm_id: incident.alarm.map(|alarm| alarm.to_string()),
            reported_at: micros(facts.reported_at),
            urgency: facts.triage.map(|(urgency, _)| urgency.to_string()),
            impact: facts.triage.map(|(_, impact)| impact.to_string()),
            reacted_at: micros_opt(facts.reacted_at),
            solved_at: micros_opt(facts.solved_at),
            escalated_at: micros_opt(facts.escalated_at),
            breach: facts.breach.map(|breach| breach.to_string()),
            aware_at: micros_opt(facts.aware_at),
            risk: facts.risk.map(|risk| risk.to_string()),
            notified_at: micros_opt(facts.notified_at),
            persons: facts.persons.map(|persons| persons.to_string()),
            closed_at: micros_opt(facts.closed_at),
            entries: count(incident.entries),
            key_half_id: incident.half.id.to_string(),
            key_half: incident.half.half.to_vec(),
            retention_class: incident.retention.class.as_str().to_owned(),
            destroy_after: micros(incident.retention.destroy_after),
        }
    }
}

impl TryFrom<IncidentRow> for Incident {
    type Error = StoreError;

    fn try_from(row: IncidentRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        Ok(Self {
            id: at.text("id", &row.id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            number: at.number("number", row.number)?,
            kind: at.text("kind", &row.kind)?,
            source: at.text("source", &row.source)?,
            alarm: at.text_opt("alarm_id", row.alarm_id.as_deref())?,
            facts: facts(&at, &row)?,
            entries: at.number("entries", row.entries)?,
            half: DatabaseHalf {
                id: at.text("key_half_id", &row.key_half_id)?,
                half: at.bytes("key_half", &row.key_half)?,
            },
            retention: Retention {
                class: at.text("retention_class", &row.retention_class)?,
                destroy_after: at.instant("destroy_after", row.destroy_after)?,
            },
        })
    }
}

fn facts(at: &Row, row: &IncidentRow) -> Result<IncidentFacts, StoreError> {
    let urgency = at.text_opt("urgency", row.urgency.as_deref())?;
    let impact = at.text_opt("impact", row.impact.as_deref())?;
    if urgency.is_some() != impact.is_some() {
        return Err(at.corrupt("impact", "urgency and impact are judged together"));
    }
    Ok(IncidentFacts {
        reported_at: at.instant("reported_at", row.reported_at)?,
        triage: urgency.zip(impact),
        reacted_at: at.instant_opt("reacted_at", row.reacted_at)?,
        solved_at: at.instant_opt("solved_at", row.solved_at)?,
        escalated_at: at.instant_opt("escalated_at", row.escalated_at)?,
        breach: at.text_opt("breach", row.breach.as_deref())?,
        aware_at: at.instant_opt("aware_at", row.aware_at)?,
        risk: at.text_opt("risk", row.risk.as_deref())?,
        notified_at: at.instant_opt("notified_at", row.notified_at)?,
        persons: at.text_opt("persons", row.persons.as_deref())?,
        closed_at: at.instant_opt("closed_at", row.closed_at)?,
    })
}

/// Enters an incident, without entries yet.
///
/// # Errors
/// [`StoreError::NotFound`] for a municipality outside the scope; [`StoreError::Conflict`] when its number is taken or
/// its alarm has an incident.
pub fn insert(tx: &mut Tx, scope: &Scope, incident: &Incident) -> Result<(), StoreError> {
    scope.check(incident.municipality)?;
    diesel::insert_into(incidents::table).values(IncidentRow::from(incident)).execute(tx.raw())?;
    Ok(())
}

/// The number that the next incident of a municipality gets. Only inside a write that holds the municipality's log: then
/// nobody else takes it meanwhile.
///
/// # Errors
/// The store's own.
pub fn next_number(tx: &mut Tx, scope: &Scope, municipality: MunicipalityId) -> Result<u64, StoreError> {
    scope.check(municipality)?;
    let own = incidents::table.filter(incidents::municipality_id.eq(municipality.to_string()));
    let last: Option<i64> = own.select(max(incidents::number)).get_result(tx.raw())?;
    Row::new(TABLE, municipality).number("number", last.unwrap_or(0).saturating_add(1))
}

/// Writes down what a step changed. Answers whether the incident was as the step saw it: open, with that many entries.
///
/// # Errors
/// The store's own.
pub fn update(
    tx: &mut Tx,
    scope: &Scope,
    before: &Incident,
    facts: &IncidentFacts,
    retention: &Retention,
) -> Result<bool, StoreError> {
    let row = IncidentRow::from(&Incident { facts: *facts, ..before.clone() });
    let seen = incidents::table
        .filter(incidents::id.eq(before.id.to_string()))
        .filter(incidents::entries.eq(count(before.entries)))
        .filter(incidents::closed_at.is_null());
    let rows = within!(diesel::update(seen), scope, incidents::municipality_id)
        .set((
            incidents::urgency.eq(row.urgency),
            incidents::impact.eq(row.impact),
            incidents::reacted_at.eq(row.reacted_at),
            incidents::solved_at.eq(row.solved_at),
            incidents::escalated_at.eq(row.escalated_at),
            incidents::breach.eq(row.breach),
            incidents::aware_at.eq(row.aware_at),
            incidents::risk.eq(row.risk),
            incidents::notified_at.eq(row.notified_at),
            incidents::persons.eq(row.persons),
            incidents::closed_at.eq(row.closed_at),
            incidents::retention_class.eq(retention.class.as_str()),
            incidents::destroy_after.eq(micros(retention.destroy_after)),
        ))
        .execute(tx.raw())?;
    Ok(rows == 1)
}

/// One incident by its number.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn by_number(conn: &mut Connection, scope: &Scope, number: u64) -> Result<Option<Incident>, StoreError> {
    let query = incidents::table.filter(incidents::number.eq(count(number)));
    let row = within!(query, scope, incidents::municipality_id)
        .select(IncidentRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    row.map(Incident::try_from).transpose()
}

/// The register, the newest first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn list(conn: &mut Connection, scope: &Scope) -> Result<Vec<Incident>, StoreError> {
    let rows = within!(incidents::table, scope, incidents::municipality_id)
        .order((incidents::reported_at.desc(), incidents::number.desc()))
        .select(IncidentRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Incident::try_from).collect()
}

/// How many incidents of this source came in since an instant.
///
/// # Errors
/// The store's own.
pub fn reported_since(
    conn: &mut Connection,
    scope: &Scope,
    source: IncidentSource,
    since: Timestamp,
) -> Result<u64, StoreError> {
    let lately = incidents::table
        .filter(incidents::source.eq(source.as_str()))
        .filter(incidents::reported_at.ge(micros(since)));
    let number: i64 =
        within!(lately, scope, incidents::municipality_id).select(count_star()).get_result(conn.raw())?;
    Row::new(TABLE, source).number("count", number)
}

/// Whether a municipality's register has an incident for this alarm.
///
/// # Errors
/// The store's own.
pub fn has_alarm(
    conn: &mut Connection,
    scope: &Scope,
    municipality: MunicipalityId,
    alarm: RecordId,
) -> Result<bool, StoreError> {
    let drafted = incidents::table
        .filter(incidents::municipality_id.eq(municipality.to_string()))
        .filter(incidents::alarm_id.eq(alarm.to_string()));
    let number: i64 =
        within!(drafted, scope, incidents::municipality_id).select(count_star()).get_result(conn.raw())?;
    Ok(number > 0)
}

/// Closed incidents whose term has ended at `now`, the longest overdue first.
///
/// # Errors
/// The store's own.
pub fn due(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<DueRecord>, StoreError> {
    let closed = incidents::table.filter(incidents::retention_class.eq(RetentionClass::Incident.as_str()));
    due_records!(conn, scope, closed, incidents, TABLE, now, limit)
}

/// Removes an incident with its entries. `false` when it was already gone: destruction may be repeated.
///
/// # Errors
/// The store's own.
pub fn delete(tx: &mut Tx, scope: &Scope, id: RecordId) -> Result<bool, StoreError> {
    let one = incidents::table.filter(incidents::id.eq(id.to_string()));
    Ok(within!(diesel::delete(one), scope, incidents::municipality_id).execute(tx.raw())? > 0)
}

/// Those of `halves` that belong to an incident; the sweep of unattached halves spares them.
///
/// # Errors
/// The store's own.
pub fn halves_in_use(
    conn: &mut Connection,
    scope: &Scope,
    halves: &[HalfId],
) -> Result<Vec<HalfId>, StoreError> {
    named_halves!(conn, scope, halves, incidents, TABLE)
}
