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

/// Makes the conditions with everything that is said of each: variant, code, effect, and the rule it comes from.
macro_rules! conditions {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $effect:ident, $basis:literal;)*) => {
        /// A condition of the export gate that does not hold (domain.md, "Export gate").
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Condition {
            $($(#[$doc])* $name,)*
        }

        impl Condition {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// What it means for the case.
            #[must_use]
            pub const fn effect(self) -> Effect {
                match self {
                    $(Self::$name => Effect::$effect,)*
                }
            }

            /// The code in the ledger and in metrics; the same as in the row.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// The rule that makes it a condition.
            #[must_use]
            pub const fn basis(self) -> &'static str {
                match self {
                    $(Self::$name => $basis,)*
                }
            }
        }
    };
}

conditions! {
    /// An exemption known now was valid at the act.
    Exempt = "exempt", Final, "RVV 1990 art. 87: who has an exemption may pass the sign";
    /// The act lies outside the window, or inside the pardon time, of the dossier as it was.
    OutsideWindow = "outside_window", Final, "the traffic decision (BABW, WVW 1994 art. 15) closes the road in the window alone; pardon of the enforcement framework";
    /// Another case of the same continuing act went out: one act, one sanction.
    Double = "double", Final, "one sanction for one continuing act; merge window of the enforcement framework";
    /// What a late exemption dismisses waits 72 hours, and as long as a second look disagrees.
    LateExemption = "late_exemption", Final, "RVV 1990 art. 87; an exemption entered late dismisses after 72 hours and a second look";
    /// The act lies in a warning period: a letter takes the place of the fine.
    WarningPeriod = "warning_period", Final, "enforcement framework: a new closure starts with warnings";
    /// Ninety days after the act the rest of the time to the sanction is the CJIB's.
    TooOld = "too_old", Final, "Wahv art. 4: a sanction is imposed within four months after the act";
    /// No offence code and vehicle category were recorded.
    NotCharged = "not_charged", ReJudge, "Wahv art. 2 and its annex: a sanction is for an act of the list";
    /// The offence code is not on the location's list.
    OffenceNotListed = "offence_not_listed", ReJudge, "Wahv art. 2 and its annex: the code belongs to the sign that stands there";
    /// The offence code was not in force, or is not for this vehicle category.
    OffenceNotApplicable = "offence_not_applicable", ReJudge, "Wahv art. 2 and its annex: code by date and vehicle category";
    /// Plates of this country are not delivered by this municipality.
    CountryNotAccepted = "country_not_accepted", ReJudge, "agreement with the CJIB on foreign plates, per municipality";
    /// The overview lacks vehicle, sign or overlay, and the officer recorded no other proof of the sign.
    SignNotProven = "sign_not_proven", ReJudge, "Wahv art. 3: the officer establishes the act; the pictures show vehicle and sign";
    /// The unit's clock was off by more than the tolerance, or is not known.
    ClockOff = "clock_off", ReJudge, "Wahv art. 4: the decision names date and time of the act";
    /// The officer held no authorisation at the decision.
    NotAuthorised = "not_authorised", ReJudge, "Wahv art. 3; Sv art. 142: an officer with a valid authorisation";
    /// The authorisation is for another domain or territory.
    NotCovered = "not_covered", ReJudge, "Besluit buitengewoon opsporingsambtenaar: an authorisation has a domain and a territory";
    /// Who decided is no officer.
    NotAnOfficer = "not_an_officer", ReJudge, "Wahv art. 3; separation of functions: nobody is administrator and officer";
    /// The prosecution service's consent is not recorded for the day of the act.
    NoConsent = "no_consent", Curable, "enforcement framework of the prosecution service: consent per location";
    /// The signs were not inspected shortly before and shortly after the act.
    NotInspected = "not_inspected", Curable, "enforcement framework: the sign is proven to have stood there, before and after the act";
    /// The person concerned asked that it be left alone.
    Restricted = "restricted", Curable, "AVG art. 18, Wpg art. 28: restricted data are kept, and not used";
    /// The decision was drawn for a second look that nobody had yet.
    SecondLookOpen = "second_look_open", Curable, "the municipality's quality agreement: a share of the decisions is looked at twice";
    /// An earlier case of the same continuing act may still go out.
    EarlierOpen = "earlier_open", Curable, "one sanction for one continuing act: that of its earliest case";
    /// An older database was put back, and the CJIB's lists were not compared with it since.
    NotReconciled = "not_reconciled", Curable, "one sanction for one act: what an older database does not know of may have gone out";
    /// The CJIB has the case, and this database does not know that it went out.
    DeliveredBefore = "delivered_before", Curable, "one sanction for one act: what went out is taken over, not sent again";
    /// The municipality has no organisation number (OIN).
    NoOin = "no_oin", Curable, "delivery agreement: who delivers is told by its organisation number";
    /// The municipality has not chosen the days of its deliveries.
    NoSchedule = "no_schedule", Curable, "delivery agreement: deliveries come on agreed days";
    /// Delivery to the CJIB is not configured.
    NoDelivery = "no_delivery", Curable, "delivery agreement: an interface to deliver to";
    /// A value of the case does not fit the delivery's schema; the finding names it.
    NotDeliverable = "not_deliverable", Curable, "delivery agreement: the schema of a batch";
    /// Sixty days after the act: little time is left.
    NearLimit = "near_limit", Warning, "Wahv art. 4: a sanction is imposed within four months after the act";
}

impl Condition {
    /// The reason with which a case is dismissed for it, where it is.
    #[must_use]
    pub(super) const fn dismissal(self) -> Option<DismissalReason> {
        match self {
            Self::Exempt => Some(DismissalReason::Exemption),
            Self::OutsideWindow => Some(DismissalReason::OutsideWindowOrPardon),
            Self::Double => Some(DismissalReason::Duplicate),
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

    #[test]
    fn every_condition_has_a_rule_it_comes_from_and_the_code_of_its_row() {
        for condition in Condition::ALL {
            assert!(!condition.basis().is_empty(), "{condition:?}");
            assert_eq!(serde_json::to_value(condition).unwrap(), condition.as_str(), "{condition:?}");
        }
    }
}
