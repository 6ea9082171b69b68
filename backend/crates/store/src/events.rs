//! A case's timeline: what happened to it, in order. It dies with the case; the ledger does not.

use diesel::dsl::max;
use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{AccountId, CaseId};

use crate::cases;
use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::ledger_rows::EntryPlace;
use crate::schema::{case_events, cases as cases_table};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// When.
    pub at: Timestamp,
    /// What, a code.
    pub kind: String,
    /// Who, where it was a person.
    pub account: Option<AccountId>,
    /// Codes and counts, JSON; never a plate or a free text.
    pub detail: String,
    /// Where the matching entry of the ledger stands.
    pub ledger_entry: Option<EntryPlace>,
}

/// An event and its place in the timeline, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseEvent {
    /// Its place.
    pub position: i64,
    /// What happened.
    pub event: NewEvent,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = case_events)]
struct EventRow {
    case_id: String,
    position: i64,
    at: i64,
    kind: String,
    account_id: Option<String>,
    detail: String,
    retention_class: String,
    destroy_after: i64,
    ledger_entry: Option<String>,
}

impl TryFrom<EventRow> for CaseEvent {
    type Error = StoreError;

    fn try_from(event: EventRow) -> Result<Self, StoreError> {
        let row = Row::new("case_events", format_args!("{}/{}", event.case_id, event.position));
        let happened = NewEvent {
            at: row.instant("at", event.at)?,
            account: row.text_opt("account_id", event.account_id.as_deref())?,
            kind: event.kind,
            detail: event.detail,
            ledger_entry: row.text_opt("ledger_entry", event.ledger_entry.as_deref())?,
        };
        Ok(Self { position: event.position, event: happened })
    }
}

/// Adds an event at the end of the case's timeline and returns its position.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope.
pub fn append(tx: &mut Tx, scope: &Scope, case: CaseId, event: &NewEvent) -> Result<i64, StoreError> {
    // The case is held from here on, so that no other server takes the same position.
    let inherited = cases::lock(tx, scope, case)?;
    let position = last_position(tx, case)? + 1;
    let row = EventRow {
        case_id: case.to_string(),
        position,
        at: micros(event.at),
        kind: event.kind.clone(),
        account_id: event.account.map(|account| account.to_string()),
        detail: event.detail.clone(),
        ledger_entry: event.ledger_entry.as_ref().map(ToString::to_string),
        retention_class: inherited.retention_class,
        destroy_after: inherited.destroy_after,
    };
    diesel::insert_into(case_events::table).values(row).execute(tx.raw())?;
    Ok(position)
}

fn last_position(tx: &mut Tx, case: CaseId) -> Result<i64, StoreError> {
    let of_case = case_events::table.filter(case_events::case_id.eq(case.to_string()));
    let last: Option<i64> = of_case.select(max(case_events::position)).get_result(tx.raw())?;
    Ok(last.unwrap_or(0))
}

/// The case's timeline, the oldest event first.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope.
pub fn of_case(conn: &mut Connection, scope: &Scope, case: CaseId) -> Result<Vec<CaseEvent>, StoreError> {
    cases::require(conn, scope, case)?;
    let query = case_events::table
        .filter(case_events::case_id.eq(case.to_string()))
        .order(case_events::position)
        .select(EventRow::as_select());
    query.load(conn.raw())?.into_iter().map(CaseEvent::try_from).collect()
}

/// The cases to which this account's events of one kind happened since an instant, the latest event first. A case can
/// occur more than once. Walks the index `case_events_account`.
///
/// # Errors
/// The store's own.
pub fn cases_of_account(
    conn: &mut Connection,
    scope: &Scope,
    account: AccountId,
    kind: &str,
    since: Timestamp,
) -> Result<Vec<CaseId>, StoreError> {
    let happened = case_events::table
        .inner_join(cases_table::table)
        .filter(case_events::account_id.eq(account.to_string()))
        .filter(case_events::at.ge(micros(since)))
        .filter(case_events::kind.eq(kind.to_owned()));
    let ids: Vec<String> = within!(happened, scope, cases_table::municipality_id)
        .order(case_events::at.desc())
        .select(case_events::case_id)
        .load(conn.raw())?;
    ids.iter().map(|id| Row::new("case_events", id).text("case_id", id)).collect()
}
