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

text_enum! {
    /// Why somebody consults the ledger: reading it is consultation too (Wpg art. 32a).
    pub enum LogReason {
        /// The reader's own standing duty.
        Supervision = "supervision",
        /// Something unusual stood out.
        UnusualPattern = "unusual_pattern",
        /// A person concerned asks who saw the data, or complains.
        DataSubject = "data_subject",
        /// An incident or a suspected leak is looked into.
        Incident = "incident",
        /// An internal or external audit.
        Audit = "audit",
        /// The supervisory authority, a court or the prosecution service asks.
        Authority = "authority",
    }
}

text_enum! {
    /// Why an officer masked more of a picture than the camera had declared.
    pub enum MaskReason {
        /// Somebody can be recognised.
        Person = "person_recognisable",
        /// Somebody can be recognised behind the windscreen.
        Windscreen = "behind_windscreen",
        /// The plate of a vehicle that the case is not about can be read.
        OtherPlate = "other_plate_readable",
        /// Something else that has no business in the case.
        Other = "not_needed",
    }
}

text_enum! {
    /// Why a sanction was taken back after the case went to the CJIB.
    pub enum AnnulmentGround {
        /// The prosecution service upheld the appeal.
        AppealUpheld = "appeal_upheld",
        /// A court quashed the sanction.
        Quashed = "quashed",
        /// The municipality asked for it: the vehicle had an exemption.
        Exemption = "exemption",
        /// The municipality asked for it because something was wrong with the case.
        Mistake = "mistake",
    }
}

text_enum! {
    /// Why a case is kept beyond its term (domain.md, "legal hold").
    pub enum HoldGround {
        /// The person concerned objected or appealed, and the case is evidence.
        Appeal = "appeal",
        /// An incident or a suspected leak that the case is part of is looked into.
        Incident = "incident",
        /// The supervisory authority, a court or the prosecution service asks that it be kept.
        Authority = "authority",
    }
}
