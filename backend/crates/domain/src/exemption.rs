//! Exemptions (ontheffingen): who may pass, when and where.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{LocationId, WeeklyWindow};

text_enum! {
    /// Why a vehicle may pass.
    pub enum ExemptionCategory {
        /// Lijnbus.
        LineBus = "line_bus",
        /// Taxi.
        Taxi = "taxi",
        /// Hulpdienst.
        EmergencyService = "emergency_service",
        /// Bewoner.
        Resident = "resident",
        /// Leverancier.
        Supplier = "supplier",
        /// Zorg.
        Care = "care",
        /// Gemeentelijke dienst.
        MunicipalService = "municipal_service",
        /// Gehandicaptenparkeerkaart.
        Disabled = "disabled",
        /// Evenement.
        Event = "event",
        /// Dagontheffing: one plate, one day.
        DayTicket = "day_ticket",
        /// Anders.
        Other = "other",
    }
}

/// An end that does not come after its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the end must come after the start; give a later end")]
pub struct ValidityError;

/// A period of validity, start inclusive, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// First instant.
    pub from: Timestamp,
    /// First instant after it.
    pub until: Timestamp,
}

impl Validity {
    /// A period that holds at least an instant.
    ///
    /// # Errors
    /// [`ValidityError`] when `until` is not after `from`.
    pub fn new(from: Timestamp, until: Timestamp) -> Result<Self, ValidityError> {
        if from < until { Ok(Self { from, until }) } else { Err(ValidityError) }
    }

    /// Whether the instant lies in the period.
    #[must_use]
    pub fn contains(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }
}

/// When and where an exemption holds; whose it is stays sealed elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExemptionRule {
    /// Why the vehicle may pass.
    pub category: ExemptionCategory,
    /// First instant of validity.
    pub from: Timestamp,
    /// First instant after it.
    pub until: Timestamp,
    /// Hours of the week in which it holds; empty: always.
    #[serde(default)]
    pub windows: Vec<WeeklyWindow>,
    /// Where it holds; `None`: everywhere in the municipality.
    #[serde(default)]
    pub locations: Option<Vec<LocationId>>,
}

impl ExemptionRule {
    /// The period of validity.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        Validity { from: self.from, until: self.until }
    }

    /// Whether a passage at this instant and place is permitted.
    #[must_use]
    pub fn covers(&self, at: Timestamp, location: LocationId) -> bool {
        self.validity().contains(at)
            && self.locations.as_ref().is_none_or(|locations| locations.contains(&location))
            && (self.windows.is_empty() || self.windows.iter().any(|window| window.contains(at)))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;
    use crate::Weekday;
    use crate::testing::SequenceRng;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn rule() -> ExemptionRule {
        ExemptionRule {
            category: ExemptionCategory::Supplier,
            from: at("2026-11-01T00:00:00+01:00"),
            until: at("2026-12-01T00:00:00+01:00"),
            windows: Vec::new(),
            locations: None,
        }
    }

    #[test]
    fn validity_starts_at_its_first_instant_and_ends_before_its_last() {
        let here = LocationId::random(&SequenceRng::default());
        assert!(rule().covers(at("2026-11-01T00:00:00+01:00"), here));
        assert!(!rule().covers(at("2026-10-31T23:59:59+01:00"), here));
        assert!(rule().covers(at("2026-11-30T23:59:59+01:00"), here));
        assert!(!rule().covers(at("2026-12-01T00:00:00+01:00"), here));
    }

    #[test]
    fn an_exemption_for_one_place_does_not_hold_at_another() {
        let rng = SequenceRng::default();
        let (here, elsewhere) = (LocationId::random(&rng), LocationId::random(&rng));
        let rule = ExemptionRule { locations: Some(vec![here]), ..rule() };
        assert!(rule.covers(at("2026-11-10T12:00:00Z"), here));
        assert!(!rule.covers(at("2026-11-10T12:00:00Z"), elsewhere));
        let nowhere = ExemptionRule { locations: Some(Vec::new()), ..rule };
        assert!(!nowhere.covers(at("2026-11-10T12:00:00Z"), here));
    }

    #[test]
    fn outside_its_weekly_hours_an_exemption_does_not_hold_and_has_no_pardon_of_its_own() {
        let here = LocationId::random(&SequenceRng::default());
        let window =
            WeeklyWindow { days: vec![Weekday::Tuesday], from: time(6, 0, 0, 0), until: time(11, 0, 0, 0) };
        let rule = ExemptionRule { windows: vec![window], ..rule() };
        assert!(rule.covers(at("2026-11-10T06:00:00+01:00"), here));
        assert!(rule.covers(at("2026-11-10T10:59:59+01:00"), here));
        assert!(!rule.covers(at("2026-11-10T11:00:00+01:00"), here));
        assert!(!rule.covers(at("2026-11-11T07:00:00+01:00"), here));
    }

    #[test]
    fn a_period_without_an_instant_is_refused() {
        let now = at("2026-11-01T00:00:00Z");
        assert_eq!(Validity::new(now, now), Err(ValidityError));
    }
}
