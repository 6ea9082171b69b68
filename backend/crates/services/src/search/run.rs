//! Searching: the entry first, then the results.

use std::collections::BTreeMap;

use jiff::Timestamp;
use poortwacht_domain::{Act, CaseRef, CaseState, LocationId, Permission, SearchReason};
use poortwacht_store::cases::{self, CaseSummary, SearchFilter};
use poortwacht_store::{Connection, Scope, locations};

use super::request::{self, Query, SearchRequest};
use crate::blocking::off_worker;
use crate::case_file::cases_of_plate;
use crate::flaw::Flaw;
use crate::ledger_text::enter_with_text;
use crate::{Actor, FieldProblem, ServiceError, Services};

/// More cases than this are not listed.
const MOST: usize = 100;

/// A case that was found. No plate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRow {
    /// Its reference.
    pub reference: CaseRef,
    /// The location's name.
    pub location: String,
    /// When the vehicle passed.
    pub captured_at: Timestamp,
    /// Where it stands.
    pub state: CaseState,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct SearchResults {
    /// The cases, newest first.
    pub rows: Vec<SearchRow>,
    /// Whether there are more than are listed.
    pub truncated: bool,
    /// When the search was written to the ledger.
    pub logged_at: Timestamp,
    /// The reason it was logged with.
    pub reason: SearchReason,
}

/// Searches cases. The reason's code goes into the ledger with a commitment to its text, and the text, sealed, beside it,
/// before anything is looked for.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw, by the form's field names; [`ServiceError::Refused`] without the permission;
/// those of store, ledger and key store.
pub async fn search(
    services: &Services,
    actor: &Actor,
    request: SearchRequest,
) -> Result<SearchResults, ServiceError> {
    actor.require(Permission::Search)?;
    let query = request::read(&request, actor, services.now())?;
    let location = location(services, actor, query.location.clone()).await?;
    log(services, actor, &query).await?;
    let (logged_at, reason) = (services.now(), query.reason);
    let (own, scope) = (services.clone(), actor.scope());
    let (rows, truncated) = off_worker(move || find(&own, &scope, query, location)).await?;
    Ok(SearchResults { rows, truncated, logged_at, reason })
}

/// The chosen location must exist before anything is logged as a search.
async fn location(
    services: &Services,
    actor: &Actor,
    code: Option<String>,
) -> Result<Option<LocationId>, ServiceError> {
    let Some(code) = code else { return Ok(None) };
    let (scope, municipality) = (actor.scope(), actor.municipality);
    let found =
        services.store().read(move |conn| locations::by_code(conn, &scope, municipality, &code)).await?;
    let unknown = || ServiceError::Invalid(vec![FieldProblem::flawed("location", Flaw::NotAChoice)]);
    found.map(|place| Some(place.id)).ok_or_else(unknown)
}

async fn log(services: &Services, actor: &Actor, query: &Query) -> Result<(), ServiceError> {
    let entry = actor
        .entry(Act::Searched)
        .reason(query.reason.as_str())
        .detail("by", query.by())
        .detail("wide", query.wide);
    enter_with_text(services, actor, entry, query.explanation.clone()).await
}

fn find(
    services: &Services,
    scope: &Scope,
    query: Query,
    location: Option<LocationId>,
) -> Result<(Vec<SearchRow>, bool), ServiceError> {
    let keys = services.keys();
    let filter = SearchFilter {
        reference: query.reference,
        location,
        from: query.from,
        until: query.until,
        states: query.states,
        limit: u32::try_from(MOST + 1).unwrap_or(u32::MAX),
    };
    services.store().read_blocking(|conn| {
        let mut found = match &query.plate {
            Some(plate) => cases_of_plate(conn, keys.as_ref(), scope, &filter, plate)?,
            None => cases::search(conn, scope, &filter)?,
        };
        let truncated = found.len() > MOST;
        found.truncate(MOST);
        Ok((rows(conn, scope, found)?, truncated))
    })
}

fn rows(
    conn: &mut Connection,
    scope: &Scope,
    found: Vec<CaseSummary>,
) -> Result<Vec<SearchRow>, ServiceError> {
    let places = locations::all(conn, scope)?;
    let places: BTreeMap<LocationId, String> =
        places.into_iter().map(|place| (place.id, place.dossier.name)).collect();
    let row = |case: CaseSummary| SearchRow {
        reference: case.reference,
        location: places.get(&case.location).cloned().unwrap_or_default(),
        captured_at: case.captured_at,
        state: case.state,
    };
    Ok(found.into_iter().map(row).collect())
}
