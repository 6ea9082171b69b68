//! Disclosures: to whom something of a case goes out, and why (Wpg art. 32a: the log tells reason and recipient).

text_enum! {
    /// Who receives something of a case.
    pub enum Recipient {
        /// The subdistrict court.
        Court = "court",
        /// The prosecution service (CVOM).
        ProsecutionService = "prosecution_service",
        /// The person who was fined, or who speaks for that person.
        Offender = "offender",
        /// The supervisory authority.
        SupervisoryAuthority = "supervisory_authority",
    }
}

text_enum! {
    /// Why something of a case goes out.
    pub enum DisclosureReason {
        /// The person concerned objected or appealed to the prosecution service.
        Objection = "objection",
        /// A court asks for the case.
        Court = "court",
        /// The person concerned asks to see the evidence.
        AccessRequest = "access_request",
        /// The supervisory authority asks.
        Supervisory = "supervisory",
        /// Another reason, told in the text.
        Other = "other",
    }
}
