//! Which permit systems may use the API, and revoking them.

use ipnetwork::IpNetwork;
use poortwacht_domain::{Act, AddressRange, ApiClientId, ApiScopes, MunicipalityId};
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::api_clients::{self as rows, ApiClient, AssertionKey};
use poortwacht_store::{Plan, Scope, Tx};

use super::key;
use crate::flaw::text;
use crate::units::fingerprint;
use crate::{FieldProblem, ServiceError, Services};

const LONGEST_NAME: usize = 60;

/// A permit system to be registered.
#[derive(Debug, Clone, Default)]
pub struct NewApiClient {
    /// Its name, unique in the municipality; not a person's.
    pub name: String,
    /// Public key of its assertions, PEM or JWK.
    pub public_key: Option<String>,
    /// Its TLS client certificate, PEM. Only the key in it counts: a renewed certificate is the same system.
    pub certificate_pem: Option<String>,
    /// From where it calls, in CIDR notation.
    pub networks: Vec<String>,
    /// What it may do, by the names of OAuth 2 scopes.
    pub scopes: Vec<String>,
}

/// A permit system in the operator's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiClientLine {
    /// Its `client_id`.
    pub id: ApiClientId,
    /// Its name.
    pub name: String,
    /// `registered` or `revoked`.
    pub state: &'static str,
    /// `key`, `certificate` or both.
    pub proof: String,
    /// What it may do.
    pub scopes: String,
    /// From where.
    pub networks: Vec<IpNetwork>,
}

/// Registers a permit system and gives its `client_id`.
///
/// # Errors
/// [`ServiceError::Invalid`] with every wrong field.
pub async fn register(
    services: &Services,
    municipality: MunicipalityId,
    new: NewApiClient,
) -> Result<ApiClientId, ServiceError> {
    let client = checked(services, municipality, &new)?;
    let (id, log) = (client.id, LogName::municipality(municipality));
    let owned = services.clone();
    let written =
        services.store().write(Plan::new().log(log.clone()), move |tx| store(&owned, tx, &log, &client));
    match written.await {
        Ok(_) => Ok(id),
        Err(ServiceError::Conflict(_)) => {
            let fix =
                "the name or the certificate is registered already; give another, or revoke the one there is";
            Err(ServiceError::Invalid(vec![FieldProblem::new("name", fix)]))
        }
        Err(error) => Err(error),
    }
}

fn store(
    services: &Services,
    tx: &mut Tx<'_>,
    log: &LogName,
    client: &ApiClient,
) -> Result<(), ServiceError> {
    rows::register(tx, &Scope::municipality(client.municipality), client)?;
    let entry = Entry::new(Actor::Operator, Act::ApiClientRegistered)
        .detail("client", client.id)
        .detail("scopes", &client.scopes);
    Ok(services.record(tx, log, &entry)?)
}

/// Revokes a permit system: its next request is refused, whatever token it has.
///
/// # Errors
/// [`ServiceError::NotFound`] when the municipality has no such system.
pub async fn revoke(
    services: &Services,
    municipality: MunicipalityId,
    name: &str,
) -> Result<(), ServiceError> {
    let (owned, name, log) = (services.clone(), name.trim().to_owned(), LogName::municipality(municipality));
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let scope = Scope::municipality(municipality);
        let revoked = rows::revoke(tx, &scope, municipality, &name, owned.now())?;
        let id = revoked.ok_or(ServiceError::NotFound("permit system"))?;
        let entry = Entry::new(Actor::Operator, Act::ApiClientRevoked).detail("client", id);
        Ok(owned.record(tx, &log, &entry)?)
    });
    written.await.map(drop)
}

/// All permit systems of a municipality or of all, by name.
///
/// # Errors
/// Those of the store.
pub async fn list(
    services: &Services,
    municipality: Option<MunicipalityId>,
) -> Result<Vec<ApiClientLine>, ServiceError> {
    let scope = municipality.map_or(Scope::job("list permit systems"), Scope::municipality);
    let clients = services.store().read(move |conn| rows::all(conn, &scope)).await?;
    Ok(clients.into_iter().map(line).collect())
}

