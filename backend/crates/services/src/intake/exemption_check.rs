//! Whether the plate, or one that a camera may take for it, is exempt.

use jiff::Timestamp;
use poortwacht_domain::{LocationId, Plate};

use super::ExemptionFinding;
use crate::exemptions::Matched;

/// More of them than this help no officer.
pub(crate) const MOST_NAMED: usize = 20;

/// First the plate's own, then all plates one confusion away: an exemption of any of them concerns the officer.
pub(super) fn concerned(plate: &Plate) -> Vec<Plate> {
    std::iter::once(plate.clone()).chain(plate.confusions()).collect()
}

/// Judges what the database found for the plates [concerned].
pub(super) fn judge(found: &[Matched], at: Timestamp, location: LocationId) -> ExemptionCheck {
    let (own, others): (Vec<_>, Vec<_>) = found.iter().partition(|(place, _)| *place == 0);
    if own.iter().any(|(_, exemption)| exemption.covers(at, location)) {
        return ExemptionCheck::Exempt;
    }
    let covering = others.into_iter().filter(|(_, exemption)| exemption.covers(at, location));
    ExemptionCheck::NotExempt(ExemptionFinding {
        valid: None,
        elsewhere: own.iter().map(|(_, exemption)| exemption.rule.category).take(MOST_NAMED).collect(),
        near: covering.map(|(_, exemption)| exemption.rule.category).take(MOST_NAMED).collect(),
    })
}

/// What the check came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ExemptionCheck {
    /// An exemption of this plate holds there and then.
    Exempt,
    /// None does; what the officer should know nevertheless.
    NotExempt(ExemptionFinding),
}
