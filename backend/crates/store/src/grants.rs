//! Picture grants: the permission, short and bound to a session, to fetch a picture whose view is in the ledger.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{AccountId, CaseId, MunicipalityId};

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::ledger_rows::EntryPlace;
use crate::schema::picture_grants;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// A permission to fetch one rendition of one picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Hash of the token in the picture's address; the token itself is not stored.
    pub token_hash: String,
    /// Hash of the session it is bound to.
    pub session_hash: String,
    /// Who looks.
    pub account: AccountId,
    /// Whose case it is.
    pub municipality: MunicipalityId,
    /// The case.
    pub case: CaseId,
    /// The picture.
    pub ordinal: u32,
    /// Which form of it, for example `work` or `plate`.
    pub rendition: String,
    /// Whether it works only while the account has the case on the desk.
    pub needs_claim: bool,
    /// Where the view's entry stands in the ledger.
    pub ledger_entry: EntryPlace,
    /// From this instant on it is worth nothing.
    pub expires_at: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = picture_grants)]
struct GrantRow {
    token_hash: String,
    session_hash: String,
    account_id: String,
    municipality_id: String,
    case_id: String,
    ordinal: i64,
    rendition: String,
    needs_claim: bool,
    expires_at: i64,
    ledger_entry: String,
}

impl From<&Grant> for GrantRow {
    fn from(grant: &Grant) -> Self {
        Self {
            token_hash: grant.token_hash.clone(),
            session_hash: grant.session_hash.clone(),
            account_id: grant.account.to_string(),
            municipality_id: grant.municipality.to_string(),
            case_id: grant.case.to_string(),
            ordinal: grant.ordinal.into(),
            rendition: grant.rendition.clone(),
            needs_claim: grant.needs_claim,
            expires_at: micros(grant.expires_at),
            ledger_entry: grant.ledger_entry.to_string(),
        }
    }
}

impl TryFrom<GrantRow> for Grant {
    type Error = StoreError;

    fn try_from(grant: GrantRow) -> Result<Self, StoreError> {
        // The case names the row well enough; a token's hash has no place in a log.
        let row = Row::new("picture_grants", &grant.case_id);
        Ok(Self {
            account: row.text("account_id", &grant.account_id)?,
            municipality: row.text("municipality_id", &grant.municipality_id)?,
            case: row.text("case_id", &grant.case_id)?,
            ordinal: row.number("ordinal", grant.ordinal)?,
            ledger_entry: row.text("ledger_entry", &grant.ledger_entry)?,
            expires_at: row.instant("expires_at", grant.expires_at)?,
            token_hash: grant.token_hash,
            session_hash: grant.session_hash,
            rendition: grant.rendition,
            needs_claim: grant.needs_claim,
        })
    }
}

/// Stores a grant; in the same transaction as the ledger entry it stands on.
///
/// # Errors
/// [`StoreError::NotFound`] for a municipality outside the scope; [`StoreError::Conflict`] when the token exists.
pub fn insert(tx: &mut Tx, scope: &Scope, grant: &Grant) -> Result<(), StoreError> {
    scope.check(grant.municipality)?;
    diesel::insert_into(picture_grants::table).values(GrantRow::from(grant)).execute(tx.raw())?;
    Ok(())
}

/// The grant of this token, expired or not; judging it is the ledger's work.
///
/// # Errors
/// The store's own; a grant outside the scope is `None`.
pub fn find(conn: &mut Connection, scope: &Scope, token_hash: &str) -> Result<Option<Grant>, StoreError> {
    let query = picture_grants::table.filter(picture_grants::token_hash.eq(token_hash.to_owned()));
    let found = within!(query, scope, picture_grants::municipality_id)
        .select(GrantRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    found.map(Grant::try_from).transpose()
}

/// Deletes the grants that expired before `now`. Answers how many.
///
/// # Errors
/// The store's own.
pub fn delete_expired(tx: &mut Tx, scope: &Scope, now: Timestamp) -> Result<usize, StoreError> {
    let expired = picture_grants::table.filter(picture_grants::expires_at.le(micros(now)));
    Ok(within!(diesel::delete(expired), scope, picture_grants::municipality_id).execute(tx.raw())?)
}
