//! What is known about a passage, shared by the review desk and the case page.

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::{CaseRef, CaseState, ClosureWindow, Country, Plate, local_day};
use poortwacht_store::cases::{Case, CaseSummary};

use crate::ServiceError;
use crate::intake::{CaseFacts, PlateCorrection, PlateRecord};

/// A plate as it was read, and as officers corrected it. Not printable.
#[derive(Clone)]
pub struct PlateReading {
    /// Normalised; the last correction where there is one.
    pub plate: Plate,
    /// UN sign of the country; that of the last correction where there is one.
    pub country: Country,
    /// Normalised, as the camera read it.
    pub read_plate: Plate,
    /// The country that the camera took it for.
    pub read_country: Country,
    /// What officers made of it, oldest first.
    pub corrections: Vec<CorrectedPlate>,
    /// What the camera read, unchanged.
    pub raw: String,
    /// How sure the camera was, 0 to 1.
    pub confidence: f64,
}

/// A plate as an officer read it. Not printable.
#[derive(Clone)]
pub struct CorrectedPlate {
    /// Normalised.
    pub plate: Plate,
    /// UN sign of the country.
    pub country: Country,
    /// The officer's number.
    pub officer_number: String,
    /// When.
    pub at: Timestamp,
}

impl PlateReading {
    /// What the sealed field `plate` says.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] for what is no plate.
    pub(crate) fn of(record: PlateRecord) -> Result<Self, ServiceError> {
        let corrections = record.corrections.into_iter().map(CorrectedPlate::of);
        let corrections = corrections.collect::<Result<Vec<_>, _>>()?;
        let (read_plate, read_country) = (stored(&record.plate)?, record.country);
        let last = corrections.last().map(|last| (last.plate.clone(), last.country.clone()));
        let (plate, country) = last.unwrap_or_else(|| (read_plate.clone(), read_country.clone()));
        let (raw, confidence) = (record.raw, record.confidence);
        Ok(Self { plate, country, read_plate, read_country, corrections, raw, confidence })
    }
}

impl CorrectedPlate {
    fn of(correction: PlateCorrection) -> Result<Self, ServiceError> {
        let PlateCorrection { plate, country, officer_number, at, .. } = correction;
        Ok(Self { plate: stored(&plate)?, country, officer_number, at })
    }
}

fn stored(plate: &str) -> Result<Plate, ServiceError> {
    Plate::parse(plate).map_err(|_| ServiceError::Damaged("a case's plate is no plate".to_owned()))
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
    pub hours: Vec<ClosureWindow>,
    /// Within the built-up area.
    pub built_up: bool,
    /// The act lies in a warning period.
    pub warning_period: bool,
    /// The last check of the sign up to the act.
    pub inspected_on: Option<Date>,
    /// The version of the location's dossier; cases from before versions have none.
    pub version: Option<i64>,
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
            inspected_on: dossier.last_inspection(day),
            version: facts.location_version,
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
