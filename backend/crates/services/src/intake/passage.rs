//! Whether a vehicle's passage has a case already, seen by another packet.
//!
//! Telling it takes the keys of the cases around, which a transaction does not wait for. So cases are compared before it,
//! and it only looks whether there are others by then: those are compared too, and it is repeated.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::{CaseId, LocationId, Plate};
use poortwacht_evidence::index::with_plate;
use poortwacht_evidence::keystore::KeyStore;
use poortwacht_store::cases::{self, PlateCandidate, SearchFilter};
use poortwacht_store::{Connection, Scope, StoreError};

use crate::{ServiceError, Services};

/// The same plate at the same location within this time is the same passage, seen by another packet (a unit that fires
/// twice, two units that look at one lane): nobody drives through a closure, back and through it again in ten seconds.
/// Longer continuing acts are the gate's business (merge window).
const SAME_PASSAGE: SignedDuration = SignedDuration::from_secs(10);

/// A passage and what it was compared with. Holds a plate: its debug output leaves it out.
#[derive(Clone)]
pub(super) struct Passage {
    plate: Plate,
    at: Timestamp,
    location: LocationId,
    /// Cases around that were compared.
    compared: BTreeSet<CaseId>,
    /// One of them is of this very passage.
    known: bool,
}

impl std::fmt::Debug for Passage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Passage").field("at", &self.at).field("known", &self.known).finish_non_exhaustive()
    }
}

impl Passage {
    /// Compared with the cases around as they are now. Blocks: store and key store.
    pub(super) fn compared(
        services: &Services,
        scope: &Scope,
        plate: &Plate,
        (at, location): (Timestamp, LocationId),
    ) -> Result<Self, ServiceError> {
        let (compared, known) = (BTreeSet::new(), false);
        let mut passage = Self { plate: plate.clone(), at, location, compared, known };
        let around = services.store().read_blocking(|conn| passage.unseen(conn, scope))?;
        passage.compare(services.keys().as_ref(), around)?;
        Ok(passage)
    }

    /// Whether it has a case already.
    pub(super) fn is_known(&self) -> bool {
        self.known
    }

    /// Cases around that it was not compared with; none once it is known. SQL only.
    pub(super) fn unseen(
        &self,
        conn: &mut Connection,
        scope: &Scope,
    ) -> Result<Vec<PlateCandidate>, StoreError> {
        if self.known {
            return Ok(Vec::new());
        }
        let around = self.around();
        if cases::candidate_ids(conn, scope, &around)?.iter().all(|id| self.compared.contains(id)) {
            return Ok(Vec::new());
        }
        let mut candidates = cases::plate_candidates(conn, scope, &around, None)?;
        candidates.retain(|candidate| !self.compared.contains(&candidate.case.id));
        Ok(candidates)
    }

    /// Compares. Blocks: the key store is asked once.
    pub(super) fn compare(
        &mut self,
        keys: &dyn KeyStore,
        unseen: Vec<PlateCandidate>,
    ) -> Result<(), ServiceError> {
        self.compared.extend(unseen.iter().map(|candidate| candidate.case.id));
        self.known |= !with_plate(keys, &self.plate, unseen)?.is_empty();
        Ok(())
    }

    fn around(&self) -> SearchFilter {
        SearchFilter {
            location: Some(self.location),
            from: self.at.checked_sub(SAME_PASSAGE).ok(),
            until: self.at.checked_add(SAME_PASSAGE).ok(),
            limit: u32::MAX,
            ..SearchFilter::default()
        }
    }
}
