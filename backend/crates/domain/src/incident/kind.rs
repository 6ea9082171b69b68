//! What an incident is about, and who brought it in.

text_enum! {
    /// What an incident seems to be about, as the reporter sees it.
    pub enum IncidentKind {
        /// Personal data reached somebody who should not have them.
        Leak = "leak",
        /// Somebody got in, or tried to.
        Intrusion = "intrusion",
        /// Somebody with access used it for something else.
        Misuse = "misuse",
        /// A device, a key or data are lost or stolen.
        Loss = "loss",
        /// Something does not work, or works wrongly.
        Failure = "failure",
        /// What was recorded was altered.
        Alteration = "alteration",
        /// A promise is broken, a term among them.
        BrokenPromise = "broken_promise",
        /// Something else.
        Other = "other",
    }
}

text_enum! {
    /// Who brought an incident in.
    pub enum IncidentSource {
        /// Somebody with an account.
        Account = "account",
        /// Somebody behind the address gate, without an account.
        Visitor = "visitor",
        /// Somebody at the command line of the machine.
        Operator = "operator",
        /// The system itself, from an alarm.
        Alarm = "alarm",
    }
}
