//! Portal sessions, by the hash of their token. Whether a session has been idle or alive for too long is the caller's
//! rule; that an ended one stays ended is the store's.

use std::net::IpAddr;

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{AccountId, MunicipalityId};
use poortwacht_domain::retention::RetentionClass;

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::sessions;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const TABLE: &str = "sessions";

/// A session to be started.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// SHA-256 of the cookie's token, as text.
    pub token_hash: String,
    /// Whose it is.
    pub account: AccountId,
    /// The account's municipality.
    pub municipality: MunicipalityId,
    /// The address it was started from.
    pub origin: IpAddr,
    /// When it was started.
    pub created_at: Timestamp,
    /// The first instant at which it is over, however active.
    pub expires_at: Timestamp,
    /// When the row dies.
    pub destroy_after: Timestamp,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the cookie's token, as text.
    pub token_hash: String,
    /// Whose it is.
    pub account: AccountId,
    /// The account's municipality.
    pub municipality: MunicipalityId,
    /// The address it was started from.
    pub origin: IpAddr,
    /// When it was started.
    pub created_at: Timestamp,
    /// The last activity.
    pub last_seen_at: Timestamp,
    /// The first instant at which it is over, however active.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
    /// When the row dies.
    pub destroy_after: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
struct SessionRow {
    token_hash: String,
    account_id: String,
    municipality_id: String,
    origin: String,
    created_at: i64,
    last_seen_at: i64,
    expires_at: i64,
    ended_at: Option<i64>,
    retention_class: String,
    destroy_after: i64,
}

impl From<&NewSession> for SessionRow {
    fn from(session: &NewSession) -> Self {
        Self {
            token_hash: session.token_hash.clone(),
            account_id: session.account.to_string(),
            municipality_id: session.municipality.to_string(),
            origin: session.origin.to_string(),
            created_at: micros(session.created_at),
            last_seen_at: micros(session.created_at),
            expires_at: micros(session.expires_at),
            ended_at: None,
            retention_class: RetentionClass::Session.as_str().to_owned(),
            destroy_after: micros(session.destroy_after),
        }
    }
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        // The token's hash is no good without the token, but a log line can do without it.
        let at = Row::new(TABLE, format!("of account {}", row.account_id));
        Ok(Self {
            account: at.text("account_id", &row.account_id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            origin: at.text("origin", &row.origin)?,
            created_at: at.instant("created_at", row.created_at)?,
            last_seen_at: at.instant("last_seen_at", row.last_seen_at)?,
            expires_at: at.instant("expires_at", row.expires_at)?,
            ended_at: at.instant_opt("ended_at", row.ended_at)?,
            destroy_after: at.instant("destroy_after", row.destroy_after)?,
            token_hash: row.token_hash,
        })
    }
}

/// Starts a session.
///
/// # Errors
/// [`StoreError::NotFound`] when the municipality is out of scope.
pub fn insert(tx: &mut Tx, scope: &Scope, session: &NewSession) -> Result<(), StoreError> {
    scope.check(session.municipality)?;
    diesel::insert_into(sessions::table).values(SessionRow::from(session)).execute(tx.raw())?;
    Ok(())
}

/// The session, ended or not.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn by_token_hash(
    conn: &mut Connection,
    scope: &Scope,
    token_hash: &str,
) -> Result<Option<Session>, StoreError> {
    let row = within!(
        sessions::table.filter(sessions::token_hash.eq(token_hash)),
        scope,
        sessions::municipality_id
    )
    .select(SessionRow::as_select())
    .get_result(conn.raw())
    .optional()?;
    row.map(Session::try_from).transpose()
}

/// Notes activity. Answers whether the session is alive: one that was ended stays ended, one past its absolute
/// expiry stays past it.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn touch(tx: &mut Tx, scope: &Scope, token_hash: &str, at: Timestamp) -> Result<bool, StoreError> {
    let alive = sessions::table
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(micros(at)));
    let touched = within!(diesel::update(alive), scope, sessions::municipality_id)
        .set(sessions::last_seen_at.eq(micros(at)))
        .execute(tx.raw())?;
    Ok(touched == 1)
}

/// Ends a session. Answers whether it had not been ended before.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn end(
    tx: &mut Tx,
    scope: &Scope,
    token_hash: &str,
    at: Timestamp,
    destroy_after: Timestamp,
) -> Result<bool, StoreError> {
    let unended =
        sessions::table.filter(sessions::token_hash.eq(token_hash)).filter(sessions::ended_at.is_null());
    let ended = within!(diesel::update(unended), scope, sessions::municipality_id)
        .set((sessions::ended_at.eq(micros(at)), sessions::destroy_after.eq(micros(destroy_after))))
        .execute(tx.raw())?;
    Ok(ended == 1)
}

/// Ends all sessions of an account: its role, address range or credentials changed. Answers how many.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn end_all_of_account(
    tx: &mut Tx,
    scope: &Scope,
    account: AccountId,
    at: Timestamp,
    destroy_after: Timestamp,
) -> Result<usize, StoreError> {
    let unended = sessions::table
        .filter(sessions::account_id.eq(account.to_string()))
        .filter(sessions::ended_at.is_null());
    let ended = within!(diesel::update(unended), scope, sessions::municipality_id)
        .set((sessions::ended_at.eq(micros(at)), sessions::destroy_after.eq(micros(destroy_after))))
        .execute(tx.raw())?;
    Ok(ended)
}

/// The sessions of an account that were not ended and are not past their absolute expiry, the newest first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn open_of_account(
    conn: &mut Connection,
    scope: &Scope,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Session>, StoreError> {
    let open = sessions::table
        .filter(sessions::account_id.eq(account.to_string()))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(micros(now)));
    let rows = within!(open, scope, sessions::municipality_id)
        .order((sessions::created_at.desc(), sessions::token_hash))
        .select(SessionRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Session::try_from).collect()
}

/// All sessions that could still be used, whoever has them.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn open(conn: &mut Connection, scope: &Scope, now: Timestamp) -> Result<Vec<Session>, StoreError> {
    let open =
        sessions::table.filter(sessions::ended_at.is_null()).filter(sessions::expires_at.gt(micros(now)));
    let rows = within!(open, scope, sessions::municipality_id)
        .order((sessions::created_at, sessions::token_hash))
        .select(SessionRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Session::try_from).collect()
}

/// Deletes sessions that are due, the oldest first, at most `limit`. Answers how many.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn delete_due(tx: &mut Tx, scope: &Scope, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let due = sessions::table.filter(sessions::destroy_after.le(micros(now)));
    let tokens: Vec<String> = within!(due, scope, sessions::municipality_id)
        .order(sessions::destroy_after)
        .limit(i64::from(limit))
        .select(sessions::token_hash)
        .load(tx.raw())?;
    let deleted =
        diesel::delete(sessions::table.filter(sessions::token_hash.eq_any(tokens))).execute(tx.raw())?;
    Ok(deleted)
}
