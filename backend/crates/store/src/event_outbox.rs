//! Events for other systems: written with the act they tell of, gone once their receiver has them.
//!
//! A row holds the event as it is sent: ids and codes, nothing of a person.

use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{MunicipalityId, RecordId};
use poortwacht_domain::retention::RetentionClass;

use crate::columns::{Row, count, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::event_outbox as outbox;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const TABLE: &str = "event_outbox";

/// An event on its way to one receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingEvent {
    /// Names the row.
    pub id: RecordId,
    /// Whose event it is.
    pub municipality: MunicipalityId,
    /// The receiver's name in the configuration.
    pub receiver: String,
    /// The event's own id: the same for every receiver and every attempt.
    pub event_id: String,
    /// The event's type.
    pub event_type: String,
    /// The event in JSON, as it is sent and signed.
    pub body: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// Attempts so far.
    pub attempts: u64,
    /// When the row dies, delivered or not.
    pub destroy_after: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = outbox)]
struct EventRow {
    id: String,
    municipality_id: String,
    receiver: String,
    event_id: String,
    event_type: String,
    body: String,
    created_at: i64,
    attempts: i64,
    not_before: i64,
    retention_class: String,
    destroy_after: i64,
}

impl TryFrom<EventRow> for OutgoingEvent {
    type Error = StoreError;

    fn try_from(row: EventRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        Ok(Self {
            id: at.text("id", &row.id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            created_at: at.instant("created_at", row.created_at)?,
            attempts: at.number("attempts", row.attempts)?,
            destroy_after: at.instant("destroy_after", row.destroy_after)?,
            receiver: row.receiver,
            event_id: row.event_id,
            event_type: row.event_type,
            body: row.body,
        })
    }
}

/// Keeps an event until its receiver has it.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn insert(tx: &mut Tx, scope: &Scope, event: &OutgoingEvent) -> Result<(), StoreError> {
    scope.check(event.municipality)?;
    let row = EventRow {
        id: event.id.to_string(),
        municipality_id: event.municipality.to_string(),
        receiver: event.receiver.clone(),
        event_id: event.event_id.clone(),
        event_type: event.event_type.clone(),
        body: event.body.clone(),
        created_at: micros(event.created_at),
        attempts: count(event.attempts),
        not_before: micros(event.created_at),
        retention_class: RetentionClass::EventOut.as_str().to_owned(),
        destroy_after: micros(event.destroy_after),
    };
    diesel::insert_into(outbox::table).values(row).execute(tx.raw())?;
    Ok(())
}

/// What may be tried now for this receiver, the oldest first. `whatever` passes over how long each was to wait.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn waiting(
    conn: &mut Connection,
    scope: &Scope,
    receiver: &str,
    (now, whatever): (Timestamp, bool),
    limit: u32,
) -> Result<Vec<OutgoingEvent>, StoreError> {
    let latest = if whatever { i64::MAX } else { micros(now) };
    let waiting = outbox::table
        .filter(outbox::receiver.eq(receiver))
        .filter(outbox::given_up_at.is_null())
        .filter(outbox::not_before.le(latest));
    let rows = within!(waiting, scope, outbox::municipality_id)
        .order((outbox::created_at, outbox::id))
        .limit(limit.into())
        .select(EventRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(OutgoingEvent::try_from).collect()
}

/// Forgets an event that its receiver has.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn delivered(tx: &mut Tx, scope: &Scope, id: RecordId) -> Result<(), StoreError> {
    let this = outbox::table.filter(outbox::id.eq(id.to_string()));
    within!(diesel::delete(this), scope, outbox::municipality_id).execute(tx.raw())?;
    Ok(())
}

/// Notes an attempt that failed, and before when there is no other.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn failed(
    tx: &mut Tx,
    scope: &Scope,
    id: RecordId,
    not_before: Timestamp,
    why: &str,
) -> Result<(), StoreError> {
    let this = diesel::update(outbox::table.filter(outbox::id.eq(id.to_string())));
    within!(this, scope, outbox::municipality_id)
        .set((
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::not_before.eq(micros(not_before)),
            outbox::last_error.eq(why),
        ))
        .execute(tx.raw())?;
    Ok(())
}

/// Gives up what waits for this receiver and was written before that instant; how many.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn give_up(
    tx: &mut Tx,
    scope: &Scope,
    receiver: &str,
    written_before: Timestamp,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let late = outbox::table
        .filter(outbox::receiver.eq(receiver))
        .filter(outbox::given_up_at.is_null())
        .filter(outbox::created_at.le(micros(written_before)));
    let late = diesel::update(late);
    let given_up = within!(late, scope, outbox::municipality_id).set(outbox::given_up_at.eq(micros(now)));
    Ok(given_up.execute(tx.raw())?)
}

/// Lets what was given up be sent again, as if written now; how many.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn retry(tx: &mut Tx, scope: &Scope, now: Timestamp) -> Result<usize, StoreError> {
    let given_up = diesel::update(outbox::table.filter(outbox::given_up_at.is_not_null()));
    let again = within!(given_up, scope, outbox::municipality_id).set((
        outbox::given_up_at.eq(None::<i64>),
        outbox::created_at.eq(micros(now)),
        outbox::not_before.eq(micros(now)),
    ));
    Ok(again.execute(tx.raw())?)
}

/// How much a receiver does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventBacklog {
    /// Events that wait.
    pub waiting: u64,
    /// When the oldest of them was written.
    pub oldest: Option<Timestamp>,
    /// Events that were given up.
    pub given_up: u64,
}

/// How much each receiver does not have, by name; one that has everything is not among them.
///
/// # Errors
/// [`StoreError::Corrupt`] when an instant cannot be read.
pub fn backlogs(conn: &mut Connection, scope: &Scope) -> Result<Vec<(String, EventBacklog)>, StoreError> {
    let waiting = outbox::table.filter(outbox::given_up_at.is_null()).group_by(outbox::receiver).select((
        outbox::receiver,
        count_star(),
        min(outbox::created_at),
    ));
    let waiting: Vec<(String, i64, Option<i64>)> =
        within!(waiting, scope, outbox::municipality_id).load(conn.raw())?;
    let given_up = outbox::table
        .filter(outbox::given_up_at.is_not_null())
        .group_by(outbox::receiver)
        .select((outbox::receiver, count_star()));
    let given_up: Vec<(String, i64)> = within!(given_up, scope, outbox::municipality_id).load(conn.raw())?;
    let mut backlogs: std::collections::BTreeMap<String, EventBacklog> = std::collections::BTreeMap::new();
    for (receiver, number, oldest) in waiting {
        let at = Row::new(TABLE, "oldest");
        let backlog = backlogs.entry(receiver).or_default();
        backlog.waiting = number.unsigned_abs();
        backlog.oldest = at.instant_opt("created_at", oldest)?;
    }
    for (receiver, number) in given_up {
        backlogs.entry(receiver).or_default().given_up = number.unsigned_abs();
    }
    Ok(backlogs.into_iter().collect())
}

/// Deletes events whose time has come, delivered or not, the oldest first; how many.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn delete_due(tx: &mut Tx, scope: &Scope, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let due = outbox::table.filter(outbox::destroy_after.le(micros(now)));
    let ids: Vec<String> = within!(due, scope, outbox::municipality_id)
        .order(outbox::destroy_after)
        .limit(limit.into())
        .select(outbox::id)
        .load(tx.raw())?;
    Ok(diesel::delete(outbox::table.filter(outbox::id.eq_any(ids))).execute(tx.raw())?)
}
