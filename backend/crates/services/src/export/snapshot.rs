//! What the database knows of the cases that may go out, from one snapshot.

use std::collections::BTreeMap;

use jiff::Timestamp;
use poortwacht_domain::{CaseState, MunicipalityId, UnitId};
use poortwacht_store::batches::{self, Newest};
use poortwacht_store::cases::{self, Case, CaseCursor};
use poortwacht_store::fields::{self, SealedField};
use poortwacht_store::pictures::{self, Picture};
use poortwacht_store::{Connection, Scope, StoreError, units};

use super::known::{House, Known};
use crate::custody::{Alteration, Recorded};
use crate::{ServiceError, Services};

/// The most cases that go through the gate together, and so into one batch.
pub(super) const MOST_CASES: u32 = 500;

/// States from which the gate takes cases. A ready one passed it before and was stopped on its way into a batch.
const CANDIDATES: &[CaseState] = &[CaseState::Confirmed, CaseState::Ready];

/// A page of candidates.
pub(super) struct Page {
    pub(super) house: House,
    /// The last batch then: whatever is in none of them was not sent.
    pub(super) newest: Newest,
    pub(super) candidates: Vec<Candidate>,
}

impl Page {
    /// Where the next page starts; `None` after the last.
    pub(super) fn next(&self) -> Option<CaseCursor> {
        let full = self.candidates.len() >= usize::try_from(MOST_CASES).unwrap_or(usize::MAX);
        self.candidates.last().filter(|_| full).map(|last| last.case.cursor())
    }
}

/// A case that may go out, and what is known beside its row.
#[derive(Clone)]
pub(super) struct Candidate {
    pub(super) case: Case,
    pub(super) known: Known,
}

/// Reads a page of candidates as they are at `now`; `delivery` tells whether there is an interface to deliver to.
pub(super) async fn page(
    services: &Services,
    municipality: MunicipalityId,
    after: Option<CaseCursor>,
    (delivery, now): (bool, Timestamp),
) -> Result<Page, ServiceError> {
    let own = services.clone();
    let read = move |conn: &mut Connection| {
        let scope = Scope::municipality(municipality);
        let house = House::load(&own, conn, municipality, (delivery, now))?;
        let newest = batches::newest(conn, &scope)?;
        let cases = cases::ready_candidates(conn, &scope, CANDIDATES, after, MOST_CASES)?;
        let candidates = cases.into_iter().map(|case| candidate(conn, &scope, case, &house));
        Ok(Page { candidates: candidates.collect::<Result<_, ServiceError>>()?, newest, house })
    };
    services.store().read(read).await
}

fn candidate(
    conn: &mut Connection,
    scope: &Scope,
    case: Case,
    house: &House,
) -> Result<Candidate, ServiceError> {
    let known = Known::load(conn, scope, &case, house)?;
    Ok(Candidate { case, known })
}

/// What is sealed of a case, and what a delivery says beside it.
#[derive(Clone)]
pub(super) struct Sealed {
    pub(super) candidate: Candidate,
    pub(super) unit: String,
    pub(super) fields: Vec<SealedField>,
    pub(super) pictures: Vec<Picture>,
    /// What the ledger recorded of it, or in what it differs.
    pub(super) recorded: Result<Recorded, Alteration>,
}

/// Reads the sealed fields of these cases. One that has meanwhile died is left out.
pub(super) async fn sealed(
    services: &Services,
    municipality: MunicipalityId,
    candidates: Vec<Candidate>,
) -> Result<Vec<Sealed>, ServiceError> {
    let read = move |conn: &mut Connection| {
        let scope = Scope::municipality(municipality);
        let units = names(conn, &scope)?;
        let sealed = candidates.into_iter().map(|candidate| one(conn, &scope, &units, candidate));
        Ok(sealed.collect::<Result<Vec<_>, ServiceError>>()?.into_iter().flatten().collect())
    };
    services.store().read(read).await
}

fn names(conn: &mut Connection, scope: &Scope) -> Result<BTreeMap<UnitId, String>, StoreError> {
    Ok(units::all(conn, scope)?.into_iter().map(|unit| (unit.id, unit.name)).collect())
}

fn one(
    conn: &mut Connection,
    scope: &Scope,
    units: &BTreeMap<UnitId, String>,
    candidate: Candidate,
) -> Result<Option<Sealed>, ServiceError> {
    let Some(case) = cases::find(conn, scope, candidate.case.id)? else { return Ok(None) };
    if case.revision != candidate.case.revision {
        return Err(ServiceError::Conflict("the case's revision".to_owned()));
    }
    let fields = fields::of_case(conn, scope, case.id)?;
    let pictures = pictures::of_case(conn, scope, case.id)?;
    let recorded = compared(conn, scope, &case, &pictures)?;
    let unit = units.get(&case.unit).cloned().unwrap_or_default();
    Ok(Some(Sealed { candidate, unit, fields, pictures, recorded }))
}

/// An altered case must not keep the others from going out.
fn compared(
    conn: &mut Connection,
    scope: &Scope,
    case: &Case,
    pictures: &[Picture],
) -> Result<Result<Recorded, Alteration>, ServiceError> {
    match Recorded::load(conn, scope, case) {
        Ok(recorded) => Ok(recorded.check_records(pictures).map(|()| recorded)),
        Err(ServiceError::Altered(alteration)) => Ok(Err(alteration)),
        Err(other) => Err(other),
    }
}
