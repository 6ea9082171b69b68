//! Access tokens and used assertions. They belong to a client, which belongs to a municipality.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ApiScopes;
use poortwacht_domain::ids::ApiClientId;

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::{Insertion, StoreError};
use crate::schema::{api_assertions, api_tokens};
use crate::tx::Tx;

/// An access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// SHA-256 of the token, lower-case hexadecimal.
    pub hash: String,
    /// Whose it is.
    pub client: ApiClientId,
    /// What it is good for.
    pub scopes: ApiScopes,
    /// The certificate without which it is worth nothing, by the SHA-256 of its public key.
    pub certificate_fingerprint: Option<String>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// From when it is worth nothing.
    pub expires_at: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = api_tokens)]
struct TokenRow {
    token_hash: String,
    client_id: String,
    scopes: String,
    certificate_fingerprint: Option<String>,
    issued_at: i64,
    expires_at: i64,
}

/// Keeps a token.
///
/// # Errors
/// [`StoreError::Conflict`] when it is there already.
pub fn issue(tx: &mut Tx<'_>, token: &ApiToken) -> Result<(), StoreError> {
    let row = TokenRow {
        token_hash: token.hash.clone(),
        client_id: token.client.to_string(),
        scopes: token.scopes.to_string(),
        certificate_fingerprint: token.certificate_fingerprint.clone(),
        issued_at: micros(token.issued_at),
        expires_at: micros(token.expires_at),
    };
    diesel::insert_into(api_tokens::table).values(row).execute(tx.raw())?;
    Ok(())
}

/// The token with this hash, expired or not.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn token(conn: &mut Connection, hash: &str) -> Result<Option<ApiToken>, StoreError> {
    let found: Option<TokenRow> = api_tokens::table
        .filter(api_tokens::token_hash.eq(hash))
        .select(TokenRow::as_select())
        .first(conn.raw())
        .optional()?;
    let Some(stored) = found else { return Ok(None) };
    let row = Row::new("api_tokens", &stored.client_id);
    Ok(Some(ApiToken {
        client: row.text("client_id", &stored.client_id)?,
        scopes: row.text("scopes", &stored.scopes)?,
        issued_at: row.instant("issued_at", stored.issued_at)?,
        expires_at: row.instant("expires_at", stored.expires_at)?,
        hash: stored.token_hash,
        certificate_fingerprint: stored.certificate_fingerprint,
    }))
}

/// Uses up an assertion. [`Insertion::AlreadyThere`] when it was used before.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn use_assertion(
    tx: &mut Tx<'_>,
    client: ApiClientId,
    hash: &str,
    expires_at: Timestamp,
) -> Result<Insertion, StoreError> {
    tx.insert_unique(|tx| {
        diesel::insert_into(api_assertions::table)
            .values((
                api_assertions::client_id.eq(client.to_string()),
                api_assertions::assertion_hash.eq(hash),
                api_assertions::expires_at.eq(micros(expires_at)),
            ))
            .execute(tx.raw())?;
        Ok(())
    })
}

/// Forgets tokens and assertions that are worth nothing any more.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn delete_expired(tx: &mut Tx<'_>, now: Timestamp) -> Result<(), StoreError> {
    let now = micros(now);
    diesel::delete(api_tokens::table.filter(api_tokens::expires_at.le(now))).execute(tx.raw())?;
    diesel::delete(api_assertions::table.filter(api_assertions::expires_at.le(now))).execute(tx.raw())?;
    Ok(())
}
