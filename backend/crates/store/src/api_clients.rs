//! Municipal permit systems that use the API, with their access tokens and what they created.

mod creations;
mod tokens;

use diesel::prelude::*;
use ipnetwork::IpNetwork;
use jiff::Timestamp;
use poortwacht_domain::ApiScopes;
use poortwacht_domain::ids::{ApiClientId, MunicipalityId};

use crate::columns::{Row, json, micros, micros_opt};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::api_clients;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

pub use creations::{ApiCreation, delete_due_creations, find_creation, insert_creation};
pub use tokens::{ApiToken, delete_expired, issue, token, use_assertion};

const TABLE: &str = "api_clients";

/// A permit system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiClient {
    /// Its id, which OAuth 2 calls `client_id`.
    pub id: ApiClientId,
    /// The one municipality it works for.
    pub municipality: MunicipalityId,
    /// Its name, unique among the municipality's clients that are not revoked.
    pub name: String,
    /// What its assertions are verified with, if it signs any.
    pub key: Option<AssertionKey>,
    /// SHA-256 of the public key in its TLS client certificate, lower-case hexadecimal, if it has one.
    pub certificate_fingerprint: Option<String>,
    /// From where it may call; never empty.
    pub networks: Vec<IpNetwork>,
    /// What it may do.
    pub scopes: ApiScopes,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// From when it is refused.
    pub revoked_at: Option<Timestamp>,
}

/// The key of a client's assertions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssertionKey {
    /// SubjectPublicKeyInfo, DER.
    pub public_key: Vec<u8>,
    /// The one JWS algorithm it is for.
    pub algorithm: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = api_clients)]
struct ClientRow {
    id: String,
    municipality_id: String,
    name: String,
    public_key: Option<Vec<u8>>,
    algorithm: Option<String>,
    certificate_fingerprint: Option<String>,
    networks: String,
    scopes: String,
    registered_at: i64,
    revoked_at: Option<i64>,
}

impl TryFrom<&ApiClient> for ClientRow {
    type Error = StoreError;

    fn try_from(client: &ApiClient) -> Result<Self, StoreError> {
        let row = Row::new(TABLE, client.id);
        let key = client.key.clone();
        Ok(Self {
            id: client.id.to_string(),
            municipality_id: client.municipality.to_string(),
            name: client.name.clone(),
            public_key: key.as_ref().map(|key| key.public_key.clone()),
            algorithm: key.map(|key| key.algorithm),
            certificate_fingerprint: client.certificate_fingerprint.clone(),
            networks: json(&row, "networks", &client.networks)?,
            scopes: client.scopes.to_string(),
            registered_at: micros(client.registered_at),
            revoked_at: micros_opt(client.revoked_at),
        })
    }
}

impl TryFrom<ClientRow> for ApiClient {
    type Error = StoreError;

    fn try_from(stored: ClientRow) -> Result<Self, StoreError> {
        let row = Row::new(TABLE, &stored.id);
        let key = match (stored.public_key, stored.algorithm) {
            (Some(public_key), Some(algorithm)) => Some(AssertionKey { public_key, algorithm }),
            (None, None) => None,
            _ => return Err(row.corrupt("algorithm", "a key and its algorithm belong together")),
        };
        Ok(Self {
            id: row.text("id", &stored.id)?,
            municipality: row.text("municipality_id", &stored.municipality_id)?,
            key,
            networks: row.json("networks", &stored.networks)?,
            scopes: row.text("scopes", &stored.scopes)?,
            registered_at: row.instant("registered_at", stored.registered_at)?,
            revoked_at: row.instant_opt("revoked_at", stored.revoked_at)?,
            name: stored.name,
            certificate_fingerprint: stored.certificate_fingerprint,
        })
    }
}

/// Registers a client.
///
/// # Errors
/// [`StoreError::Conflict`] when its name is taken in the municipality or its certificate registered already;
/// [`StoreError::NotFound`] when the municipality is out of scope.
pub fn register(tx: &mut Tx<'_>, scope: &Scope, client: &ApiClient) -> Result<(), StoreError> {
    scope.check(client.municipality)?;
    diesel::insert_into(api_clients::table).values(ClientRow::try_from(client)?).execute(tx.raw())?;
    Ok(())
}

/// Revokes a client by its name: its next request is refused. Answers which one, if there was one.
///
/// # Errors
/// [`StoreError::NotFound`] when the municipality is out of scope; [`StoreError::Corrupt`] when its row cannot be read.
pub fn revoke(
    tx: &mut Tx<'_>,
    scope: &Scope,
    municipality: MunicipalityId,
    name: &str,
    at: Timestamp,
) -> Result<Option<ApiClientId>, StoreError> {
    scope.check(municipality)?;
    let registered = api_clients::table
        .filter(api_clients::municipality_id.eq(municipality.to_string()))
        .filter(api_clients::name.eq(name))
        .filter(api_clients::revoked_at.is_null());
    let revoked: Option<String> = diesel::update(registered)
        .set(api_clients::revoked_at.eq(micros(at)))
        .returning(api_clients::id)
        .get_result(tx.raw())
        .optional()?;
    revoked.map(|id| Row::new(TABLE, &id).text("id", &id)).transpose()
}

/// The client with this id, revoked or not.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn find(conn: &mut Connection, scope: &Scope, id: ApiClientId) -> Result<Option<ApiClient>, StoreError> {
    let named = api_clients::table.filter(api_clients::id.eq(id.to_string()));
    let row = within!(named, scope, api_clients::municipality_id)
        .select(ClientRow::as_select())
        .first(conn.raw())
        .optional()?;
    row.map(ApiClient::try_from).transpose()
}

/// All clients within reach, revoked ones included, by municipality and name.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn all(conn: &mut Connection, scope: &Scope) -> Result<Vec<ApiClient>, StoreError> {
    let rows: Vec<ClientRow> = within!(api_clients::table, scope, api_clients::municipality_id)
        .order((api_clients::municipality_id, api_clients::name, api_clients::registered_at))
        .select(ClientRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(ApiClient::try_from).collect()
}
