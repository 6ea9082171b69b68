//! The steps of an incident, each sealed as it was said.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::incident::IncidentStep;
use poortwacht_domain::{AccountId, RecordId};

use crate::columns::{Row, count, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{incident_entries, incidents};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentEntry {
    /// Its place in the record, from 1.
    pub position: u64,
    /// When.
    pub at: Timestamp,
    /// By whom; nobody for a visitor and for the system itself.
    pub by: Option<AccountId>,
    /// What was done.
    pub step: IncidentStep,
    /// What was said, sealed.
    pub sealed: Vec<u8>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = incident_entries)]
struct EntryRow {
    incident_id: String,
    position: i64,
    at: i64,
    account_id: Option<String>,
    step: String,
    sealed: Vec<u8>,
    retention_class: String,
    destroy_after: i64,
}

impl TryFrom<EntryRow> for IncidentEntry {
    type Error = StoreError;

    fn try_from(row: EntryRow) -> Result<Self, StoreError> {
        let at = Row::new("incident_entries", format!("{}/{}", row.incident_id, row.position));
        Ok(Self {
            position: at.number("position", row.position)?,
            at: at.instant("at", row.at)?,
            by: at.text_opt("account_id", row.account_id.as_deref())?,
            step: at.text("step", &row.step)?,
            sealed: row.sealed,
        })
    }
}

/// Adds a step to an incident's record and counts it.
///
/// # Errors
/// [`StoreError::NotFound`] for an incident outside the scope; [`StoreError::Conflict`] when the place is taken.
pub fn append(
    tx: &mut Tx,
    scope: &Scope,
    incident: RecordId,
    entry: &IncidentEntry,
) -> Result<(), StoreError> {
    let own = incidents::table.filter(incidents::id.eq(incident.to_string()));
    let counted = within!(diesel::update(own), scope, incidents::municipality_id)
        .set(incidents::entries.eq(count(entry.position)))
        .execute(tx.raw())?;
    if counted == 0 {
        return Err(StoreError::NotFound);
    }
    let parent = incidents::table.filter(incidents::id.eq(incident.to_string()));
    let (retention_class, destroy_after) =
        parent.select((incidents::retention_class, incidents::destroy_after)).get_result(tx.raw())?;
    let row = EntryRow {
        incident_id: incident.to_string(),
        position: count(entry.position),
        at: micros(entry.at),
        account_id: entry.by.map(|by| by.to_string()),
        step: entry.step.as_str().to_owned(),
        sealed: entry.sealed.clone(),
        retention_class,
        destroy_after,
    };
    diesel::insert_into(incident_entries::table).values(row).execute(tx.raw())?;
    Ok(())
}

/// The record of an incident, in its order.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn entries(
    conn: &mut Connection,
    scope: &Scope,
    incident: RecordId,
) -> Result<Vec<IncidentEntry>, StoreError> {
    let rows = within!(
        incident_entries::table
            .inner_join(incidents::table)
            .filter(incident_entries::incident_id.eq(incident.to_string())),
        scope,
        incidents::municipality_id
    )
    .order(incident_entries::position)
    .select(EntryRow::as_select())
    .load(conn.raw())?;
    rows.into_iter().map(IncidentEntry::try_from).collect()
}
