//! Access tokens by client credentials (RFC 6749, 4.4): for a signed assertion, or for a TLS client certificate.

use aws_lc_rs::digest::{SHA256, digest};
use jiff::SignedDuration;
use poortwacht_domain::{Act, ApiClientId, ApiScopes};
use poortwacht_ledger::{Actor, Entry, LogName, Outcome};
use poortwacht_store::api_clients::{self as rows, ApiClient, ApiToken};
use poortwacht_store::{Plan, Scope};

use super::TOKEN_SECONDS;
use super::assertion::{Assertion, Proof};
use super::caller::{Arrival, is_at_home};
use crate::{ServiceError, Services, token};

/// `client_assertion_type` of a signed JWT (RFC 7523, 2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A request for a token, as the form has it.
#[derive(Debug, Clone, Default)]
pub struct TokenRequest {
    /// `grant_type`.
    pub grant_type: Option<String>,
    /// `client_id`; may be left out beside an assertion.
    pub client_id: Option<String>,
    /// `client_assertion_type`.
    pub client_assertion_type: Option<String>,
    /// `client_assertion`.
    pub client_assertion: Option<String>,
    /// `scope`; left out, everything that the permit system may do.
    pub scope: Option<String>,
}

/// A token that was issued; only its holder knows it from now on.
pub struct IssuedToken {
    /// The token.
    pub token: String,
    /// What it is good for.
    pub scopes: ApiScopes,
    /// Whether it counts only with the client certificate of this connection.
    pub is_bound: bool,
}

