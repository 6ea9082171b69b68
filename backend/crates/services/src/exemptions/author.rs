//! Who grants, changes or ends an exemption: somebody at the portal, the operator, or another system.

use std::net::IpAddr;

use poortwacht_domain::{AccountId, Act, MunicipalityId};
use poortwacht_ledger::{self as ledger, Entry, LogName};
use poortwacht_store::Scope;

use crate::Actor;

/// Whose hand it is. Every way to an exemption goes through it, so that none leaves out a rule or an entry.
#[derive(Debug, Clone)]
pub(crate) struct Author {
    /// The municipality whose exemptions they are.
    pub(crate) municipality: MunicipalityId,
    /// Who it is in the ledger.
    pub(crate) actor: ledger::Actor,
    /// The account, if it is a person at the portal.
    pub(crate) account: Option<AccountId>,
    /// From which address.
    pub(crate) origin: Option<IpAddr>,
    /// Trace identifier of the request.
    pub(crate) trace: Option<String>,
}

impl Author {
    /// Whoever runs the command line.
    pub(crate) const fn operator(municipality: MunicipalityId) -> Self {
        Self { municipality, actor: ledger::Actor::Operator, account: None, origin: None, trace: None }
    }

    /// A ledger entry of something done by this hand.
    pub(crate) fn entry(&self, act: Act) -> Entry {
        let mut entry = Entry::new(self.actor.clone(), act);
        if let Some(origin) = self.origin {
            entry = entry.origin(origin);
        }
        match &self.trace {
            Some(trace) => entry.trace(trace.clone()),
            None => entry,
        }
    }

    pub(crate) fn log(&self) -> LogName {
        LogName::municipality(self.municipality)
    }

    pub(crate) fn scope(&self) -> Scope {
        Scope::municipality(self.municipality)
    }
}

impl From<&Actor> for Author {
    fn from(actor: &Actor) -> Self {
        Self {
            municipality: actor.municipality,
            actor: actor.in_ledger(),
            account: Some(actor.account),
            origin: Some(actor.origin),
            trace: Some(actor.trace.clone()),
        }
    }
}
