//! `[units]`

use jiff::SignedDuration;
use poortwacht_services::units::UnitSettings;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// Units send a heartbeat every few minutes: less would be an alarm for nothing.
const LEAST_MINUTES: u32 = 15;
/// After 48 hours a unit erases what it could not deliver: an alarm that comes then comes too late.
const MOST_MINUTES: u32 = 24 * 60;

/// `[units]`: the watch over the roadside units. Members left out keep their defaults.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UnitsSection {
    /// Minutes without a heartbeat after which the alarm `unit_silent` is raised, 15 to 1440.
    #[serde(deserialize_with = "minutes")]
    pub silence_minutes: Option<u32>,
}

impl UnitsSection {
    /// As the use cases take it.
    #[must_use]
    pub fn settings(&self) -> UnitSettings {
        let silence = self.silence_minutes.map(|minutes| SignedDuration::from_mins(minutes.into()));
        UnitSettings { silence: silence.unwrap_or(UnitSettings::default().silence) }
    }
}

fn minutes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let minutes = u32::deserialize(deserializer)?;
    if (LEAST_MINUTES..=MOST_MINUTES).contains(&minutes) {
        return Ok(Some(minutes));
    }
    let fix =
        format!("{minutes} is not from {LEAST_MINUTES} to {MOST_MINUTES}; give minutes without a heartbeat");
    Err(D::Error::custom(fix))
}

#[cfg(test)]
mod tests {
    use figment::Figment;
    use figment::providers::{Format, Toml};

    use super::*;

    fn read(file: &str) -> Result<UnitsSection, String> {
        Figment::from(Toml::string(file)).extract().map_err(|error: figment::Error| error.to_string())
    }

    #[test]
    fn silence_is_two_hours_unless_it_is_set() {
        assert_eq!(read("").unwrap().settings().silence, SignedDuration::from_hours(2));
        let set = read("silence_minutes = 30").unwrap().settings();
        assert_eq!(set.silence, SignedDuration::from_mins(30));
    }

    #[test]
    fn too_short_too_long_and_misspelt_are_refused_with_the_member_and_the_fix() {
        for file in ["silence_minutes = 14", "silence_minutes = 1441", "silence_minutes = -1"] {
            let told = read(file).unwrap_err();
            assert!(told.contains("silence_minutes"), "{told}");
        }
        assert!(read("silence_minutes = 14").unwrap_err().contains("from 15 to 1440"));
        assert!(read("silence_hours = 2").is_err());
    }
}
