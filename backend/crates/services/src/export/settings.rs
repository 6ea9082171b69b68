//! What an operator may set of the gate: numbers that a contract or a rule may change.

use std::collections::BTreeMap;

use poortwacht_domain::Country;

/// Bounds of the export gate, with the design's defaults (domain.md, "Export gate").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateSettings {
    /// Days between an act and the inspections of the signs before and after it.
    pub inspection_days: u16,
    /// How far a unit's clock may be off, in milliseconds.
    pub clock_tolerance_ms: u64,
    /// Domains of authorisations that cover closures.
    pub domains: Vec<String>,
    /// Countries whose plates the CJIB takes.
    pub countries: Vec<Country>,
    /// As `countries`, for a municipality that has other agreements; by its code.
    pub countries_of: BTreeMap<String, Vec<Country>>,
}

impl Default for GateSettings {
    fn default() -> Self {
        Self {
            inspection_days: 31,
            clock_tolerance_ms: 10_000,
            domains: vec!["I".to_owned()],
            countries: vec![Country::netherlands()],
            countries_of: BTreeMap::new(),
        }
    }
}

impl GateSettings {
    /// The countries that count in this municipality.
    #[must_use]
    pub fn accepted_in(&self, municipality: &str) -> &[Country] {
        self.countries_of.get(municipality).unwrap_or(&self.countries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_municipality_has_countries_of_its_own_or_those_of_all() {
        let belgian = vec![Country::parse("B").unwrap()];
        let countries_of = BTreeMap::from([("grensstad".to_owned(), belgian.clone())]);
        let settings = GateSettings { countries_of, ..GateSettings::default() };
        assert_eq!(settings.accepted_in("grensstad"), belgian);
        assert_eq!(settings.accepted_in("elders"), [Country::netherlands()]);
    }
}
