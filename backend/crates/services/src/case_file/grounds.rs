//! What a case fills into the template of the grounds of knowledge. In Dutch, the language of the proceedings.

use poortwacht_domain::calendar::local;
use poortwacht_domain::passage::VehicleDescription;
use poortwacht_domain::{Placeholder, UnknownPlaceholder, fill_grounds};
use poortwacht_store::cases::Case;

use super::PlateReading;
use crate::dossier::dutch_day;

/// What stands for each placeholder in one case. Not printable: it holds a plate.
#[derive(Clone)]
pub struct GroundsValues(Vec<(Placeholder, String)>);

impl GroundsValues {
    pub(crate) fn of(case: &Case, reading: &PlateReading, vehicle: &VehicleDescription) -> Self {
        let value = |place| match place {
            Placeholder::Time => local(case.captured_at).strftime("%H:%M:%S").to_string(),
            Placeholder::Date => dutch_day(local(case.captured_at).date()),
            Placeholder::Street => case.dossier.street.clone(),
            Placeholder::Municipality => case.dossier.municipality_name.clone(),
            Placeholder::Direction => case.dossier.direction.clone(),
            Placeholder::Sign => case.dossier.sign.clone(),
            Placeholder::Vehicle => in_words(vehicle),
            Placeholder::Plate => reading.plate.display(),
            Placeholder::Country => reading.country.as_str().to_owned(),
        };
        Self(Placeholder::ALL.iter().map(|place| (*place, value(*place))).collect())
    }

    /// The values, each with its placeholder.
    #[must_use]
    pub fn into_inner(self) -> Vec<(Placeholder, String)> {
        self.0
    }

    /// The words with every placeholder filled.
    ///
    /// # Errors
    /// [`UnknownPlaceholder`].
    pub fn fill(&self, words: &str) -> Result<String, UnknownPlaceholder> {
        fill_grounds(words, |place| {
            let known = self.0.iter().find(|(known, _)| *known == place);
            known.map(|(_, value)| value.clone()).unwrap_or_default()
        })
    }
}

/// `bestelauto (wit, MERK)`
fn in_words(vehicle: &VehicleDescription) -> String {
    let kind = vehicle.kind.as_deref().unwrap_or("voertuig");
    let more: Vec<_> = [&vehicle.colour, &vehicle.make].into_iter().flatten().map(String::as_str).collect();
    if more.is_empty() { kind.to_owned() } else { format!("{kind} ({})", more.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vehicle_is_told_as_far_as_the_camera_saw_it() {
        let mut vehicle = VehicleDescription::default();
        assert_eq!(in_words(&vehicle), "voertuig");
        vehicle.kind = Some("bestelauto".to_owned());
        assert_eq!(in_words(&vehicle), "bestelauto");
        vehicle.colour = Some("wit".to_owned());
        assert_eq!(in_words(&vehicle), "bestelauto (wit)");
    }
}
