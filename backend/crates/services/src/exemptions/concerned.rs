//! The cases that exemptions with a start in the past cover, by state. Nothing is opened: each case's own key tells whether
//! it has one of the plates.

use std::collections::BTreeMap;

use poortwacht_domain::{
    CaseId, CaseState, ExemptionRule, HalfId, Membership, MunicipalityId, Plate, ZoneId,
};
use poortwacht_evidence::index::IndexKey;
use poortwacht_store::Scope;
use poortwacht_store::cases::{self, PlateCandidate, SearchFilter};
use poortwacht_store::zones;
use subtle::ConstantTimeEq as _;

use super::sealing::Draft;
use crate::{ServiceError, Services};

/// Candidates read and compared together.
const PAGE: u32 = 500;

/// More of them in one file would make the comparison with all cases endless.
pub(super) const MOST_LATE: usize = 1_000;

/// How many cases there are in each state.
pub type Concerned = BTreeMap<CaseState, u64>;

/// The locations that zones have and had.
type Members = BTreeMap<ZoneId, Vec<Membership>>;

/// A plate and what it is allowed.
pub(super) struct Late {
    pub(super) plate: Plate,
    pub(super) rule: ExemptionRule,
}

impl From<&Draft> for Late {
    fn from(draft: &Draft) -> Self {
        Self { plate: draft.plate.clone(), rule: draft.rule.clone() }
    }
}

/// Every case whose act one of them covers. Blocks.
pub(super) fn find(
    services: &Services,
    municipality: MunicipalityId,
    late: &[Late],
) -> Result<Vec<(CaseId, CaseState)>, ServiceError> {
    let Some(from) = late.iter().map(|late| late.rule.from).min() else { return Ok(Vec::new()) };
    let until = late.iter().map(|late| late.rule.until).max();
    let filter = SearchFilter { from: Some(from), until, limit: PAGE, ..SearchFilter::default() };
    let scope = Scope::municipality(municipality);
    let named = late.iter().filter_map(|late| late.rule.area.zone()).collect();
    let members = services.store().read_blocking(|conn| zones::memberships_of(conn, &scope, &named))?;
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let read = |conn: &mut poortwacht_store::Connection| {
            Ok::<_, ServiceError>(cases::plate_candidates(conn, &scope, &filter, after)?)
        };
        let candidates = services.store().read_blocking(read)?;
        let Some(last) = candidates.last() else { return Ok(found) };
        after = Some(last.case.cursor());
        found.extend(covered(services, (late, &members), candidates)?);
    }
}

/// The same, counted.
pub(super) fn count(found: &[(CaseId, CaseState)]) -> Concerned {
    let mut counts = Concerned::new();
    for (_, state) in found {
        *counts.entry(*state).or_default() += 1;
    }
    counts
}

fn covered(
    services: &Services,
    (late, members): (&[Late], &Members),
    candidates: Vec<PlateCandidate>,
) -> Result<Vec<(CaseId, CaseState)>, ServiceError> {
    let halves: Vec<HalfId> = candidates.iter().map(|candidate| candidate.half.id).collect();
    let others: BTreeMap<HalfId, _> =
        services.keys().halves(&halves)?.into_iter().map(|half| (half.id, half.secret)).collect();
    let mut found = Vec::new();
    for candidate in candidates {
        // A case that is being destroyed has no plate any more.
        let Some(other) = others.get(&candidate.half.id) else { continue };
        let case = &candidate.case;
        let covers = |late: &&Late| {
            let members =
                late.rule.area.zone().and_then(|zone| members.get(&zone)).map_or(&[][..], Vec::as_slice);
            late.rule.covers(case.captured_at, case.location, members)
        };
        let mut covering = late.iter().filter(covers).peekable();
        if covering.peek().is_none() {
            continue;
        }
        let key = IndexKey::derive(&candidate.half.half, other, case.id)?;
        if covering.any(|late| bool::from(key.index(&late.plate).0.ct_eq(&candidate.index.0))) {
            found.push((case.id, case.state));
        }
    }
    Ok(found)
}
