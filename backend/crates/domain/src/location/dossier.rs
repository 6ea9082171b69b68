//! The dossier of a location.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{OffenceCode, Rect, WeeklyWindow, window};

/// Pardon: enforcement starts 5 minutes after the window opens and stops 5 minutes before it closes.
const PARDON_MINUTES: u32 = 5;

/// Merge window: within 60 minutes the same plate at the same place is one continuing act.
const MERGE_WINDOW_MINUTES: u32 = 60;

/// A mosaic cell is never smaller than a twentieth of the picture's height: the face of a person half as high as the
/// picture is then at most two by two cells.
pub const FINEST_CELLS_PER_HEIGHT: u32 = 20;

/// Everything about a location that a case, the gate and a court need. A case keeps a copy as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocationDossier {
    /// The municipality's own code for the place.
    pub code: String,
    /// What people call the place.
    pub name: String,
    /// The street.
    pub street: String,
    /// The municipality, as it is written on a fine.
    pub municipality_name: String,
    /// The direction that is closed.
    pub direction: String,
    /// What is to be known of the lanes.
    #[serde(default)]
    pub lane_note: String,
    /// Inside the built-up area.
    pub built_up: bool,
    /// Latitude and longitude in degrees (WGS 84).
    #[serde(default)]
    pub coordinates: Option<(f64, f64)>,
    /// The sign (RVV 1990, annex 1), as `C12`.
    pub sign: String,
    /// The offence codes that may be used here.
    pub offence_codes: Vec<OffenceCode>,
    /// When the road is closed (venstertijden); empty: always.
    #[serde(default)]
    pub windows: Vec<WeeklyWindow>,
    /// Minutes at both ends of a window in which nothing is enforced.
    #[serde(default = "pardon_minutes")]
    pub pardon_minutes: u32,
    /// The prosecution service's consent (instemming).
    #[serde(default)]
    pub consent: Option<Consent>,
    /// Days on which the signs were inspected (schouw).
    #[serde(default)]
    pub inspections: Vec<Date>,
    /// Periods in which a letter takes the place of the fine.
    #[serde(default)]
    pub warning_periods: Vec<DatePeriod>,
    /// Minutes within which the same plate here is one continuing act.
    #[serde(default = "merge_window_minutes")]
    pub merge_window_minutes: u32,
    /// First instant of enforcement.
    pub active_from: Timestamp,
    /// First instant after it; missing: for now without end.
    #[serde(default)]
    pub active_until: Option<Timestamp>,
    /// What of a picture may stay readable.
    #[serde(default)]
    pub policy: RedactionPolicy,
    /// Parts of every picture that are never kept.
    #[serde(default)]
    pub static_masks: Vec<Rect>,
    /// Template of the grounds of knowledge (redenen van wetenschap), in Dutch.
    pub grounds_template: String,
    /// Why the driver was not stopped (reden geen staandehouding), in Dutch.
    pub not_stopped_reason: String,
}

const fn pardon_minutes() -> u32 {
    PARDON_MINUTES
}

const fn merge_window_minutes() -> u32 {
    MERGE_WINDOW_MINUTES
}

/// Whether a passage may lead to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enforcement {
    /// The location does not enforce (yet, or any more).
    Inactive,
    /// Outside the window, or inside the pardon time.
    OutsideHours,
    /// Enforced.
    Enforced,
}

impl LocationDossier {
    /// Whether a passage at this instant may lead to a case.
    #[must_use]
    pub fn enforcement(&self, at: Timestamp) -> Enforcement {
        if at < self.active_from || self.active_until.is_some_and(|until| at >= until) {
            Enforcement::Inactive
        } else if self.windows.is_empty() || window::contains_with_pardon(&self.windows, at, self.pardon()) {
            Enforcement::Enforced
        } else {
            Enforcement::OutsideHours
        }
    }

    /// The time at both ends of a window in which nothing is enforced.
    #[must_use]
    pub fn pardon(&self) -> SignedDuration {
        SignedDuration::from_mins(self.pardon_minutes.into())
    }

    /// The time within which the same plate here is one continuing act.
    #[must_use]
    pub fn merge_window(&self) -> SignedDuration {
        SignedDuration::from_mins(self.merge_window_minutes.into())
    }

    /// Whether the prosecution service's consent held on the day of the act; without it nothing is exported.
    #[must_use]
    pub fn has_consent_on(&self, day: Date) -> bool {
        self.consent
            .as_ref()
            .is_some_and(|consent| consent.from <= day && consent.until.is_none_or(|until| day <= until))
    }

    /// Whether the act falls in a warning period.
    #[must_use]
    pub fn warns_on(&self, day: Date) -> bool {
        self.warning_periods.iter().any(|period| period.contains(day))
    }

    /// Whether the signs were inspected at most `days` days before the act and again at most `days` after it.
    #[must_use]
    pub fn inspected_around(&self, day: Date, days: u16) -> bool {
        let distance = |inspection: &Date| day.duration_until(*inspection).as_hours() / 24;
        let days = i64::from(days);
        self.inspections.iter().map(distance).any(|away| (-days..=0).contains(&away))
            && self.inspections.iter().map(distance).any(|away| (0..=days).contains(&away))
    }
}

/// The prosecution service's consent for a location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Their reference.
    pub reference: String,
    /// First day.
    pub from: Date,
    /// Last day; missing: until further notice.
    #[serde(default)]
    pub until: Option<Date>,
}

/// Calendar days, first and last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatePeriod {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
}

impl DatePeriod {
    /// Whether the day lies in the period.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.until
    }
}

/// What of a picture may stay readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RedactionPolicy {
    /// Only what is declared to be the case's own: vehicle, plate, sign, overlay.
    KeepDeclared {
        /// Cells of the mosaic over everything else in the picture's height: at most
        /// [`FINEST_CELLS_PER_HEIGHT`], fewer for a coarser mosaic.
        #[serde(default = "finest_cells_per_height")]
        cells_per_height: u32,
    },
    /// Everything but declared persons, cyclists, windscreens and other plates.
    MaskDeclared {
        /// Why the administrator chose the wider policy.
        reason: String,
    },
}

const fn finest_cells_per_height() -> u32 {
    FINEST_CELLS_PER_HEIGHT
}

impl Default for RedactionPolicy {
    fn default() -> Self {
        Self::KeepDeclared { cells_per_height: FINEST_CELLS_PER_HEIGHT }
    }
}
