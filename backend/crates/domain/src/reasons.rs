//! Reasons for looking at what is not on one's own desk.

text_enum! {
    /// Why somebody searches or opens a case outside the queue (Wpg art. 32a: consultation needs its reason).
    pub enum SearchReason {
        /// The person concerned objected or appealed to the prosecution service.
        Objection = "objection",
        /// A court asks for the case.
        Court = "court",
        /// The supervisory authority or the privacy officer asks.
        Supervisory = "supervisory",
        /// Quality control.
        Quality = "quality",
        /// A colleague asks for advice.
        ColleagueQuestion = "colleague_question",
        /// Another reason, told in the text.
        Other = "other",
    }
}

impl SearchReason {
    /// The reason as the portal words it, in Dutch.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Objection => "Bezwaar of beroep",
            Self::Court => "Vraag van de rechtbank",
            Self::Supervisory => "Vraag van de toezichthouder of FG",
            Self::Quality => "Kwaliteitscontrole",
            Self::ColleagueQuestion => "Vraag van een collega",
            Self::Other => "Anders, namelijk",
        }
    }
}
