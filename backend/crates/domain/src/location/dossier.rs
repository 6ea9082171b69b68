//! The dossier of a location.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::closure::{ClosureWindow, SpecialDay, is_closed};
use crate::{OffenceCode, Rect};

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
    /// Days outside which one of those codes may not be used here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offence_terms: Vec<OffenceTerm>,
    /// When the road is closed (venstertijden); empty: always.
    #[serde(default)]
    pub windows: Vec<ClosureWindow>,
    /// Days that count otherwise than the calendar says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub special_days: Vec<SpecialDay>,
    /// Minutes at both ends of a window in which nothing is enforced.
    #[serde(default = "pardon_minutes")]
    pub pardon_minutes: u32,
    /// The prosecution service's consent (instemming).
    #[serde(default)]
    pub consent: Option<Consent>,
    /// Further consents, before or after that one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<Consent>,
    /// Days on which the signs were inspected (schouw) and nothing was wrong with them.
    #[serde(default)]
    pub inspections: Vec<Date>,
    /// Days on which an inspection found a fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sign_faults: Vec<Date>,
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
        } else if is_closed(&self.windows, &self.special_days, at, self.pardon()) {
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

    /// All consents of the prosecution service, the earliest first.
    #[must_use]
    pub fn all_consents(&self) -> Vec<&Consent> {
        let mut all: Vec<&Consent> = self.consent.iter().chain(&self.consents).collect();
        all.sort_by_key(|consent| consent.from);
        all
    }

    /// The prosecution service's consent that held on the day of the act.
    #[must_use]
    pub fn consent_on(&self, day: Date) -> Option<&Consent> {
        self.all_consents()
            .into_iter()
            .find(|consent| consent.from <= day && consent.until.is_none_or(|until| day <= until))
    }

    /// Whether the prosecution service's consent held on the day of the act; without it nothing is exported.
    #[must_use]
    pub fn has_consent_on(&self, day: Date) -> bool {
        self.consent_on(day).is_some()
    }

    /// Whether a code may be used here for an act on this day. Whether it is in force and fits the vehicle is another
    /// question.
    #[must_use]
    pub fn has_offence_code_on(&self, code: &OffenceCode, day: Date) -> bool {
        let mut terms = self.offence_terms.iter().filter(|term| term.code == *code).peekable();
        let in_term = terms.peek().is_none() || terms.any(|term| term.contains(day));
        self.offence_codes.contains(code) && in_term
    }

    /// The codes that may be used here for an act on this day.
    #[must_use]
    pub fn offence_codes_on(&self, day: Date) -> Vec<OffenceCode> {
        self.offence_codes.iter().filter(|code| self.has_offence_code_on(code, day)).cloned().collect()
    }

    /// Whether the act falls in a warning period.
    #[must_use]
    pub fn warns_on(&self, day: Date) -> bool {
        self.warning_periods.iter().any(|period| period.contains(day))
    }

    /// Whether the signs were inspected at most `days` days before the act and again at most `days` after it, and were
    /// not known to be at fault in between: after a fault only the next inspection that finds none counts.
    #[must_use]
    pub fn inspected_around(&self, day: Date, days: u16) -> bool {
        if self.has_fault_on(day) {
            return false;
        }
        let distance = |inspection: &Date| day.duration_until(*inspection).as_hours() / 24;
        let days = i64::from(days);
        self.inspections.iter().map(distance).any(|away| (-days..=0).contains(&away))
            && self.inspections.iter().map(distance).any(|away| (0..=days).contains(&away))
    }
}

impl LocationDossier {
    /// Whether the last inspection up to the day found a fault.
    #[must_use]
    pub fn has_fault_on(&self, day: Date) -> bool {
        let last = |days: &[Date]| days.iter().copied().filter(|found| *found <= day).max();
        last(&self.sign_faults).is_some_and(|fault| last(&self.inspections).is_none_or(|good| good < fault))
    }

    /// The last day up to `day` on which an inspection found nothing wrong.
    #[must_use]
    pub fn last_inspection(&self, day: Date) -> Option<Date> {
        self.inspections.iter().copied().filter(|found| *found <= day).max()
    }

    /// Notes what the inspection of a day came to; `None` takes back what was noted of that day.
    pub fn note_inspection(&mut self, day: Date, good: Option<bool>) {
        self.inspections.retain(|noted| *noted != day);
        self.sign_faults.retain(|noted| *noted != day);
        let days = match good {
            Some(true) => &mut self.inspections,
            Some(false) => &mut self.sign_faults,
            None => return,
        };
        days.push(day);
        days.sort_unstable();
    }
}

/// Days on which an offence code may be used at a location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OffenceTerm {
    /// The code, one of the location's.
    pub code: OffenceCode,
    /// First day; missing: since ever.
    #[serde(default)]
    pub from: Option<Date>,
    /// Last day; missing: until further notice.
    #[serde(default)]
    pub until: Option<Date>,
}

impl OffenceTerm {
    fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
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
