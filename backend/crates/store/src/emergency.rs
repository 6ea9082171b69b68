//! The emergency stop: a row per closed listener. It concerns the whole instance, so it takes no scope.

use std::fmt;
use std::str::FromStr;

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};
use jiff::Timestamp;
use poortwacht_domain::{MunicipalityId, RecordId};

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::{Insertion, StoreError};
use crate::schema::emergency_stops;
use crate::tx::Tx;

/// A listener that can be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listener {
    /// Roadside units.
    Intake,
    /// Officers and administrators.
    Portal,
    /// Municipal permit systems.
    Api,
}

impl Listener {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Intake, Self::Portal, Self::Api];

    /// The stored text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Portal => "portal",
            Self::Api => "api",
        }
    }
}

impl fmt::Display for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Listener {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|listener| listener.as_str() == text)
            .ok_or("a listener is intake, portal or api")
    }
}

/// A listener that stands closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmergencyStop {
    /// Which.
    pub listener: Listener,
    /// Since when.
    pub closed_at: Timestamp,
    /// Why.
    pub reason: String,
    /// Whose incident it was closed for; none where the command line did it.
    pub incident: Option<(MunicipalityId, RecordId)>,
}

/// Closes a listener; one that stands closed keeps its first time and reason.
///
/// # Errors
/// [`StoreError`].
pub fn close(tx: &mut Tx<'_>, stop: &EmergencyStop) -> Result<Insertion, StoreError> {
    tx.insert_unique(|tx| {
        diesel::insert_into(emergency_stops::table)
            .values((
                emergency_stops::listener.eq(stop.listener.as_str()),
                emergency_stops::closed_at.eq(micros(stop.closed_at)),
                emergency_stops::reason.eq(&stop.reason),
                emergency_stops::municipality_id.eq(stop.incident.map(|(town, _)| town.to_string())),
                emergency_stops::incident_id.eq(stop.incident.map(|(_, incident)| incident.to_string())),
            ))
            .execute(tx.raw())?;
        Ok(())
    })
}

/// Opens a listener again; whether it was closed.
///
/// # Errors
/// [`StoreError`].
pub fn reopen(tx: &mut Tx<'_>, listener: Listener) -> Result<bool, StoreError> {
    let reopened = diesel::delete(emergency_stops::table)
        .filter(emergency_stops::listener.eq(listener.as_str()))
        .execute(tx.raw())?;
    Ok(reopened > 0)
}

/// The stop of a listener; `None` while it is open.
///
/// # Errors
/// [`StoreError`].
pub fn status(conn: &mut Connection, listener: Listener) -> Result<Option<EmergencyStop>, StoreError> {
    let found: Option<Columns> = emergency_stops::table
        .filter(emergency_stops::listener.eq(listener.as_str()))
        .select((
            emergency_stops::closed_at,
            emergency_stops::reason,
            emergency_stops::municipality_id,
            emergency_stops::incident_id,
        ))
        .get_result(conn.raw())
        .optional()?;
    found.map(|columns| read(listener, columns)).transpose()
}

type Columns = (i64, String, Option<String>, Option<String>);

fn read(
    listener: Listener,
    (closed_at, reason, town, incident): Columns,
) -> Result<EmergencyStop, StoreError> {
    let row = Row::new("emergency_stops", listener);
    let town = row.text_opt("municipality_id", town.as_deref())?;
    let incident = town.zip(row.text_opt("incident_id", incident.as_deref())?);
    Ok(EmergencyStop { listener, closed_at: row.instant("closed_at", closed_at)?, reason, incident })
}
