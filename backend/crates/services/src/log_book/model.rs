//! A line of the ledger as a person reads it.

use std::net::IpAddr;

use jiff::Timestamp;
use poortwacht_domain::{AccountId, Act, CaseRef, Role};
use poortwacht_ledger::Outcome;

/// Who acted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogWho {
    /// An account.
    Account {
        /// Its id.
        id: AccountId,
        /// Its display name; empty once the name is gone.
        name: String,
        /// Its role at that moment.
        role: Role,
    },
    /// A roadside unit, by its name, or by its id where it has none any more.
    Unit(String),
    /// A permit system, by its name, or by its id where it has none any more.
    Client(String),
    /// A scheduled job, by its name.
    Job(String),
    /// The command line.
    Operator,
    /// The server itself.
    System,
}

/// The case that an entry is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseMention {
    /// It is there.
    Present(CaseRef),
    /// Its data has been destroyed; its reference, while that is known.
    Destroyed(Option<CaseRef>),
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Where it stands: half year and position, for example `2026-2/1234`.
    pub number: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: LogWho,
    /// From which address.
    pub origin: Option<IpAddr>,
    /// What.
    pub act: Act,
    /// About which case.
    pub case: Option<CaseMention>,
    /// The reason's code.
    pub reason: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The account that it concerns, where that is not who acted.
    pub about: Option<String>,
    /// Further codes and counts.
    pub detail: Vec<(String, String)>,
}

/// An account to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountChoice {
    /// Its id.
    pub id: AccountId,
    /// Its display name, or its id once the name is gone.
    pub name: String,
}
