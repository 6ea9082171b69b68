//! The decided cases of a period, page by page: what a sample is drawn from.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{AccountId, CaseId, CaseState, LocationId};

use super::reach::{alive, scoped};
use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::cases;
use crate::scope::Scope;

/// Where a case has no decision that could be looked at.
const UNDECIDED: [CaseState; 2] = [CaseState::AwaitingReview, CaseState::Destroyed];

/// Which decided cases are looked for. Everything given must hold.
#[derive(Debug, Clone)]
pub struct DecidedFilter {
    /// Decided not before.
    pub from: Timestamp,
    /// Decided before.
    pub until: Timestamp,
    /// At this location.
    pub location: Option<LocationId>,
    /// Whose data are there at this moment, by their term or a legal hold.
    pub alive_at: Timestamp,
}

/// A case with its decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecidedCase {
    /// The case.
    pub id: CaseId,
    /// Who decided it.
    pub officer: AccountId,
    /// When.
    pub decided_at: Timestamp,
    /// Where it stands now.
    pub state: CaseState,
}

type Found = (String, Option<String>, Option<i64>, String);

/// Decided cases in the order of their identifiers, after the one given, at most `limit`.
///
/// # Errors
/// The store's own.
pub fn decided_after(
    conn: &mut Connection,
    scope: &Scope,
    filter: &DecidedFilter,
    after: Option<CaseId>,
    limit: u32,
) -> Result<Vec<DecidedCase>, StoreError> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let mut query = scoped(scope)
        .filter(cases::id.gt(after))
        .filter(cases::decided_at.ge(micros(filter.from)))
        .filter(cases::decided_at.lt(micros(filter.until)))
        .filter(cases::decided_by.is_not_null())
        .filter(cases::state.ne_all(UNDECIDED.map(CaseState::as_str)))
        .filter(alive(filter.alive_at));
    if let Some(location) = filter.location {
        query = query.filter(cases::location_id.eq(location.to_string()));
    }
    let rows: Vec<Found> = query
        .order(cases::id)
        .limit(limit.into())
        .select((cases::id, cases::decided_by, cases::decided_at, cases::state))
        .load(conn.raw())?;
    rows.into_iter().map(decided).collect()
}

fn decided((id, officer, at, state): Found) -> Result<DecidedCase, StoreError> {
    let row = Row::new("cases", &id);
    let none = || row.corrupt("decided_by", "a decision without who or when");
    Ok(DecidedCase {
        id: row.text("id", &id)?,
        officer: row.text_opt("decided_by", officer.as_deref())?.ok_or_else(none)?,
        decided_at: row.instant_opt("decided_at", at)?.ok_or_else(none)?,
        state: row.text("state", &state)?,
    })
}
