//! `[gate]`

use std::collections::BTreeMap;

use poortwacht_domain::Country;
use poortwacht_services::export::GateSettings;
use serde::Deserialize;

/// `[gate]`: bounds of the export gate. Members left out keep their defaults.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GateSection {
    /// Days between an act and the inspections of the signs before and after it.
    pub inspection_days: Option<u16>,
    /// How far a unit's clock may be off, in milliseconds.
    pub clock_tolerance_ms: Option<u64>,
    /// Domains of authorisations that cover closures.
    pub domains: Option<Vec<String>>,
    /// Countries whose plates are delivered, as distinguishing signs (`NL`).
    pub countries: Option<Vec<Country>>,
    /// What differs for one municipality, by its code.
    pub municipalities: BTreeMap<String, GateOfMunicipality>,
}

/// `[gate.municipalities.CODE]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateOfMunicipality {
    /// Countries whose plates this municipality delivers.
    pub countries: Vec<Country>,
}

impl GateSection {
    /// As the use cases take it.
    #[must_use]
    pub fn settings(&self) -> GateSettings {
        let usual = GateSettings::default();
        let own = |(code, section): (&String, &GateOfMunicipality)| (code.clone(), section.countries.clone());
        GateSettings {
            inspection_days: self.inspection_days.unwrap_or(usual.inspection_days),
            clock_tolerance_ms: self.clock_tolerance_ms.unwrap_or(usual.clock_tolerance_ms),
            domains: self.domains.clone().unwrap_or(usual.domains),
            countries: self.countries.clone().unwrap_or(usual.countries),
            countries_of: self.municipalities.iter().map(own).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use figment::Figment;
    use figment::providers::{Format, Toml};

    use super::*;

    #[test]
    fn what_is_left_out_keeps_its_default() {
        let file = "inspection_days = 14\n[municipalities.grensstad]\ncountries = [\"NL\", \"B\"]\n";
        let section: GateSection = Figment::from(Toml::string(file)).extract().unwrap();
        let settings = section.settings();
        assert_eq!((settings.inspection_days, settings.clock_tolerance_ms), (14, 10_000));
        assert_eq!(settings.accepted_in("grensstad").len(), 2);
        assert_eq!(settings.accepted_in("elders"), [Country::netherlands()]);
    }
}
