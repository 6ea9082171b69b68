//! Exemptions (ontheffingen): who may pass, when and where.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{LocationId, WeeklyWindow, ZoneId};

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

/// Where an exemption holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// At every location of the municipality, those that come later among them.
    Everywhere,
    /// At these locations.
    Locations(Vec<LocationId>),
    /// At the locations of a zone, as they are at each moment.
    Zone(ZoneId),
}

impl Area {
    /// The zone, where it is one.
    #[must_use]
    pub const fn zone(&self) -> Option<ZoneId> {
        match self {
            Self::Zone(zone) => Some(*zone),
            Self::Everywhere | Self::Locations(_) => None,
        }
    }

    /// The locations that it names itself.
    #[must_use]
    pub fn locations(&self) -> &[LocationId] {
        match self {
            Self::Locations(locations) => locations,
            Self::Everywhere | Self::Zone(_) => &[],
        }
    }
}

/// How long a location was, or is, part of a zone. It counts from when it was entered and until when it was taken out:
/// what was lawful or not at the moment of an act never changes afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// The location.
    pub location: LocationId,
    /// First instant.
    pub from: Timestamp,
    /// First instant after it; `None` while it is part of the zone.
    pub until: Option<Timestamp>,
}

impl Membership {
    /// Whether the location was part of the zone at this instant.
    #[must_use]
    pub fn holds(&self, at: Timestamp, location: LocationId) -> bool {
        self.location == location && self.from <= at && self.until.is_none_or(|until| at < until)
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
    /// Where it holds.
    pub area: Area,
}

impl ExemptionRule {
    /// The period of validity.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        Validity { from: self.from, until: self.until }
    }

    /// Whether a passage at this instant and place is permitted. `members` are the locations that its zone has or had;
    /// of an exemption without a zone they are not looked at.
    #[must_use]
    pub fn covers(&self, at: Timestamp, location: LocationId, members: &[Membership]) -> bool {
        self.validity().contains(at)
            && self.reaches(at, location, members)
            && (self.windows.is_empty() || self.windows.iter().any(|window| window.contains(at)))
    }

    fn reaches(&self, at: Timestamp, location: LocationId, members: &[Membership]) -> bool {
        match &self.area {
            Area::Everywhere => true,
            Area::Locations(locations) => locations.contains(&location),
            Area::Zone(_) => members.iter().any(|member| member.holds(at, location)),
        }
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
            area: Area::Everywhere,
        }
    }

    #[test]
    fn validity_starts_at_its_first_instant_and_ends_before_its_last() {
        let here = LocationId::random(&SequenceRng::default());
        assert!(rule().covers(at("2026-11-01T00:00:00+01:00"), here, &[]));
        assert!(!rule().covers(at("2026-10-31T23:59:59+01:00"), here, &[]));
        assert!(rule().covers(at("2026-11-30T23:59:59+01:00"), here, &[]));
        assert!(!rule().covers(at("2026-12-01T00:00:00+01:00"), here, &[]));
    }

    #[test]
    fn an_exemption_for_one_place_does_not_hold_at_another() {
        let rng = SequenceRng::default();
        let (here, elsewhere) = (LocationId::random(&rng), LocationId::random(&rng));
        let rule = ExemptionRule { area: Area::Locations(vec![here]), ..rule() };
        assert!(rule.covers(at("2026-11-10T12:00:00Z"), here, &[]));
        assert!(!rule.covers(at("2026-11-10T12:00:00Z"), elsewhere, &[]));
        let nowhere = ExemptionRule { area: Area::Locations(Vec::new()), ..rule };
        assert!(!nowhere.covers(at("2026-11-10T12:00:00Z"), here, &[]));
    }

    #[test]
    fn in_a_zone_an_exemption_holds_where_the_zone_was_at_that_moment() {
        let rng = SequenceRng::default();
        let (here, later) = (LocationId::random(&rng), LocationId::random(&rng));
        let rule = ExemptionRule { area: Area::Zone(ZoneId::random(&rng)), ..rule() };
        let noon = |day: u8| at(&format!("2026-11-{day:02}T12:00:00+01:00"));
        let members = [
            Membership { location: here, from: noon(5), until: Some(noon(20)) },
            Membership { location: later, from: noon(20), until: None },
        ];
        let covered = |day, location| rule.covers(noon(day), location, &members);
        assert!(!covered(4, here) && covered(5, here) && covered(19, here) && !covered(20, here));
        assert!(!covered(19, later) && covered(20, later) && covered(30, later));
        assert!(!rule.covers(noon(10), here, &[]), "a zone that nobody looked up covers nothing");
    }

    #[test]
    fn outside_its_weekly_hours_an_exemption_does_not_hold_and_has_no_pardon_of_its_own() {
        let here = LocationId::random(&SequenceRng::default());
        let window =
            WeeklyWindow { days: vec![Weekday::Tuesday], from: time(6, 0, 0, 0), until: time(11, 0, 0, 0) };
        let rule = ExemptionRule { windows: vec![window], ..rule() };
        assert!(rule.covers(at("2026-11-10T06:00:00+01:00"), here, &[]));
        assert!(rule.covers(at("2026-11-10T10:59:59+01:00"), here, &[]));
        assert!(!rule.covers(at("2026-11-10T11:00:00+01:00"), here, &[]));
        assert!(!rule.covers(at("2026-11-11T07:00:00+01:00"), here, &[]));
    }

    #[test]
    fn a_period_without_an_instant_is_refused() {
        let now = at("2026-11-01T00:00:00Z");
        assert_eq!(Validity::new(now, now), Err(ValidityError));
    }
}
