//! What a coordinator watches: cases on desks, and cases decided lately.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use jiff::Timestamp;
use poortwacht_domain::{AccountId, CaseRef, CaseState};

use super::model::{Case, CaseSummary};
use super::reach::scoped;
use super::row::{CaseRow, SummaryRow};
use crate::columns::micros;
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::cases;
use crate::scope::Scope;

/// The cases that lie on somebody's desk now, the earliest act first.
///
/// # Errors
/// The store's own.
pub fn on_desks(conn: &mut Connection, scope: &Scope, now: Timestamp) -> Result<Vec<Case>, StoreError> {
    let query = scoped(scope)
        .filter(cases::claimed_by.is_not_null())
        .filter(cases::claim_expires_at.gt(micros(now)))
        .filter(cases::state.eq(CaseState::AwaitingReview.as_str()))
        .order((cases::captured_at, cases::id))
        .select(CaseRow::as_select());
    query.load(conn.raw())?.into_iter().map(Case::try_from).collect()
}

/// What an officer's decision, not before an instant, led to one of these states; with the officer. The latest decision
/// first. Walks the acts from `captured_from` on.
///
/// # Errors
/// The store's own.
pub fn decided_lately(
    conn: &mut Connection,
    scope: &Scope,
    states: &[CaseState],
    captured_from: Timestamp,
    decided_from: Timestamp,
) -> Result<Vec<(CaseSummary, AccountId)>, StoreError> {
    let states: Vec<&'static str> = states.iter().map(|state| state.as_str()).collect();
    let query = scoped(scope)
        .filter(cases::state.eq_any(states))
        .filter(cases::captured_at.ge(micros(captured_from)))
        .filter(cases::decided_at.ge(micros(decided_from)))
        .filter(cases::decided_by.is_not_null())
        .order((cases::decided_at.desc(), cases::id))
        .select((SummaryRow::as_select(), cases::decided_by));
    let rows: Vec<(SummaryRow, Option<String>)> = query.load(conn.raw())?;
    let mut found = Vec::with_capacity(rows.len());
    for (summary, officer) in rows {
        let summary = CaseSummary::try_from(summary)?;
        let row = crate::columns::Row::new("cases", summary.id);
        if let Some(officer) = row.text_opt("decided_by", officer.as_deref())? {
            found.push((summary, officer));
        }
    }
    Ok(found)
}

/// A case of which the gate found something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundCase {
    /// Its reference.
    pub reference: CaseRef,
    /// Where it is in its life.
    pub state: CaseState,
    /// What the gate found, JSON; the services own its shape.
    pub findings: String,
}

/// The condition of the index `cases_findings`, word for word: with a bound value the index would not be used.
const SOME_FINDINGS: &str = "cases.gate_findings <> '[]'";

/// The cases of which the gate found something, the earliest act first.
///
/// # Errors
/// The store's own.
pub fn with_findings(conn: &mut Connection, scope: &Scope) -> Result<Vec<FoundCase>, StoreError> {
    let query = scoped(scope)
        .filter(sql::<Bool>(SOME_FINDINGS))
        .order((cases::captured_at, cases::id))
        .select((cases::id, cases::reference, cases::state, cases::gate_findings));
    let rows: Vec<(String, String, String, String)> = query.load(conn.raw())?;
    let read = |(id, reference, state, findings): (String, String, String, String)| {
        let row = crate::columns::Row::new("cases", &id);
        let (reference, state) = (row.text("reference", &reference)?, row.text("state", &state)?);
        Ok(FoundCase { reference, state, findings })
    };
    rows.into_iter().map(read).collect()
}
