//! Requests for a second person: what one asked for and another one decides.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{AccountId, MunicipalityId, RecordId};
use poortwacht_domain::retention::RetentionClass;
use poortwacht_domain::{ApprovalKind, ApprovalState};

use crate::columns::{Row, micros, micros_opt};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::approvals;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Names the request.
    pub id: RecordId,
    /// Whose it is.
    pub municipality: MunicipalityId,
    /// What kind of thing was asked for.
    pub kind: ApprovalKind,
    /// The account that it is about, if it is about one.
    pub account: Option<AccountId>,
    /// What was asked for, as JSON without personal data.
    pub content: String,
    /// Why, in the asker's words.
    pub reason: String,
    /// Who asked.
    pub asked_by: AccountId,
    /// When.
    pub asked_at: Timestamp,
    /// The first instant at which nobody may decide any more.
    pub expires_at: Timestamp,
    /// What became of it. A waiting one that expired is lapsed, whether or not that was written down yet.
    pub state: ApprovalState,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// When the row dies.
    pub destroy_after: Timestamp,
}

/// What a second person decided, or that nobody did.
#[derive(Clone, Copy, Debug)]
pub struct Decision {
    /// What became of the request.
    pub state: ApprovalState,
    /// Who decided; `None` when nobody did in time.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
    /// When the row dies.
    pub destroy_after: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = approvals)]
struct ApprovalRow {
    id: String,
    municipality_id: String,
    kind: String,
    account_id: Option<String>,
    content: String,
    reason: String,
    asked_by: String,
    asked_at: i64,
    expires_at: i64,
    state: String,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    retention_class: String,
    destroy_after: i64,
}

impl From<&Approval> for ApprovalRow {
    fn from(approval: &Approval) -> Self {
        Self {
            id: approval.id.to_string(),
            municipality_id: approval.municipality.to_string(),
            kind: approval.kind.as_str().to_owned(),
            account_id: approval.account.map(|account| account.to_string()),
            content: approval.content.clone(),
            reason: approval.reason.clone(),
            asked_by: approval.asked_by.to_string(),
            asked_at: micros(approval.asked_at),
            expires_at: micros(approval.expires_at),
            state: approval.state.as_str().to_owned(),
            decided_by: approval.decided_by.map(|by| by.to_string()),
            decided_at: micros_opt(approval.decided_at),
            retention_class: RetentionClass::Approval.as_str().to_owned(),
            destroy_after: micros(approval.destroy_after),
        }
    }
}

impl TryFrom<ApprovalRow> for Approval {
    type Error = StoreError;

    fn try_from(row: ApprovalRow) -> Result<Self, StoreError> {
        let at = Row::new("approvals", &row.id);
        Ok(Self {
            id: at.text("id", &row.id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            kind: at.text("kind", &row.kind)?,
            account: at.text_opt("account_id", row.account_id.as_deref())?,
            asked_by: at.text("asked_by", &row.asked_by)?,
            asked_at: at.instant("asked_at", row.asked_at)?,
            expires_at: at.instant("expires_at", row.expires_at)?,
            state: at.text("state", &row.state)?,
            decided_by: at.text_opt("decided_by", row.decided_by.as_deref())?,
            decided_at: at.instant_opt("decided_at", row.decided_at)?,
            destroy_after: at.instant("destroy_after", row.destroy_after)?,
            content: row.content,
            reason: row.reason,
        })
    }
}

/// Writes a request down.
///
/// # Errors
/// [`StoreError::NotFound`] when its municipality is out of scope.
pub fn insert(tx: &mut Tx, scope: &Scope, approval: &Approval) -> Result<(), StoreError> {
    scope.check(approval.municipality)?;
    diesel::insert_into(approvals::table).values(ApprovalRow::from(approval)).execute(tx.raw())?;
    Ok(())
}

/// One request.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn by_id(conn: &mut Connection, scope: &Scope, id: RecordId) -> Result<Option<Approval>, StoreError> {
    let row =
        within!(approvals::table.filter(approvals::id.eq(id.to_string())), scope, approvals::municipality_id)
            .select(ApprovalRow::as_select())
            .get_result(conn.raw())
            .optional()?;
    row.map(Approval::try_from).transpose()
}

/// The requests that wait for somebody at this instant, the oldest first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn waiting(conn: &mut Connection, scope: &Scope, now: Timestamp) -> Result<Vec<Approval>, StoreError> {
    let waiting = approvals::table
        .filter(approvals::state.eq(ApprovalState::Waiting.as_str()))
        .filter(approvals::expires_at.gt(micros(now)));
    let rows = within!(waiting, scope, approvals::municipality_id)
        .order((approvals::asked_at, approvals::id))
        .select(ApprovalRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Approval::try_from).collect()
}

/// The requests that nobody decided in time and of which that was not written down yet, the oldest first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn expired(conn: &mut Connection, scope: &Scope, now: Timestamp) -> Result<Vec<Approval>, StoreError> {
    let expired = approvals::table
        .filter(approvals::state.eq(ApprovalState::Waiting.as_str()))
        .filter(approvals::expires_at.le(micros(now)));
    let rows = within!(expired, scope, approvals::municipality_id)
        .order((approvals::asked_at, approvals::id))
        .select(ApprovalRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Approval::try_from).collect()
}

/// The latest requests that do not wait any more at this instant, the newest first, at most `limit`.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn settled(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Approval>, StoreError> {
    let settled = approvals::table.filter(
        approvals::state.ne(ApprovalState::Waiting.as_str()).or(approvals::expires_at.le(micros(now))),
    );
    let rows = within!(settled, scope, approvals::municipality_id)
        .order((approvals::asked_at.desc(), approvals::id))
        .limit(i64::from(limit))
        .select(ApprovalRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Approval::try_from).collect()
}

/// Notes what became of a waiting request. Answers whether it still waited: of two decisions only one counts.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn decide(tx: &mut Tx, scope: &Scope, id: RecordId, decision: &Decision) -> Result<bool, StoreError> {
    let waiting = approvals::table
        .filter(approvals::id.eq(id.to_string()))
        .filter(approvals::state.eq(ApprovalState::Waiting.as_str()));
    let decided = within!(diesel::update(waiting), scope, approvals::municipality_id)
        .set((
            approvals::state.eq(decision.state.as_str()),
            approvals::decided_by.eq(decision.by.map(|by| by.to_string())),
            approvals::decided_at.eq(micros(decision.at)),
            approvals::destroy_after.eq(micros(decision.destroy_after)),
        ))
        .execute(tx.raw())?;
    Ok(decided == 1)
}

/// Deletes requests that are due, the oldest first, at most `limit`. Answers how many.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn delete_due(tx: &mut Tx, scope: &Scope, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let due = approvals::table.filter(approvals::destroy_after.le(micros(now)));
    let ids: Vec<String> = within!(due, scope, approvals::municipality_id)
        .order(approvals::destroy_after)
        .limit(i64::from(limit))
        .select(approvals::id)
        .load(tx.raw())?;
    Ok(diesel::delete(approvals::table.filter(approvals::id.eq_any(ids))).execute(tx.raw())?)
}
