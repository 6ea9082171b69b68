//! Why a possible violation is none.

text_enum! {
    /// Why a case was dismissed, in the order of the desk's number keys.
    pub enum DismissalReason {
        /// The vehicle held an exemption.
        Exemption = "exemption",
        /// An emergency vehicle on duty.
        EmergencyVehicle = "emergency_vehicle",
        /// A line bus or taxi.
        LineBusOrTaxi = "line_bus_or_taxi",
        /// A category the sign excepts.
        ExceptedCategory = "excepted_category",
        /// The plate cannot be read.
        PlateUnreadable = "plate_unreadable",
        /// The plate or its country is wrong.
        WrongPlateOrCountry = "wrong_plate_or_country",
        /// The sign is not visible, or was not passed.
        SignNotVisibleOrNotPassed = "sign_not_visible_or_not_passed",
        /// Outside the window or inside the pardon time.
        OutsideWindowOrPardon = "outside_window_or_pardon",
        /// Instructed by the police, a diversion, a calamity.
        InstructionOrDiversion = "instruction_or_diversion",
        /// Injury or damage is involved: not for an administrative fine.
        InjuryOrDamage = "injury_or_damage",
        /// The same act is another case.
        Duplicate = "duplicate",
        /// A technical fault, or a clock that was off.
        TechnicalFault = "technical_fault",
        /// Another reason, told in a text.
        Other = "other",
    }
}

impl DismissalReason {
    /// The fixed text, also used as the reason code in the ledger.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.as_str()
    }

    /// The number the officer types, 1 to 13.
    #[must_use]
    pub fn number(self) -> u8 {
        // ALL is in the order of declaration, so the discriminant is the place in it.
        self as u8 + 1
    }

    /// Whether the officer must write a text with it.
    #[must_use]
    pub const fn needs_text(self) -> bool {
        matches!(self, Self::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_from_one_without_gaps() {
        let numbers: Vec<u8> = DismissalReason::ALL.iter().map(|reason| reason.number()).collect();
        assert_eq!(numbers, (1..=13).collect::<Vec<u8>>());
    }

    #[test]
    fn only_another_reason_needs_a_text() {
        for reason in DismissalReason::ALL {
            assert_eq!(reason.needs_text(), *reason == DismissalReason::Other, "{reason}");
        }
    }
}
