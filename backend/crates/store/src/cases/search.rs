//! Search, always within a limit and never with a plate in the answer.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{CaseId, CaseRef, CaseState, LocationId};

use super::model::CaseSummary;
use super::reach::scoped;
use super::row::SummaryRow;
use crate::columns::micros;
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::cases;
use crate::scope::Scope;

/// What to look for; every part narrows the search.
#[derive(Debug, Clone, Default)]
pub struct SearchFilter {
    /// This case.
    pub reference: Option<CaseRef>,
    /// One of these blind indexes: one plate under every index key it may be stored under. An empty list finds nothing.
    pub plate_indexes: Option<Vec<[u8; 32]>>,
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
    let mut query = scoped(scope);
    if let Some(reference) = &filter.reference {
        query = query.filter(cases::reference.eq(reference.as_str().to_owned()));
    }
    if let Some(indexes) = &filter.plate_indexes {
        query = query.filter(cases::plate_index.eq_any(stored(indexes)));
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
    let page = query.order((cases::captured_at.desc(), cases::id)).limit(filter.limit.into());
    page.select(SummaryRow::as_select()).load(conn.raw())?.into_iter().map(CaseSummary::try_from).collect()
}

/// Other cases of one plate at one place in one period, most often: today.
#[derive(Debug, Clone)]
pub struct EarlierFilter {
    /// The plate under every index key it may be stored under.
    pub plate_indexes: Vec<[u8; 32]>,
    /// At this location.
    pub location: LocationId,
    /// The act is not before this.
    pub from: Timestamp,
    /// The act is before this.
    pub until: Timestamp,
    /// The case that is looked at; it is left out.
    pub except: CaseId,
}

/// Finds the same plate's other cases, in the order of their acts: what the officer must know of a continuing act, and
/// the gate's second sanction.
///
/// # Errors
/// The store's own.
pub fn earlier_for_plate(
    conn: &mut Connection,
    scope: &Scope,
    filter: &EarlierFilter,
) -> Result<Vec<CaseSummary>, StoreError> {
    let query = scoped(scope)
        .filter(cases::plate_index.eq_any(stored(&filter.plate_indexes)))
        .filter(cases::location_id.eq(filter.location.to_string()))
        .filter(cases::captured_at.ge(micros(filter.from)))
        .filter(cases::captured_at.lt(micros(filter.until)))
        .filter(cases::id.ne(filter.except.to_string()))
        .order((cases::captured_at, cases::id))
        .select(SummaryRow::as_select());
    query.load(conn.raw())?.into_iter().map(CaseSummary::try_from).collect()
}

fn stored(indexes: &[[u8; 32]]) -> Vec<Vec<u8>> {
    indexes.iter().map(|index| index.to_vec()).collect()
}
