//! Cases that an exemption with a start in the past covers and that have gone out: their annulment is to be requested.

use std::collections::BTreeMap;

use jiff::Timestamp;
use poortwacht_domain::{Act, CaseRef, CaseState, LocationId, Permission};
use poortwacht_store::exemptions::late_cases::{self, LateCase};
use poortwacht_store::{Connection, Scope, cases, locations};

use crate::{Actor, ServiceError, Services};

/// More of them are not listed.
const MOST: u32 = 500;

/// A case to be annulled. No plate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annulment {
    /// Its reference.
    pub reference: CaseRef,
    /// The location's name.
    pub location: String,
    /// When the vehicle passed.
    pub captured_at: Timestamp,
    /// Where it stands.
    pub state: CaseState,
    /// When the exemption was agreed to.
    pub since: Timestamp,
}

/// Lists the cases whose annulment is to be requested. Logged as [`Act::BatchesListed`].
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn annulments(services: &Services, actor: &Actor) -> Result<Vec<Annulment>, ServiceError> {
    actor.require(Permission::WatchDelivery)?;
    services.enter(actor.log(), actor.entry(Act::BatchesListed).detail("page", "annulments")).await?;
    let scope = actor.scope();
    services.store().read(move |conn| gather(conn, &scope)).await
}

fn gather(conn: &mut Connection, scope: &Scope) -> Result<Vec<Annulment>, ServiceError> {
    let places: BTreeMap<LocationId, String> =
        locations::all(conn, scope)?.into_iter().map(|place| (place.id, place.dossier.name)).collect();
    let mut rows = Vec::new();
    for LateCase { case, matched_at: since, .. } in late_cases::all(conn, scope, MOST)? {
        let found = cases::find(conn, scope, case)?.filter(|case| has_gone_out(case.state));
        rows.extend(found.map(|case| Annulment {
            location: places.get(&case.location).cloned().unwrap_or_default(),
            reference: case.reference,
            captured_at: case.captured_at,
            state: case.state,
            since,
        }));
    }
    Ok(rows)
}

/// The gate does not hold these back any more.
const fn has_gone_out(state: CaseState) -> bool {
    matches!(state, CaseState::InBatch | CaseState::Delivered | CaseState::Accepted)
}
