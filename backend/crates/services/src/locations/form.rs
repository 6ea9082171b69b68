//! A dossier as a form: every field as it is typed.

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::location::FINEST_CELLS_PER_HEIGHT;
use poortwacht_domain::{DossierField, LocationDossier, RedactionPolicy, local_day};

use super::lines;

/// Value of the form's `policy` for the strict policy.
pub const KEEP_DECLARED: &str = "keep_declared";
/// Value of the form's `policy` for the wider one.
pub const MASK_DECLARED: &str = "mask_declared";

/// What the form holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each member is the dossier's member of that name, as typed")]
pub struct DossierForm {
    pub code: String,
    pub name: String,
    pub street: String,
    pub municipality_name: String,
    pub direction: String,
    pub lane_note: String,
    pub built_up: bool,
    pub latitude: String,
    pub longitude: String,
    pub sign: String,
    /// First day, `YYYY-MM-DD`.
    pub active_from: String,
    /// Last day; empty is for now without end.
    pub active_until: String,
    /// One code a line, with its first and last day where it has them.
    pub offence_codes: String,
    /// One window a line.
    pub windows: String,
    /// One day a line.
    pub special_days: String,
    pub pardon_minutes: String,
    pub merge_window_minutes: String,
    /// One consent a line.
    pub consents: String,
    /// One period a line.
    pub warning_periods: String,
    /// [`KEEP_DECLARED`] or [`MASK_DECLARED`].
    pub policy: String,
    pub cells_per_height: String,
    pub policy_reason: String,
    /// One rectangle a line.
    pub static_masks: String,
    pub grounds_template: String,
    pub not_stopped_reason: String,
    /// Why the dossier changes.
    pub reason: String,
    /// A document that the change follows from.
    pub reference: String,
}

impl DossierForm {
    /// The form of a location that is to be added.
    #[must_use]
    pub fn blank(municipality_name: &str, today: Date) -> Self {
        Self {
            municipality_name: municipality_name.to_owned(),
            built_up: true,
            active_from: today.to_string(),
            pardon_minutes: "5".to_owned(),
            merge_window_minutes: "60".to_owned(),
            policy: KEEP_DECLARED.to_owned(),
            cells_per_height: FINEST_CELLS_PER_HEIGHT.to_string(),
            ..Self::default()
        }
    }

    /// The form that shows a dossier.
    #[must_use]
    pub fn of(dossier: &LocationDossier) -> Self {
        let place = dossier.coordinates;
        let (policy, cells_per_height, policy_reason) = match &dossier.policy {
            RedactionPolicy::KeepDeclared { cells_per_height } => {
                (KEEP_DECLARED, cells_per_height.to_string(), String::new())
            }
            RedactionPolicy::MaskDeclared { reason } => {
                (MASK_DECLARED, FINEST_CELLS_PER_HEIGHT.to_string(), reason.clone())
            }
        };
        Self {
            code: dossier.code.clone(),
            name: dossier.name.clone(),
            street: dossier.street.clone(),
            municipality_name: dossier.municipality_name.clone(),
            direction: dossier.direction.clone(),
            lane_note: dossier.lane_note.clone(),
            built_up: dossier.built_up,
            latitude: place.map(|(latitude, _)| latitude.to_string()).unwrap_or_default(),
            longitude: place.map(|(_, longitude)| longitude.to_string()).unwrap_or_default(),
            sign: dossier.sign.clone(),
            active_from: local_day(dossier.active_from).to_string(),
            active_until: dossier.active_until.map(last_day).map(|day| day.to_string()).unwrap_or_default(),
            offence_codes: lines::offences(&dossier.offence_codes, &dossier.offence_terms),
            windows: lines::windows(&dossier.windows),
            special_days: lines::special_days(&dossier.special_days),
            pardon_minutes: dossier.pardon_minutes.to_string(),
            merge_window_minutes: dossier.merge_window_minutes.to_string(),
            consents: lines::consents(&dossier.all_consents()),
            warning_periods: lines::periods(&dossier.warning_periods),
            policy: policy.to_owned(),
            cells_per_height,
            policy_reason,
            static_masks: lines::masks(&dossier.static_masks),
            grounds_template: dossier.grounds_template.clone(),
            not_stopped_reason: dossier.not_stopped_reason.clone(),
            reason: String::new(),
            reference: String::new(),
        }
    }

    /// The words of one part, for a history. Whether it lies inside the built-up area is `true` or `false`.
    pub(super) fn words(&self, field: DossierField, dossier: &LocationDossier) -> String {
        match field {
            DossierField::Name => self.name.clone(),
            DossierField::Street => self.street.clone(),
            DossierField::MunicipalityName => self.municipality_name.clone(),
            DossierField::Direction => self.direction.clone(),
            DossierField::LaneNote => self.lane_note.clone(),
            DossierField::BuiltUp => self.built_up.to_string(),
            DossierField::Coordinates => format!("{} {}", self.latitude, self.longitude).trim().to_owned(),
            DossierField::Sign => self.sign.clone(),
            DossierField::OffenceCodes => self.offence_codes.clone(),
            DossierField::Windows => self.windows.clone(),
            DossierField::SpecialDays => self.special_days.clone(),
            DossierField::PardonMinutes => self.pardon_minutes.clone(),
            DossierField::MergeWindowMinutes => self.merge_window_minutes.clone(),
            DossierField::Consents => self.consents.clone(),
            DossierField::Inspections => inspections(dossier),
            DossierField::WarningPeriods => self.warning_periods.clone(),
            DossierField::Active => format!("{} {}", self.active_from, self.active_until).trim().to_owned(),
            DossierField::Policy => {
                format!("{} {} {}", self.policy, self.cells_per_height, self.policy_reason).trim().to_owned()
            }
            DossierField::StaticMasks => self.static_masks.clone(),
            DossierField::GroundsTemplate => self.grounds_template.clone(),
            DossierField::NotStoppedReason => self.not_stopped_reason.clone(),
        }
    }
}

/// The last Dutch day before an instant.
pub(super) fn last_day(until: Timestamp) -> Date {
    let before = until.saturating_sub(jiff::SignedDuration::from_nanos(1)).unwrap_or(until);
    local_day(before)
}

fn inspections(dossier: &LocationDossier) -> String {
    let good = dossier.inspections.iter().map(|day| (*day, "+"));
    let faults = dossier.sign_faults.iter().map(|day| (*day, "!"));
    let mut all: Vec<_> = good.chain(faults).collect();
    all.sort_unstable();
    all.into_iter().map(|(day, sign)| format!("{day} {sign}")).collect::<Vec<_>>().join("\n")
}
