//! What is written about an act: who, what, which case, why, with what result, from where. Never what was seen.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use poortwacht_domain::act::Act;
use poortwacht_domain::ids::{AccountId, ApiClientId, CaseId, UnitId};
use poortwacht_domain::roles::Role;

use crate::commitment::TextCommitment;

/// Who acted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person, by account id and the role the account had then.
    Account {
        /// The account; its name stays in the accounts table.
        id: AccountId,
        /// Role at that moment.
        role: Role,
    },
    /// A roadside unit.
    Unit(UnitId),
    /// A municipal permit system.
    Client(ApiClientId),
    /// A scheduled job, by its name.
    Job(String),
    /// Whoever runs the command line.
    Operator,
    /// The server itself.
    System,
}

impl Actor {
    /// The account, when a person acted.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account { id, .. } => Some(*id),
            Self::Unit(_) | Self::Client(_) | Self::Job(_) | Self::Operator | Self::System => None,
        }
    }
}

/// `account:<id>:<role>`, `unit:<id>`, `client:<id>`, `job:<name>`, `operator` or `system`.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account { id, role } => write!(f, "account:{id}:{}", role.as_str()),
            Self::Unit(id) => write!(f, "unit:{id}"),
            Self::Client(id) => write!(f, "client:{id}"),
            Self::Job(name) => write!(f, "job:{name}"),
            Self::Operator => f.write_str("operator"),
            Self::System => f.write_str("system"),
        }
    }
}

impl FromStr for Actor {
    type Err = UnknownActor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, ':');
        let actor = match (parts.next(), parts.next(), parts.next()) {
            (Some("account"), Some(id), Some(role)) => {
                id.parse().ok().zip(role.parse().ok()).map(|(id, role)| Self::Account { id, role })
            }
            (Some("unit"), Some(id), None) => id.parse().ok().map(Self::Unit),
            (Some("client"), Some(id), None) => id.parse().ok().map(Self::Client),
            (Some("job"), Some(name), None) => Some(Self::Job(name.to_owned())),
            (Some("operator"), None, None) => Some(Self::Operator),
            (Some("system"), None, None) => Some(Self::System),
            _ => None,
        };
        actor.ok_or(UnknownActor)
    }
}

/// The text names no actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an actor")]
pub struct UnknownActor;

/// How the act ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It happened.
    Done,
    /// It was not allowed.
    Refused,
    /// It was tried and did not succeed.
    Failed,
}

impl Outcome {
    /// Its code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// One entry, before it has a place in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Who acted.
    pub actor: Actor,
    /// What was done.
    pub act: Act,
    /// The case it concerns, by its random id.
    pub case: Option<CaseId>,
    /// Reason as a code (snake case); free text stays outside, see `text_commitment`.
    pub reason: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// Address the request came from.
    pub origin: Option<IpAddr>,
    /// W3C trace id, shared with operational logs.
    pub trace: Option<String>,
    /// Salted commitment to a free text that is kept, sealed, outside the log.
    pub text_commitment: Option<TextCommitment>,
    /// Further codes and counts.
    pub detail: BTreeMap<String, String>,
}

impl Entry {
    /// An act that was done, with nothing further to tell yet.
    pub fn new(actor: Actor, act: Act) -> Self {
        Self {
            actor,
            act,
            case: None,
            reason: None,
            outcome: Outcome::Done,
            origin: None,
            trace: None,
            text_commitment: None,
            detail: BTreeMap::new(),
        }
    }

    /// About this case.
    #[must_use]
    pub fn case(mut self, case: CaseId) -> Self {
        self.case = Some(case);
        self
    }

    /// For this reason code.
    #[must_use]
    pub fn reason(mut self, code: impl Into<String>) -> Self {
        self.reason = Some(code.into());
        self
    }

    /// With this outcome instead of [`Outcome::Done`].
    #[must_use]
    pub fn outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = outcome;
        self
    }

    /// From this address.
    #[must_use]
    pub fn origin(mut self, origin: IpAddr) -> Self {
        self.origin = Some(origin);
        self
    }

    /// Within this trace.
    #[must_use]
    pub fn trace(mut self, trace: impl Into<String>) -> Self {
        self.trace = Some(trace.into());
        self
    }

    /// With a free text that stands outside the log.
    #[must_use]
    pub fn text(mut self, commitment: TextCommitment) -> Self {
        self.text_commitment = Some(commitment);
        self
    }

    /// With one more code or count.
    #[must_use]
    pub fn detail(mut self, key: impl Into<String>, value: impl fmt::Display) -> Self {
        self.detail.insert(key.into(), value.to_string());
        self
    }
}
