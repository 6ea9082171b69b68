//! What the gate can find, as it stands in a case's row.

use poortwacht_domain::DismissalReason;
use serde::{Deserialize, Serialize};

/// What a finding means for the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It goes out all the same; a coordinator should look.
    Warning,
    /// It waits, visible to the coordinator, until the cause is mended.
    Curable,
    /// It goes back to the desk.
    ReJudge,
    /// It never goes out.
    Final,
}

/// A condition of the export gate that does not hold (domain.md, "Export gate").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The act lies outside the window, or inside the pardon time, of the dossier as it was.
    OutsideWindow,
    /// The act lies in a warning period: a letter takes the place of the fine.
    WarningPeriod,
    /// Ninety days after the act the rest of the time to the sanction is the CJIB's.
    TooOld,
    /// An exemption known now was valid at the act.
    Exempt,
    /// No offence code and vehicle category were recorded.
    NotCharged,
    /// The offence code is not on the location's list.
    OffenceNotListed,
    /// The offence code was not in force, or is not for this vehicle category.
    OffenceNotApplicable,
    /// The officer held no authorisation at the decision.
    NotAuthorised,
    /// The municipality has no organisation number (OIN).
    NoOin,
    /// Delivery to the CJIB is not configured.
    NoDelivery,
    /// A value of the case does not fit the delivery's schema; the finding names it.
    NotDeliverable,
    /// Sixty days after the act: little time is left.
    NearLimit,
}

impl Condition {
    /// What it means for the case.
    #[must_use]
    pub const fn effect(self) -> Effect {
        match self {
            Self::OutsideWindow | Self::WarningPeriod | Self::TooOld | Self::Exempt => Effect::Final,
            Self::NotCharged | Self::OffenceNotListed | Self::OffenceNotApplicable | Self::NotAuthorised => {
                Effect::ReJudge
            }
            Self::NoOin | Self::NoDelivery | Self::NotDeliverable => Effect::Curable,
            Self::NearLimit => Effect::Warning,
        }
    }

    /// The code in the ledger and in metrics; the same as in the row.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OutsideWindow => "outside_window",
            Self::WarningPeriod => "warning_period",
            Self::TooOld => "too_old",
            Self::Exempt => "exempt",
            Self::NotCharged => "not_charged",
            Self::OffenceNotListed => "offence_not_listed",
            Self::OffenceNotApplicable => "offence_not_applicable",
            Self::NotAuthorised => "not_authorised",
            Self::NoOin => "no_oin",
            Self::NoDelivery => "no_delivery",
            Self::NotDeliverable => "not_deliverable",
            Self::NearLimit => "near_limit",
        }
    }

    /// The reason with which a case is dismissed for it, where it is.
    #[must_use]
    pub(super) const fn dismissal(self) -> Option<DismissalReason> {
        match self {
            Self::Exempt => Some(DismissalReason::Exemption),
            Self::OutsideWindow => Some(DismissalReason::OutsideWindowOrPardon),
            _ => None,
        }
    }
}

/// One finding, as `cases.gate_findings` lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateFinding {
    /// What does not hold.
    pub condition: Condition,
    /// What that means for the case.
    pub effect: Effect,
    /// The value it is about, where the condition alone does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl GateFinding {
    /// A finding of this condition.
    #[must_use]
    pub fn new(condition: Condition) -> Self {
        Self { condition, effect: condition.effect(), field: None }
    }

    /// About this value.
    #[must_use]
    pub fn about(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    /// Reads the findings in a case's row.
    ///
    /// # Errors
    /// When the text was not written by the gate.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, serde_json::Error> {
        serde_json::from_str(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_survive_the_row_and_say_what_they_mean() {
        let findings = vec![
            GateFinding::new(Condition::NoOin),
            GateFinding::new(Condition::NotDeliverable).about("sign"),
        ];
        let text = serde_json::to_string(&findings).unwrap();
        assert_eq!(GateFinding::parse_all(&text).unwrap(), findings);
        assert_eq!(
            text,
            r#"[{"condition":"no_oin","effect":"curable"},{"condition":"not_deliverable","effect":"curable","field":"sign"}]"#
        );
        assert_eq!(GateFinding::parse_all("[]").unwrap(), []);
    }
}
