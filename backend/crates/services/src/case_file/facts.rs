//! What is known about a passage, shared by the review desk and the case page.

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::{CaseRef, CaseState, Country, Plate, WeeklyWindow, local_day};
use poortwacht_store::cases::{Case, CaseSummary};

use crate::ServiceError;
use crate::intake::CaseFacts;

/// A plate as it was read. Not printable.
#[derive(Clone)]
pub struct PlateReading {
    /// Normalised.
    pub plate: Plate,
    /// UN sign of the country.
    pub country: Country,
    /// What the camera read, unchanged.
    pub raw: String,
    /// How sure the camera was, 0 to 1.
    pub confidence: f64,
}

/// The location's dossier as it was at the act, and the unit's clock.
#[derive(Debug, Clone)]
pub struct DossierFacts {
    /// Street.
    pub street: String,
    /// Municipality.
    pub municipality: String,
    /// Direction of travel.
    pub direction: String,
    /// Lane, where there is something to be known of it.
    pub lane: Option<String>,
    /// The sign's code.
    pub sign: String,
    /// Closing hours; empty is always.
    pub hours: Vec<WeeklyWindow>,
    /// Within the built-up area.
    pub built_up: bool,
    /// The act lies in a warning period.
    pub warning_period: bool,
    /// The last check of the sign up to the act.
    pub inspected_on: Option<Date>,
    /// The roadside unit's name.
    pub unit: String,
    /// Its clock's offset in milliseconds.
    pub clock_offset_ms: i64,
}

/// Another case of the same plate at this location on that day.
#[derive(Debug, Clone)]
pub struct EarlierCase {
    /// Its reference.
    pub reference: CaseRef,
    /// When the vehicle passed.
    pub captured_at: Timestamp,
    /// Where it stands.
    pub state: CaseState,
}

impl From<CaseSummary> for EarlierCase {
    fn from(case: CaseSummary) -> Self {
        Self { reference: case.reference, captured_at: case.captured_at, state: case.state }
    }
}

impl DossierFacts {
    pub(crate) fn of(case: &Case, facts: &CaseFacts, unit: &str) -> Self {
        let (dossier, day) = (&case.dossier, local_day(case.captured_at));
        Self {
            street: dossier.street.clone(),
            municipality: dossier.municipality_name.clone(),
            direction: dossier.direction.clone(),
            lane: (!dossier.lane_note.is_empty()).then(|| format!("{} ({})", facts.lane, dossier.lane_note)),
            sign: dossier.sign.clone(),
            hours: dossier.windows.clone(),
            built_up: dossier.built_up,
            warning_period: dossier.warns_on(day),
            inspected_on: dossier.inspections.iter().copied().filter(|inspection| *inspection <= day).max(),
            unit: unit.to_owned(),
            clock_offset_ms: facts.clock.offset_ms,
        }
    }
}

/// Reads the capture metadata in a case's row.
pub(crate) fn capture(case: &Case) -> Result<CaseFacts, ServiceError> {
    serde_json::from_str(&case.facts)
        .map_err(|_| ServiceError::Damaged("a case's facts do not parse".to_owned()))
}
