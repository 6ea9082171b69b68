//! Search, always within a limit and never with a plate in the answer.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{CaseId, CaseRef, CaseState, LocationId};

use super::model::{CaseCursor, CaseSummary, PlateCandidate};
use super::reach::scoped;
use super::row::{CandidateRow, SummaryRow};
use crate::columns::{Row, micros};
use crate::connection::{Connection, Db};
use crate::error::StoreError;
use crate::schema::cases;
use crate::scope::Scope;

/// What to look for; every part narrows the search.
#[derive(Debug, Clone, Default)]
pub struct SearchFilter {
    /// This case.
    pub reference: Option<CaseRef>,
    /// At this location.
    pub location: Option<LocationId>,
    /// The act is not before this.
    pub from: Option<Timestamp>,
    /// The act is before this.
    pub until: Option<Timestamp>,
    /// In one of these states; all states when empty.
    pub states: Vec<CaseState>,
    /// At most this many, the latest acts first.
    pub limit: u32,
}

/// Looks for cases, the latest acts first.
///
/// # Errors
/// The store's own.
pub fn search(
    conn: &mut Connection,
    scope: &Scope,
    filter: &SearchFilter,
) -> Result<Vec<CaseSummary>, StoreError> {
    let page = filtered(scope, filter, None).select(SummaryRow::as_select());
    page.load(conn.raw())?.into_iter().map(CaseSummary::try_from).collect()
}

/// The same cases with what it takes to tell whether they have a plate, a page at a time: `after` is the last case of the
/// page before. No index leads from a plate to its cases, as it would outlive the single case in old copies.
///
/// # Errors
/// The store's own.
pub fn plate_candidates(
    conn: &mut Connection,
    scope: &Scope,
    filter: &SearchFilter,
    after: Option<CaseCursor>,
) -> Result<Vec<PlateCandidate>, StoreError> {
    let page = filtered(scope, filter, after).select(CandidateRow::as_select());
    page.load(conn.raw())?.into_iter().map(PlateCandidate::try_from).collect()
}

/// Which cases [`plate_candidates`] would answer, without what it takes to compare them.
///
/// # Errors
/// [`StoreError`].
pub fn candidate_ids(
    conn: &mut Connection,
    scope: &Scope,
    filter: &SearchFilter,
) -> Result<Vec<CaseId>, StoreError> {
    let ids: Vec<String> = filtered(scope, filter, None).select(cases::id).load(conn.raw())?;
    ids.iter().map(|id| Row::new("cases", id).text("id", id)).collect()
}

fn filtered(
    scope: &Scope,
    filter: &SearchFilter,
    after: Option<CaseCursor>,
) -> cases::BoxedQuery<'static, Db> {
    let mut query = scoped(scope);
    if let Some(reference) = &filter.reference {
        query = query.filter(cases::reference.eq(reference.as_str().to_owned()));
    }
    if let Some(location) = filter.location {
        query = query.filter(cases::location_id.eq(location.to_string()));
    }
    if let Some(from) = filter.from {
        query = query.filter(cases::captured_at.ge(micros(from)));
    }
    if let Some(until) = filter.until {
        query = query.filter(cases::captured_at.lt(micros(until)));
    }
    if !filter.states.is_empty() {
        let states: Vec<&'static str> = filter.states.iter().map(|state| state.as_str()).collect();
        query = query.filter(cases::state.eq_any(states));
    }
    if let Some(after) = after {
        let at = micros(after.captured_at);
        let earlier = cases::captured_at.lt(at).or(cases::id.gt(after.id.to_string()));
        query = query.filter(cases::captured_at.le(at)).filter(earlier);
    }
    query.order((cases::captured_at.desc(), cases::id)).limit(filter.limit.into())
}
