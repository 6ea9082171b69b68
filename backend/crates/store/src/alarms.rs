//! Alarms: what an operator or coordinator must look at, raised once however often it is noticed.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{MunicipalityId, RecordId};

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::{Insertion, StoreError};
use crate::schema::alarms;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const TABLE: &str = "alarms";

/// Something noticed that is wrong.
#[derive(Clone, Debug)]
pub struct NewAlarm {
    /// The alarm's id, if it is not open already.
    pub id: RecordId,
    /// Whose concern it is; `None` when it is the whole instance's.
    pub municipality: Option<MunicipalityId>,
    /// What kind of thing is wrong, in `snake_case`.
    pub kind: String,
    /// What it is wrong with: a unit's id, a job's name. With the kind it is the alarm's identity while it is open.
    pub subject: String,
    /// More, for a reader. No personal data.
    pub detail: String,
    /// When it was noticed.
    pub at: Timestamp,
}

/// An alarm, open or cleared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// Names the alarm.
    pub id: RecordId,
    /// Whose concern it is; `None` when it is the whole instance's.
    pub municipality: Option<MunicipalityId>,
    /// What kind of thing is wrong.
    pub kind: String,
    /// What it is wrong with.
    pub subject: String,
    /// More, as last noticed.
    pub detail: String,
    /// When it was first noticed.
    pub raised_at: Timestamp,
    /// When it was last noticed.
    pub last_seen_at: Timestamp,
}

/// What [`raise`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raised {
    /// The alarm is new: somebody should be told.
    New,
    /// It was open already and has been seen again.
    Again,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = alarms)]
struct AlarmRow {
    id: String,
    municipality_id: Option<String>,
    kind: String,
    subject: String,
    detail: String,
    raised_at: i64,
    last_seen_at: i64,
    cleared_at: Option<i64>,
}

impl From<&NewAlarm> for AlarmRow {
    fn from(alarm: &NewAlarm) -> Self {
        Self {
            id: alarm.id.to_string(),
            municipality_id: alarm.municipality.map(|municipality| municipality.to_string()),
            kind: alarm.kind.clone(),
            subject: alarm.subject.clone(),
            detail: alarm.detail.clone(),
            raised_at: micros(alarm.at),
            last_seen_at: micros(alarm.at),
            cleared_at: None,
        }
    }
}

impl TryFrom<AlarmRow> for Alarm {
    type Error = StoreError;

    fn try_from(row: AlarmRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        Ok(Self {
            id: at.text("id", &row.id)?,
            municipality: at.text_opt("municipality_id", row.municipality_id.as_deref())?,
            raised_at: at.instant("raised_at", row.raised_at)?,
            last_seen_at: at.instant("last_seen_at", row.last_seen_at)?,
            kind: row.kind,
            subject: row.subject,
            detail: row.detail,
        })
    }
}

/// Raises an alarm, or notes that the open one of this kind and subject was seen again.
///
/// # Errors
/// [`StoreError::NotFound`] when its municipality is out of scope, or it is the instance's and the scope is not.
pub fn raise(tx: &mut Tx, scope: &Scope, alarm: &NewAlarm) -> Result<Raised, StoreError> {
    match alarm.municipality {
        Some(municipality) => scope.check(municipality)?,
        None if scope.only().is_some() => return Err(StoreError::NotFound),
        None => {}
    }
    if seen_again(tx, alarm)? {
        return Ok(Raised::Again);
    }
    let row = AlarmRow::from(alarm);
    let inserted = tx.insert_unique(|connection| {
        diesel::insert_into(alarms::table).values(&row).execute(connection.raw())?;
        Ok(())
    })?;
    if inserted == Insertion::AlreadyThere {
        // Another process raised it between the two statements.
        seen_again(tx, alarm)?;
        return Ok(Raised::Again);
    }
    Ok(Raised::New)
}

fn seen_again(tx: &mut Tx, alarm: &NewAlarm) -> Result<bool, StoreError> {
    let open = alarms::table
        .filter(alarms::kind.eq(&alarm.kind))
        .filter(alarms::subject.eq(&alarm.subject))
        .filter(alarms::cleared_at.is_null());
    let seen = diesel::update(open)
        .set((alarms::last_seen_at.eq(micros(alarm.at)), alarms::detail.eq(&alarm.detail)))
        .execute(tx.raw())?;
    Ok(seen == 1)
}

/// Clears the open alarm of this kind and subject. Answers whether there was one.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn clear(
    tx: &mut Tx,
    scope: &Scope,
    kind: &str,
    subject: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let open = alarms::table
        .filter(alarms::kind.eq(kind))
        .filter(alarms::subject.eq(subject))
        .filter(alarms::cleared_at.is_null());
    let cleared = within!(diesel::update(open), scope, alarms::municipality_id)
        .set(alarms::cleared_at.eq(micros(at)))
        .execute(tx.raw())?;
    Ok(cleared == 1)
}

/// All open alarms of the scope, the oldest first. A municipality's scope does not see the instance's own.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn open(conn: &mut Connection, scope: &Scope) -> Result<Vec<Alarm>, StoreError> {
    let rows = within!(alarms::table.filter(alarms::cleared_at.is_null()), scope, alarms::municipality_id)
        .order((alarms::raised_at, alarms::id))
        .select(AlarmRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Alarm::try_from).collect()
}
