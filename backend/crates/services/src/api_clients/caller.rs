//! Which permit system is calling, and what it may do.

use std::net::IpAddr;

use poortwacht_domain::{Act, ApiScope, ApiScopes};
use poortwacht_ledger::{self as ledger, Entry, LogName, Outcome};
use poortwacht_store::api_clients::{self as rows, ApiClient, ApiToken};
use poortwacht_store::emergency::{self, Listener};
use poortwacht_store::{Scope, StoreError};

use crate::exemptions::Author;
use crate::{ServiceError, Services, token};

/// What is known of a request before anybody has proved anything.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// From which address.
    pub origin: IpAddr,
    /// Trace identifier of the request.
    pub trace: String,
    /// SHA-256 of the public key in the client certificate of the connection, lower-case hexadecimal, if there is one.
    pub certificate: Option<String>,
}

/// A permit system whose access token, address and certificate count.
#[derive(Debug, Clone)]
pub struct ApiCaller {
    /// The system as registered.
    pub client: ApiClient,
    /// What its token is good for.
    pub scopes: ApiScopes,
    /// Its request.
    pub arrival: Arrival,
}

/// Why a call is not let in. Every one of these is in the ledger before it is answered.
#[derive(Debug, thiserror::Error)]
pub enum CallRefusal {
    /// There is no access token that counts.
    #[error("not authenticated: {0}")]
    Unauthenticated(&'static str),
    /// The permit system may not come from this address.
    #[error("the address is not one of the permit system's")]
    WrongAddress,
    /// The token is not good for this.
    #[error("the token lacks the scope {0}")]
    MissingScope(ApiScope),
    /// Something of ours failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<StoreError> for CallRefusal {
    fn from(error: StoreError) -> Self {
        Self::Service(error.into())
    }
}

impl Arrival {
    /// An entry about this request that nobody known left.
    pub(super) fn entry(&self, actor: ledger::Actor, act: Act) -> Entry {
        Entry::new(actor, act).origin(self.origin).trace(self.trace.clone())
    }
}

impl ApiCaller {
    /// A ledger entry of something this permit system does.
    pub(super) fn entry(&self, act: Act) -> Entry {
        self.arrival.entry(ledger::Actor::Client(self.client.id), act)
    }

    pub(super) fn log(&self) -> LogName {
        LogName::municipality(self.client.municipality)
    }

    /// Everything a permit system does concerns its own municipality.
    pub(super) fn scope(&self) -> Scope {
        Scope::municipality(self.client.municipality)
    }

    /// The hand that grants, changes and ends exemptions here; no account of a person.
    pub(super) fn author(&self) -> Author {
        Author {
            municipality: self.client.municipality,
            actor: ledger::Actor::Client(self.client.id),
            account: None,
            origin: Some(self.arrival.origin),
            trace: Some(self.arrival.trace.clone()),
        }
    }

    /// Refuses what the token is not good for. The listener asks before, and writes it down; a use case does not rely on
    /// that.
    pub(super) fn allows(&self, scope: ApiScope) -> Result<(), ServiceError> {
        if self.scopes.allow(scope) {
            return Ok(());
        }
        Err(ServiceError::Refused("the token lacks the scope for this"))
    }

    /// Refuses what the token is not good for, once that is written down.
    ///
    /// # Errors
    /// [`CallRefusal::MissingScope`]; those of store and ledger.
    pub async fn require(&self, services: &Services, scope: ApiScope) -> Result<(), CallRefusal> {
        if self.scopes.allow(scope) {
            return Ok(());
        }
        let entry = self.entry(Act::AccessRefused).reason("scope_missing").outcome(Outcome::Refused);
        services.enter(self.log(), entry.detail("scope", scope)).await?;
        Err(CallRefusal::MissingScope(scope))
    }
}

/// Whether the API stands closed by the emergency stop.
///
/// # Errors
/// Those of the store.
pub async fn is_closed(services: &Services) -> Result<bool, ServiceError> {
    services.store().read(|conn| Ok(emergency::status(conn, Listener::Api)?.is_some())).await
}

/// The permit system whose access token this is. Asked at every request: revoking counts from the next one.
///
/// # Errors
/// [`CallRefusal`], written down before.
pub async fn authenticate(
    services: &Services,
    bearer: Option<&str>,
    arrival: Arrival,
) -> Result<ApiCaller, CallRefusal> {
    let Some(bearer) = bearer else {
        let told = "send the access token as Authorization: Bearer";
        return Err(stranger(services, &arrival, "token_missing", told).await);
    };
    let Some((token, client)) = find(services, bearer).await? else {
        let told = "the access token is not known; ask for a new one";
        return Err(stranger(services, &arrival, "token_unknown", told).await);
    };
    let caller = ApiCaller { client, scopes: token.scopes.clone(), arrival };
    match flaw(services, &caller, &token) {
        None => Ok(caller),
        Some((reason, refusal)) => {
            let entry = caller.entry(Act::AccessRefused).reason(reason).outcome(Outcome::Refused);
            services.enter(caller.log(), entry).await?;
            Err(refusal)
        }
    }
}

async fn find(services: &Services, bearer: &str) -> Result<Option<(ApiToken, ApiClient)>, StoreError> {
    let hash = token::hash(bearer);
    let read = services.store().read(move |conn| {
        let Some(token) = rows::token(conn, &hash)? else { return Ok(None) };
        let client = rows::find(conn, &Scope::job("identify a permit system"), token.client)?;
        Ok::<_, StoreError>(client.map(|client| (token, client)))
    });
    read.await
}

/// What is wrong with a known permit system's request.
fn flaw(services: &Services, caller: &ApiCaller, token: &ApiToken) -> Option<(&'static str, CallRefusal)> {
    let (now, client) = (services.now(), &caller.client);
    if client.revoked_at.is_some_and(|revoked| revoked <= now) {
        return Some(("client_revoked", CallRefusal::Unauthenticated("the permit system is revoked")));
    }
    if token.expires_at <= now {
        let told = "the access token has expired; ask for a new one";
        return Some(("token_expired", CallRefusal::Unauthenticated(told)));
    }
    if token.certificate_fingerprint.is_some() && token.certificate_fingerprint != caller.arrival.certificate
    {
        let told = "the access token is bound to a client certificate that this connection does not show";
        return Some(("wrong_certificate", CallRefusal::Unauthenticated(told)));
    }
    (!is_at_home(client, caller.arrival.origin)).then_some(("wrong_address", CallRefusal::WrongAddress))
}

/// Whether the permit system may come from this address.
pub(super) fn is_at_home(client: &ApiClient, origin: IpAddr) -> bool {
    client.networks.iter().any(|network| network.contains(origin.to_canonical()))
}

/// Writes down that nobody known was refused, in the system's log.
async fn stranger(
    services: &Services,
    arrival: &Arrival,
    reason: &'static str,
    told: &'static str,
) -> CallRefusal {
    let entry =
        arrival.entry(ledger::Actor::System, Act::AccessRefused).reason(reason).outcome(Outcome::Refused);
    match services.enter(LogName::system(), entry).await {
        Ok(()) => CallRefusal::Unauthenticated(told),
        Err(error) => error.into(),
    }
}

/// Writes down that a request of a permit system was not carried out, for a reason given as a code.
///
/// # Errors
/// Those of store and ledger; the request was not carried out all the same.
pub async fn note_refused(services: &Services, caller: &ApiCaller, reason: &str) -> Result<(), ServiceError> {
    let entry = caller.entry(Act::ApiRequestRefused).reason(reason).outcome(Outcome::Refused);
    services.enter(caller.log(), entry).await
}
