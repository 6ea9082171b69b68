//! What an officer must have seen before a violation is confirmed.

text_enum! {
    /// One line of the checklist: what a closure's offence consists of, seen with the officer's own eyes.
    pub enum Check {
        /// The sign stands in the picture.
        SignVisible = "sign_visible",
        /// The vehicle passed it.
        SignPassed = "sign_passed",
        /// The plate can be read in the picture.
        PlateReadable = "plate_readable",
        /// It is no priority vehicle on duty.
        NoPriorityVehicle = "no_priority_vehicle",
    }
}
