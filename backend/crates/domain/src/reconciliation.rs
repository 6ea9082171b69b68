//! In what the CJIB's own list of a month can differ from ours.

text_enum! {
    /// How one list differs from the other.
    pub enum DifferenceKind {
        /// We delivered it; the CJIB does not have it.
        MissingThere = "missing_there",
        /// The CJIB has it; we never delivered it.
        MissingHere = "missing_here",
        /// The CJIB has the case twice.
        Twice = "twice",
        /// Both have it, and a field differs.
        Differs = "differs",
    }
}

text_enum! {
    /// The field that differs.
    pub enum DifferenceField {
        /// The file's digest.
        Digest = "digest",
        /// How many cases are in the batch.
        Count = "count",
        /// The receipt number.
        Receipt = "receipt",
        /// The municipality's organisation number.
        Oin = "oin",
        /// How far the batch is.
        State = "state",
        /// What became of the case.
        Outcome = "outcome",
        /// The code of its return.
        ReturnCode = "return_code",
    }
}
