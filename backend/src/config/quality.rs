//! `[quality]`

use poortwacht_services::quality::SecondLookSettings;
use serde::Deserialize;

/// `[quality]`: which decisions a second officer looks at. Members left out keep their defaults.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QualitySection {
    /// Share of the decisions, in percent, 0 to 100; 0 draws none.
    pub second_look_percent: Option<u32>,
    /// Days after a decision in which it may be looked at.
    pub second_look_days: Option<u32>,
}

impl QualitySection {
    /// As the use cases take it.
    #[must_use]
    pub fn settings(&self) -> SecondLookSettings {
        let usual = SecondLookSettings::default();
        SecondLookSettings {
            percent: self.second_look_percent.unwrap_or(usual.percent).min(100),
            days: self.second_look_days.unwrap_or(usual.days),
        }
    }
}
