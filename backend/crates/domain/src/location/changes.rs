//! Which parts of a dossier differ between two versions.

use super::LocationDossier;

text_enum! {
    /// A part of a dossier, as a history names it.
    pub enum DossierField {
        /// What people call the place.
        Name = "name",
        /// The street.
        Street = "street",
        /// The municipality, as it is written on a fine.
        MunicipalityName = "municipality_name",
        /// The direction that is closed.
        Direction = "direction",
        /// What is to be known of the lanes.
        LaneNote = "lane_note",
        /// Inside the built-up area.
        BuiltUp = "built_up",
        /// Latitude and longitude.
        Coordinates = "coordinates",
        /// The sign.
        Sign = "sign",
        /// Codes and the days on which they may be used.
        OffenceCodes = "offence_codes",
        /// When the road is closed.
        Windows = "windows",
        /// Days that count otherwise.
        SpecialDays = "special_days",
        /// Pardon time.
        PardonMinutes = "pardon_minutes",
        /// Merge window.
        MergeWindowMinutes = "merge_window_minutes",
        /// Consents of the prosecution service.
        Consents = "consents",
        /// Inspections, good ones and those that found a fault.
        Inspections = "inspections",
        /// Periods in which a letter takes the place of the fine.
        WarningPeriods = "warning_periods",
        /// First and last moment of enforcement.
        Active = "active",
        /// What of a picture may stay readable.
        Policy = "policy",
        /// Parts of every picture that are never kept.
        StaticMasks = "static_masks",
        /// Template of the grounds of knowledge.
        GroundsTemplate = "grounds_template",
        /// Why the driver was not stopped.
        NotStoppedReason = "not_stopped_reason",
    }
}

impl DossierField {
    fn differs(self, one: &LocationDossier, other: &LocationDossier) -> bool {
        match self {
            Self::Name => one.name != other.name,
            Self::Street => one.street != other.street,
            Self::MunicipalityName => one.municipality_name != other.municipality_name,
            Self::Direction => one.direction != other.direction,
            Self::LaneNote => one.lane_note != other.lane_note,
            Self::BuiltUp => one.built_up != other.built_up,
            Self::Coordinates => one.coordinates != other.coordinates,
            Self::Sign => one.sign != other.sign,
            Self::OffenceCodes => {
                (&one.offence_codes, &one.offence_terms) != (&other.offence_codes, &other.offence_terms)
            }
            Self::Windows => one.windows != other.windows,
            Self::SpecialDays => one.special_days != other.special_days,
            Self::PardonMinutes => one.pardon_minutes != other.pardon_minutes,
            Self::MergeWindowMinutes => one.merge_window_minutes != other.merge_window_minutes,
            Self::Consents => one.all_consents() != other.all_consents(),
            Self::Inspections => {
                (&one.inspections, &one.sign_faults) != (&other.inspections, &other.sign_faults)
            }
            Self::WarningPeriods => one.warning_periods != other.warning_periods,
            Self::Active => (one.active_from, one.active_until) != (other.active_from, other.active_until),
            Self::Policy => one.policy != other.policy,
            Self::StaticMasks => one.static_masks != other.static_masks,
            Self::GroundsTemplate => one.grounds_template != other.grounds_template,
            Self::NotStoppedReason => one.not_stopped_reason != other.not_stopped_reason,
        }
    }
}

/// The parts in which two versions differ, in the order of the dossier.
#[must_use]
pub fn changes(one: &LocationDossier, other: &LocationDossier) -> Vec<DossierField> {
    DossierField::ALL.iter().copied().filter(|field| field.differs(one, other)).collect()
}