/// Why no token was issued, by the codes of RFC 6749, 5.2. Every one is in the ledger before it is answered.
#[derive(Debug, thiserror::Error)]
pub enum TokenRefusal {
    /// `invalid_request`.
    #[error("{0}")]
    Malformed(&'static str),
    /// `unsupported_grant_type`.
    #[error("the only grant type is client_credentials")]
    GrantType,
    /// `invalid_client`.
    #[error("{0}")]
    Client(&'static str),
    /// `invalid_scope`.
    #[error("{0}")]
    Scope(&'static str),
    /// The permit system may not come from this address.
    #[error("the address is not one of the permit system's")]
    WrongAddress,
    /// Something of ours failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// What a refusal leaves: who it was, as far as that was proved, why, and what is answered.
struct Refused {
    log: LogName,
    entry: Entry,
    refusal: TokenRefusal,
}

impl TokenRefusal {
    /// The code in the ledger.
    const fn reason(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "token_request_malformed",
            Self::GrantType => "grant_type",
            Self::Client(_) => "client_not_proved",
            Self::Scope(_) => "scope_not_allowed",
            Self::WrongAddress => "wrong_address",
            Self::Service(_) => "failed",
        }
    }
}

/// How the permit system proved who it is.
enum Proved {
    Assertion(Proof),
    /// The fingerprint of its certificate, to which the token is bound.
    Certificate(String),
}

/// Issues an access token. `audiences` are the names that an assertion may give us.
///
/// # Errors
/// [`TokenRefusal`], written down before.
pub async fn issue(
    services: &Services,
    audiences: &[String],
    request: TokenRequest,
    arrival: &Arrival,
) -> Result<IssuedToken, TokenRefusal> {
    let nobody = |refusal: TokenRefusal| refused(LogName::system(), Actor::System, None, arrival, refusal);
    let credentials = match Credentials::of(&request, arrival) {
        Ok(credentials) => credentials,
        Err(refusal) => return Err(note(services, nobody(refusal)).await),
    };
    let id = credentials.client();
    let scope = Scope::job("identify a permit system");
    let found = services.store().read(move |conn| rows::find(conn, &scope, id)).await;
    let Some(client) = found.map_err(ServiceError::from)? else {
        let refusal = TokenRefusal::Client("no such permit system is registered");
        return Err(note(services, nobody(refusal)).await);
    };
    match judge(services, audiences, &client, credentials, &request, arrival) {
        Ok((proved, scopes)) => grant(services, client, proved, scopes, arrival).await,
        Err(refused) => Err(note(services, refused).await),
    }
}

/// What a request brings to prove who it is from.
enum Credentials {
    Assertion(Box<Assertion>),
    Certificate(ApiClientId, String),
}

impl Credentials {
    fn of(request: &TokenRequest, arrival: &Arrival) -> Result<Self, TokenRefusal> {
        match request.grant_type.as_deref() {
            Some("client_credentials") => {}
            Some(_) => return Err(TokenRefusal::GrantType),
            None => return Err(TokenRefusal::Malformed("grant_type is missing; it is client_credentials")),
        }
        let named = request.client_id.as_deref().map(str::parse::<ApiClientId>).transpose();
        let named = named.map_err(|_| TokenRefusal::Client("client_id is none that was registered"))?;
        let Some(assertion) = &request.client_assertion else {
            let id = named
                .ok_or(TokenRefusal::Malformed("client_assertion is missing, or client_id beside mTLS"))?;
            let certificate = arrival.certificate.clone();
            let none = TokenRefusal::Client("neither client_assertion nor a client certificate was shown");
            return certificate.map(|certificate| Self::Certificate(id, certificate)).ok_or(none);
        };
        if request.client_assertion_type.as_deref() != Some(JWT_BEARER) {
            return Err(TokenRefusal::Malformed(
                "client_assertion_type is not that of a JWT bearer (RFC 7523)",
            ));
        }
        let assertion = Assertion::parse(assertion).map_err(TokenRefusal::Client)?;
        if named.is_some_and(|id| id != assertion.client) {
            return Err(TokenRefusal::Client("client_id is not the assertion's"));
        }
        Ok(Self::Assertion(Box::new(assertion)))
    }

    fn client(&self) -> ApiClientId {
        match self {
            Self::Assertion(assertion) => assertion.client,
            Self::Certificate(id, _) => *id,
        }
    }
}

/// Who it is and what the token will be good for, or what was refused to whom.
fn judge(
    services: &Services,
    audiences: &[String],
    client: &ApiClient,
    credentials: Credentials,
    request: &TokenRequest,
    arrival: &Arrival,
) -> Result<(Proved, ApiScopes), Box<Refused>> {
    let log = LogName::municipality(client.municipality);
    let unproved = |refusal| Box::new(refused(log.clone(), Actor::System, Some(client), arrival, refusal));
    let proved = prove(services, audiences, client, credentials).map_err(unproved)?;
    let known = |refusal| Box::new(refused(log.clone(), Actor::Client(client.id), None, arrival, refusal));
    if client.revoked_at.is_some_and(|revoked| revoked <= services.now()) {
        return Err(known(TokenRefusal::Client("the permit system is revoked")));
    }
    if !is_at_home(client, arrival.origin) {
        return Err(known(TokenRefusal::WrongAddress));
    }
    let scopes = scopes(client, request.scope.as_deref()).map_err(known)?;
    Ok((proved, scopes))
}

fn prove(
    services: &Services,
    audiences: &[String],
    client: &ApiClient,
    credentials: Credentials,
) -> Result<Proved, TokenRefusal> {
    match credentials {
        Credentials::Certificate(_, shown) => match &client.certificate_fingerprint {
            Some(registered) if *registered == shown => Ok(Proved::Certificate(shown)),
            _ => Err(TokenRefusal::Client("the client certificate is not the one that was registered")),
        },
        Credentials::Assertion(assertion) => {
            let key = client.key.as_ref();
            let key =
                key.ok_or(TokenRefusal::Client("no key was registered for this permit system's assertions"))?;
            if !assertion.is_signed_with(key) {
                return Err(TokenRefusal::Client(
                    "the assertion is not signed with the key that was registered",
                ));
            }
            let proof = assertion.proves(audiences, services.now());
            proof.map(Proved::Assertion).map_err(TokenRefusal::Client)
        }
    }
}

fn scopes(client: &ApiClient, asked: Option<&str>) -> Result<ApiScopes, TokenRefusal> {
    let Some(asked) = asked.filter(|asked| !asked.trim().is_empty()) else {
        return Ok(client.scopes.clone());
    };
    let unknown = |_| TokenRefusal::Scope("a scope is not known; see the interface description");
    let scopes: ApiScopes = asked.parse().map_err(unknown)?;
    if scopes.within(&client.scopes) {
        return Ok(scopes);
    }
    Err(TokenRefusal::Scope("a scope is not among those the permit system was registered with"))
}

/// Uses up the assertion and keeps the token, in one transaction.
async fn grant(
    services: &Services,
    client: ApiClient,
    proved: Proved,
    scopes: ApiScopes,
    arrival: &Arrival,
) -> Result<IssuedToken, TokenRefusal> {
    let (secret, now) = (token::fresh(services.rng().as_ref()), services.now());
    let bound = match &proved {
        Proved::Certificate(fingerprint) => Some(fingerprint.clone()),
        Proved::Assertion(_) => None,
    };
    let row = ApiToken {
        hash: token::hash(&secret),
        client: client.id,
        scopes: scopes.clone(),
        certificate_fingerprint: bound.clone(),
        issued_at: now,
        expires_at: now.saturating_add(SignedDuration::from_secs(TOKEN_SECONDS)).unwrap_or(now),
    };
    let log = LogName::municipality(client.municipality);
    let by = Actor::Client(client.id);
    let entry = arrival.entry(by.clone(), Act::ApiTokenIssued).detail("scopes", &scopes);
    let (own, written_to) = (services.clone(), log.clone());
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        rows::delete_expired(tx, own.now())?;
        if let Proved::Assertion(proof) = &proved {
            let used = rows::use_assertion(tx, row.client, &hashed(&proof.id), proof.until)?;
            if !used.is_new() {
                return Ok(false);
            }
        }
        rows::issue(tx, &row)?;
        own.record(tx, &written_to, &entry)?;
        Ok::<_, ServiceError>(true)
    });
    if written.await?.into_inner() {
        return Ok(IssuedToken { token: secret, scopes, is_bound: bound.is_some() });
    }
    let refusal =
        TokenRefusal::Client("the assertion was used before; make a new one, with a jti of its own");
    Err(note(services, Box::new(refused(log, by, None, arrival, refusal))).await)
}

fn hashed(id: &str) -> String {
    hex::encode(digest(&SHA256, id.as_bytes()))
}

fn refused(
    log: LogName,
    by: Actor,
    about: Option<&ApiClient>,
    arrival: &Arrival,
    refusal: TokenRefusal,
) -> Refused {
    let entry = arrival.entry(by, Act::AccessRefused).reason(refusal.reason()).outcome(Outcome::Refused);
    let entry = match about {
        Some(client) => entry.detail("client", client.id),
        None => entry,
    };
    Refused { log, entry, refusal }
}

/// Writes a refusal down before it is answered.
async fn note(services: &Services, refused: impl Into<Box<Refused>>) -> TokenRefusal {
    let Refused { log, entry, refusal } = *refused.into();
    match services.enter(log, entry).await {
        Ok(()) => refusal,
        Err(error) => error.into(),
    }
}
