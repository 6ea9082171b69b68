//! Words of who may do what: requests for a second person, and looking through who has access.

text_enum! {
    /// What takes two people: one asks, another one approves.
    pub enum ApprovalKind {
        /// Take somebody's password and second factor away for new ones.
        ResetCredentials = "reset_credentials",
        /// Let somebody log in before the lock after failed attempts runs out.
        UnlockAccount = "unlock_account",
        /// Give somebody a privileged role.
        ChangeRole = "change_role",
        /// Let a new or returning person into an account with a privileged role.
        GiveAccess = "give_access",
        /// Close several accounts at once.
        CloseAccounts = "close_accounts",
        /// Allow an address range wider than /16 (IPv4) or /32 (IPv6).
        AllowRange = "allow_range",
    }
}

text_enum! {
    /// What became of a request for a second person.
    pub enum ApprovalState {
        /// Nobody decided yet.
        Waiting = "waiting",
        /// Another person approved, and it was done.
        Approved = "approved",
        /// Another person refused.
        Refused = "refused",
        /// Nobody decided in time.
        Lapsed = "lapsed",
        /// Who asked withdrew it.
        Withdrawn = "withdrawn",
    }
}

text_enum! {
    /// Whom an access review is about (BIO2: everybody yearly, privileged roles quarterly).
    pub enum ReviewReach {
        /// Every account in use.
        Everybody = "everybody",
        /// Accounts in use with a privileged role.
        Privileged = "privileged",
    }
}

impl ReviewReach {
    /// Calendar months from one review to the next.
    #[must_use]
    pub const fn months(self) -> u32 {
        match self {
            Self::Everybody => 12,
            Self::Privileged => 3,
        }
    }
}

text_enum! {
    /// What a reviewer thinks of one account's access.
    pub enum AccessVerdict {
        /// It is right as it is.
        Keep = "keep",
        /// The person needs something else.
        Change = "change",
        /// The person needs none any more.
        Remove = "remove",
    }
}
