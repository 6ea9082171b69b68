//! What a permit system created under which idempotency key, kept as long as a packet receipt.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{ApiClientId, ExemptionId, MunicipalityId};
use poortwacht_domain::retention::RetentionClass;

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::{Insertion, StoreError};
use crate::schema::api_creations;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// A creation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiCreation {
    /// Who created.
    pub client: ApiClientId,
    /// SHA-256 of the idempotency key, lower-case hexadecimal.
    pub key_hash: String,
    /// The client's municipality.
    pub municipality: MunicipalityId,
    /// Keyed digest of the request, to tell a retry from another request under the same key.
    pub digest: Vec<u8>,
    /// What was created.
    pub exemption: ExemptionId,
    /// When.
    pub created_at: Timestamp,
    /// From when a retry is a new request.
    pub destroy_after: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = api_creations)]
struct CreationRow {
    client_id: String,
    key_hash: String,
    municipality_id: String,
    digest: Vec<u8>,
    exemption_id: String,
    created_at: i64,
    retention_class: String,
    destroy_after: i64,
}

impl From<&ApiCreation> for CreationRow {
    fn from(creation: &ApiCreation) -> Self {
        Self {
            client_id: creation.client.to_string(),
            key_hash: creation.key_hash.clone(),
            municipality_id: creation.municipality.to_string(),
            digest: creation.digest.clone(),
            exemption_id: creation.exemption.to_string(),
            created_at: micros(creation.created_at),
            retention_class: RetentionClass::PacketReceipt.as_str().to_owned(),
            destroy_after: micros(creation.destroy_after),
        }
    }
}

impl TryFrom<CreationRow> for ApiCreation {
    type Error = StoreError;

    fn try_from(stored: CreationRow) -> Result<Self, StoreError> {
        let row = Row::new("api_creations", format_args!("{}/{}", stored.client_id, stored.key_hash));
        Ok(Self {
            client: row.text("client_id", &stored.client_id)?,
            municipality: row.text("municipality_id", &stored.municipality_id)?,
            exemption: row.text("exemption_id", &stored.exemption_id)?,
            created_at: row.instant("created_at", stored.created_at)?,
            destroy_after: row.instant("destroy_after", stored.destroy_after)?,
            key_hash: stored.key_hash,
            digest: stored.digest,
        })
    }
}

/// What this client created under this key.
///
/// # Errors
/// [`StoreError::Corrupt`] when the row cannot be read.
pub fn find_creation(
    conn: &mut Connection,
    scope: &Scope,
    client: ApiClientId,
    key_hash: &str,
) -> Result<Option<ApiCreation>, StoreError> {
    let named = api_creations::table
        .filter(api_creations::client_id.eq(client.to_string()))
        .filter(api_creations::key_hash.eq(key_hash));
    let row = within!(named, scope, api_creations::municipality_id)
        .select(CreationRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    row.map(ApiCreation::try_from).transpose()
}

/// Keeps a creation, unless its key has been used.
///
/// # Errors
/// [`StoreError::NotFound`] when the municipality is out of scope.
pub fn insert_creation(
    tx: &mut Tx<'_>,
    scope: &Scope,
    creation: &ApiCreation,
) -> Result<Insertion, StoreError> {
    scope.check(creation.municipality)?;
    let row = CreationRow::from(creation);
    tx.insert_unique(|tx| {
        diesel::insert_into(api_creations::table).values(&row).execute(tx.raw())?;
        Ok(())
    })
}

/// Deletes creations that are due, the oldest first, about `limit` at a time. Answers how many.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn delete_due_creations(
    tx: &mut Tx<'_>,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<usize, StoreError> {
    let due = api_creations::table.filter(api_creations::destroy_after.le(micros(now)));
    let last_of_batch: Option<i64> = within!(due, scope, api_creations::municipality_id)
        .order(api_creations::destroy_after)
        .select(api_creations::destroy_after)
        .offset(i64::from(limit.saturating_sub(1)))
        .first(tx.raw())
        .optional()?;
    let until = last_of_batch.unwrap_or(micros(now));
    let batch = api_creations::table.filter(api_creations::destroy_after.le(until));
    let deleted = within!(diesel::delete(batch), scope, api_creations::municipality_id).execute(tx.raw())?;
    Ok(deleted)
}
