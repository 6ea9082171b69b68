//! Data breaches: who is told and when (AVG art. 33 and 34).

use jiff::{SignedDuration, Timestamp};

use super::step::{IncidentField, IncidentWords};

/// How long after becoming aware the supervisory authority must have been told (art. 33(1)). Hours pass in weekends,
/// holidays and nights of a clock change alike.
pub const NOTIFY_WITHIN: SignedDuration = SignedDuration::from_hours(72);

text_enum! {
    /// Whether personal data were touched.
    pub enum BreachVerdict {
        /// No personal data were lost, altered, or reached by somebody who should not.
        None = "none",
        /// They were: a data breach (art. 4(12)).
        Breach = "breach",
    }
}

text_enum! {
    /// The risk of a breach for the rights and freedoms of those concerned.
    pub enum BreachRisk {
        /// Unlikely: the authority need not be told (art. 33(1)); the breach is registered all the same (art. 33(5)).
        Unlikely = "unlikely",
        /// There is a risk: the authority is told.
        Likely = "likely",
        /// A high risk: those concerned are told too (art. 34(1)).
        High = "high",
    }
}

text_enum! {
    /// Which part of a notification in phases (art. 33(4)).
    pub enum NotificationPhase {
        /// What is known so far.
        Initial = "initial",
        /// What became known since.
        Supplement = "supplement",
        /// Everything.
        Final = "final",
    }
}

text_enum! {
    /// Whether those concerned are told, and if not, why not (art. 34).
    pub enum PersonsDecision {
        /// They are told.
        Inform = "inform",
        /// The risk is not high (art. 34(1)).
        NotHighRisk = "not_high_risk",
        /// The data were unintelligible: encrypted, and the key did not leak (art. 34(3)(a)).
        Unintelligible = "unintelligible",
        /// Measures afterwards took the high risk away (art. 34(3)(b)).
        RiskRemoved = "risk_removed",
        /// Telling each would take disproportionate effort: it is made public instead (art. 34(3)(c)).
        MadePublic = "made_public",
    }
}

impl PersonsDecision {
    /// Whether the decision can be taken at this risk: without a high one nobody needs an exception.
    #[must_use]
    pub const fn fits(self, risk: BreachRisk) -> bool {
        match self {
            Self::Inform => true,
            Self::NotHighRisk => !matches!(risk, BreachRisk::High),
            Self::Unintelligible | Self::RiskRemoved | Self::MadePublic => matches!(risk, BreachRisk::High),
        }
    }
}

/// What a notification must hold (art. 33(3)(a) to (d)).
pub const NOTIFICATION_CONTENTS: &[IncidentField] = &[
    IncidentField::BreachNature,
    IncidentField::PeopleCategories,
    IncidentField::PeopleNumber,
    IncidentField::RecordCategories,
    IncidentField::RecordNumber,
    IncidentField::ContactPoint,
    IncidentField::Consequences,
    IncidentField::MeasuresTaken,
];

/// The last instant at which the authority is told in time.
#[must_use]
pub fn notify_by(aware_at: Timestamp) -> Timestamp {
    aware_at.saturating_add(NOTIFY_WITHIN).unwrap_or(aware_at)
}

/// What a notification lacks of the contents that art. 33(3) asks for.
#[must_use]
pub fn missing_contents(words: &IncidentWords) -> Vec<IncidentField> {
    let is_missing = |field: &IncidentField| words.get(field).is_none_or(|words| words.trim().is_empty());
    NOTIFICATION_CONTENTS.iter().copied().filter(is_missing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn seventy_two_hours_are_seventy_two_hours_in_every_weekend() {
        for (aware, by) in [
            ("2026-06-10T08:00:00+02:00", "2026-06-13T08:00:00+02:00"),
            // Over the hour that is skipped, and over the one that comes twice.
            ("2026-03-27T18:00:00+01:00", "2026-03-30T19:00:00+02:00"),
            ("2026-10-23T18:00:00+02:00", "2026-10-26T17:00:00+01:00"),
            // Christmas stops no clock.
            ("2026-12-24T23:30:00+01:00", "2026-12-27T23:30:00+01:00"),
        ] {
            assert_eq!(notify_by(at(aware)), at(by), "from {aware}");
        }
    }

    #[test]
    fn a_notification_tells_what_it_lacks() {
        let mut words = IncidentWords::new();
        assert_eq!(missing_contents(&words), NOTIFICATION_CONTENTS);
        for field in NOTIFICATION_CONTENTS {
            words.insert(*field, "iets".to_owned());
        }
        assert_eq!(missing_contents(&words), []);
        words.insert(IncidentField::Consequences, "  ".to_owned());
        assert_eq!(missing_contents(&words), [IncidentField::Consequences]);
    }

    #[test]
    fn the_exceptions_of_article_34_are_for_a_high_risk_alone() {
        use PersonsDecision::{Inform, MadePublic, NotHighRisk, RiskRemoved, Unintelligible};
        for (decision, unlikely, likely, high) in [
            (Inform, true, true, true),
            (NotHighRisk, true, true, false),
            (Unintelligible, false, false, true),
            (RiskRemoved, false, false, true),
            (MadePublic, false, false, true),
        ] {
            let fits = BreachRisk::ALL.iter().map(|risk| decision.fits(*risk)).collect::<Vec<_>>();
            assert_eq!(fits, [unlikely, likely, high], "{decision}");
        }
    }
}
