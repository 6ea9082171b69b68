//! Whether the plate, or one that a camera may take for it, is exempt.

use jiff::Timestamp;
use poortwacht_domain::{LocationId, MunicipalityId, Plate};
use poortwacht_evidence::KeyStoreError;
use poortwacht_evidence::index::exemption_index;
use poortwacht_evidence::keystore::{KeyStore, Purpose};
use poortwacht_store::exemptions::ExemptionMatch;

use super::ExemptionFinding;

/// More of them than this help no officer.
const MOST_NAMED: usize = 20;

/// Blind indexes under which an exemption that concerns the plate is stored.
pub(super) struct PlateIndexes {
    /// The plate's own.
    exact: [u8; 32],
    /// First the plate's own, then those of all plates one confusion away.
    all: Vec<[u8; 32]>,
}

impl PlateIndexes {
    pub(super) fn of(
        keys: &dyn KeyStore,
        municipality: MunicipalityId,
        plate: &Plate,
    ) -> Result<Self, KeyStoreError> {
        let key = keys.purpose_key(Purpose::ExemptionIndex(municipality))?;
        let exact = exemption_index(&key, plate);
        let near = plate.confusions().map(|other| exemption_index(&key, &other));
        Ok(Self { exact, all: std::iter::once(exact).chain(near).collect() })
    }

    pub(super) fn all(&self) -> &[[u8; 32]] {
        &self.all
    }

    /// Judges what the database found under these indexes.
    pub(super) fn judge(
        &self,
        found: &[ExemptionMatch],
        at: Timestamp,
        location: LocationId,
    ) -> ExemptionCheck {
        let (own, others): (Vec<_>, Vec<_>) =
            found.iter().partition(|exemption| exemption.plate_index == self.exact);
        if own.iter().any(|exemption| exemption.covers(at, location)) {
            return ExemptionCheck::Exempt;
        }
        let covering = others.into_iter().filter(|exemption| exemption.covers(at, location));
        ExemptionCheck::NotExempt(ExemptionFinding {
            elsewhere: own.iter().map(|exemption| exemption.rule.category).take(MOST_NAMED).collect(),
            near: covering.map(|exemption| exemption.rule.category).take(MOST_NAMED).collect(),
        })
    }
}

/// What the check came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ExemptionCheck {
    /// An exemption of this plate holds there and then.
    Exempt,
    /// None does; what the officer should know nevertheless.
    NotExempt(ExemptionFinding),
}