fn line(client: ApiClient) -> ApiClientLine {
    let key = client.key.is_some().then_some("key");
    let certificate = client.certificate_fingerprint.is_some().then_some("certificate");
    ApiClientLine {
        id: client.id,
        state: if client.revoked_at.is_some() { "revoked" } else { "registered" },
        proof: key.into_iter().chain(certificate).collect::<Vec<_>>().join(" and "),
        scopes: client.scopes.to_string(),
        networks: client.networks,
        name: client.name,
    }
}

/// What was given, as far as it can be used; the rest is in the problems.
fn checked(
    services: &Services,
    municipality: MunicipalityId,
    new: &NewApiClient,
) -> Result<ApiClient, ServiceError> {
    let mut problems = Vec::new();
    let name = text(&new.name, LONGEST_NAME);
    problems.extend(name.as_ref().err().map(|flaw| FieldProblem::flawed("name", *flaw)));
    let key = assertion_key(new, &mut problems);
    let certificate_fingerprint = certificate(new, &mut problems);
    if new.public_key.is_none() && new.certificate_pem.is_none() {
        let fix = "give the public key of its assertions, its TLS client certificate, or both";
        problems.push(FieldProblem::new("public_key", fix));
    }
    let (networks, scopes) = (networks(new, &mut problems), scopes(new, &mut problems));
    let Ok(name) = name.map_err(|_| ()) else { return Err(ServiceError::Invalid(problems)) };
    if !problems.is_empty() {
        return Err(ServiceError::Invalid(problems));
    }
    Ok(ApiClient {
        id: ApiClientId::random(services.rng().as_ref()),
        municipality,
        name,
        key,
        certificate_fingerprint,
        networks,
        scopes,
        registered_at: services.now(),
        revoked_at: None,
    })
}

fn assertion_key(new: &NewApiClient, problems: &mut Vec<FieldProblem>) -> Option<AssertionKey> {
    let read = key::parse(new.public_key.as_deref()?);
    read.map_err(|fix| problems.push(FieldProblem::new("public_key", fix))).ok()
}

fn certificate(new: &NewApiClient, problems: &mut Vec<FieldProblem>) -> Option<String> {
    let found = fingerprint(new.certificate_pem.as_deref()?);
    if found.is_none() {
        let fix = "is no PEM certificate; give the permit system's TLS client certificate";
        problems.push(FieldProblem::new("certificate", fix));
    }
    found
}

/// A permit system calls from a few addresses: wide ranges are refused, not left to a second person.
fn networks(new: &NewApiClient, problems: &mut Vec<FieldProblem>) -> Vec<IpNetwork> {
    let mut ranges = Vec::new();
    for network in &new.networks {
        match AddressRange::parse(network) {
            Ok(range) if range.is_wide() => {
                let fix = "is wider than /16 (IPv4) or /32 (IPv6); give the permit system's own addresses";
                problems.push(FieldProblem::new("network", fix));
            }
            Ok(range) => ranges.push(range.network()),
            Err(error) => problems.push(FieldProblem::new("network", error.to_string())),
        }
    }
    if new.networks.is_empty() {
        problems.push(FieldProblem::new("network", "is missing; without an address range nobody gets in"));
    }
    ranges
}

fn scopes(new: &NewApiClient, problems: &mut Vec<FieldProblem>) -> ApiScopes {
    match new.scopes.join(" ").parse::<ApiScopes>() {
        Ok(scopes) if scopes.is_empty() => {
            problems.push(FieldProblem::new("scope", "is missing; say what the permit system may do"));
            scopes
        }
        Ok(scopes) => scopes,
        Err(error) => {
            problems.push(FieldProblem::new("scope", error.to_string()));
            ApiScopes::default()
        }
    }
}
