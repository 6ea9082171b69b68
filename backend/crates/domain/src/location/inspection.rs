//! Inspections of the signs (schouw).

use serde::{Deserialize, Serialize};

text_enum! {
    /// What an entry about an inspection says.
    pub enum InspectionResult {
        /// The signs are there, can be seen and are undamaged.
        Good = "good",
        /// Something is wrong with them; this counts as no inspection.
        Fault = "fault",
        /// The entry that this one corrects was a mistake: there was no inspection.
        Mistaken = "mistaken",
    }
}

impl InspectionResult {
    /// Whether the signs were found in order; nothing when there was no inspection.
    #[must_use]
    pub const fn is_good(self) -> Option<bool> {
        match self {
            Self::Good => Some(true),
            Self::Fault => Some(false),
            Self::Mistaken => None,
        }
    }
}

/// What the inspector saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignFindings {
    /// All signs stand where they must.
    pub present: bool,
    /// They can be seen from where a driver comes.
    pub visible: bool,
    /// They are whole and can be read.
    pub undamaged: bool,
}

impl SignFindings {
    /// What the findings come to: one that is missing is a fault.
    #[must_use]
    pub const fn result(self) -> InspectionResult {
        if self.present && self.visible && self.undamaged {
            InspectionResult::Good
        } else {
            InspectionResult::Fault
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_in_order_only_when_nothing_is_wrong_with_them() {
        for bits in 0..8_u8 {
            let has = |bit: u8| bits & bit != 0;
            let findings = SignFindings { present: has(1), visible: has(2), undamaged: has(4) };
            assert_eq!(findings.result().is_good(), Some(bits == 7), "{findings:?}");
        }
        assert_eq!(InspectionResult::Mistaken.is_good(), None);
    }
}
