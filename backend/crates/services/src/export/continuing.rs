//! Whether another case is of the same continuing act: the same plate at the same location within the merge window.
//!
//! One act has one sanction, that of its earliest case. No index leads from a plate to its cases, so the cases around are
//! tried one by one, each with its own key (see `poortwacht_evidence::index`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{CaseId, CaseState, MunicipalityId};
use poortwacht_evidence::index::with_plate;
use poortwacht_store::Scope;
use poortwacht_store::cases::{self, Case, CaseSummary, SearchFilter};

use super::opened::Opened;
use crate::blocking::off_worker;
use crate::{ServiceError, Services};

/// What became of other cases of the same continuing act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Continuing {
    /// There is none that counts.
    Alone,
    /// An earlier one may still go out; this one waits for it.
    EarlierOpen,
    /// One went out, or had its letter. An annulled sanction is not made good by a second one.
    Sent,
}

/// Cases that may still go out.
const OPEN: &[CaseState] =
    &[CaseState::AwaitingReview, CaseState::Confirmed, CaseState::Ready, CaseState::Returned];
/// Cases that took the one sanction of their act.
const SENT: &[CaseState] =
    &[CaseState::InBatch, CaseState::Delivered, CaseState::Accepted, CaseState::Annulled, CaseState::Warned];

/// The other cases of each opened case's act.
pub(super) struct Others(BTreeMap<CaseId, Vec<CaseSummary>>);

impl Others {
    /// Finds them. Nothing is opened.
    pub(super) async fn find(
        services: &Services,
        municipality: MunicipalityId,
        opened: &[Opened],
    ) -> Result<Self, ServiceError> {
        let wanted = opened.iter().map(|opened| {
            let case = opened.case();
            (case.id, around(case), opened.reading.plate.clone())
        });
        let (services, wanted): (_, Vec<_>) = (services.clone(), wanted.collect());
        let find = move || {
            let (scope, keys) = (Scope::municipality(municipality), services.keys());
            let mut others = BTreeMap::new();
            for (id, filter, plate) in wanted {
                let read = |conn: &mut _| cases::plate_candidates(conn, &scope, &filter, None);
                let mut candidates = services.store().read_blocking(read)?;
                candidates.retain(|candidate| candidate.case.id != id);
                others.insert(id, with_plate(keys.as_ref(), &plate, candidates)?);
            }
            Ok::<_, ServiceError>(Self(others))
        };
        off_worker(find).await
    }

    /// What became of them; `passing` go out in the batch that is being made, or have their letter.
    pub(super) fn of(&self, case: &Case, passing: &BTreeSet<CaseId>) -> Continuing {
        let others = self.0.get(&case.id).map(Vec::as_slice).unwrap_or_default();
        let is_earlier = |other: &CaseSummary| (other.captured_at, other.id) < (case.captured_at, case.id);
        if others.iter().any(|other| SENT.contains(&other.state) || passing.contains(&other.id)) {
            Continuing::Sent
        } else if others.iter().any(|other| OPEN.contains(&other.state) && is_earlier(other)) {
            Continuing::EarlierOpen
        } else {
            Continuing::Alone
        }
    }
}

/// The merge window on both sides of an act, its ends included.
fn around(case: &Case) -> SearchFilter {
    let window = SignedDuration::from_mins(case.dossier.merge_window_minutes.into());
    let end = window.saturating_add(SignedDuration::from_micros(1));
    SearchFilter {
        location: Some(case.location),
        from: Some(case.captured_at.saturating_sub(window).unwrap_or(Timestamp::MIN)),
        until: Some(case.captured_at.saturating_add(end).unwrap_or(Timestamp::MAX)),
        states: OPEN.iter().chain(SENT).copied().collect(),
        limit: u32::MAX,
        ..SearchFilter::default()
    }
}
