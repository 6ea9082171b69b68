//! What persons ask about their own data: the plate and everything in words are sealed, each request under a key of its
//! own.

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::retention::RetentionClass;
use poortwacht_domain::{
    AccountId, ExtensionReason, HalfId, IdentityCheck, MunicipalityId, RecordId, Regime, RequestKind,
    RequestOutcome,
};

use crate::cases::DatabaseHalf;
use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::keyed::{DueRecord, due_records, named_halves};
use crate::schema::person_requests as requests;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const TABLE: &str = "person_requests";

/// A request, as it is registered and as it is read. Nothing in it can be read without its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRequest {
    /// Its id, to which the sealed fields are bound.
    pub id: RecordId,
    /// Who was asked.
    pub municipality: MunicipalityId,
    /// What is asked.
    pub kind: RequestKind,
    /// How it was made certain who asks.
    pub identity: IdentityCheck,
    /// The law that sets the term.
    pub regime: Regime,
    /// The day on which it came in.
    pub received_on: Date,
    /// Who registered it.
    pub registered_by: AccountId,
    /// When.
    pub registered_at: Timestamp,
    /// The first instant at which an answer is too late.
    pub due_at: Timestamp,
    /// Why it may take longer, if it may.
    pub extended_for: Option<ExtensionReason>,
    /// What became of it; `None` while it waits for an answer.
    pub handled: Option<Handled>,
    /// Our half of its key.
    pub half: DatabaseHalf,
    /// Plate and proof of identity, sealed.
    pub sealed_asked: Vec<u8>,
    /// When it dies.
    pub destroy_after: Timestamp,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handled {
    /// The outcome.
    pub outcome: RequestOutcome,
    /// Who answered.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// The answer in words, sealed.
    pub sealed_answer: Vec<u8>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = requests)]
struct RequestRow {
    id: String,
    municipality_id: String,
    kind: String,
    identity_check: String,
    regime: String,
    received_on: String,
    registered_by: String,
    registered_at: i64,
    due_at: i64,
    extended_for: Option<String>,
    outcome: Option<String>,
    handled_by: Option<String>,
    handled_at: Option<i64>,
    key_half_id: String,
    key_half: Vec<u8>,
    sealed_asked: Vec<u8>,
    sealed_answer: Option<Vec<u8>>,
    retention_class: String,
    destroy_after: i64,
}

impl From<&PersonRequest> for RequestRow {
    fn from(new: &PersonRequest) -> Self {
        let handled = new.handled.as_ref();
        Self {
            id: new.id.to_string(),
            municipality_id: new.municipality.to_string(),
            kind: new.kind.as_str().to_owned(),
            identity_check: new.identity.as_str().to_owned(),
            regime: new.regime.as_str().to_owned(),
            received_on: new.received_on.to_string(),
            registered_by: new.registered_by.to_string(),
            registered_at: micros(new.registered_at),
            due_at: micros(new.due_at),
            extended_for: new.extended_for.map(|reason| reason.as_str().to_owned()),
            outcome: handled.map(|handled| handled.outcome.as_str().to_owned()),
            handled_by: handled.map(|handled| handled.by.to_string()),
            handled_at: handled.map(|handled| micros(handled.at)),
            key_half_id: new.half.id.to_string(),
            key_half: new.half.half.to_vec(),
            sealed_asked: new.sealed_asked.clone(),
            sealed_answer: handled.map(|handled| handled.sealed_answer.clone()),
            retention_class: RetentionClass::PersonRequest.as_str().to_owned(),
            destroy_after: micros(new.destroy_after),
        }
    }
}

impl TryFrom<RequestRow> for PersonRequest {
    type Error = StoreError;

    fn try_from(row: RequestRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        Ok(Self {
            id: at.text("id", &row.id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            kind: at.text("kind", &row.kind)?,
            identity: at.text("identity_check", &row.identity_check)?,
            regime: at.text("regime", &row.regime)?,
            received_on: at.text("received_on", &row.received_on)?,
            registered_by: at.text("registered_by", &row.registered_by)?,
            registered_at: at.instant("registered_at", row.registered_at)?,
            due_at: at.instant("due_at", row.due_at)?,
            extended_for: at.text_opt("extended_for", row.extended_for.as_deref())?,
            handled: handled(&at, &row)?,
            half: DatabaseHalf {
                id: at.text("key_half_id", &row.key_half_id)?,
                half: at.bytes("key_half", &row.key_half)?,
            },
            sealed_asked: row.sealed_asked,
            destroy_after: at.instant("destroy_after", row.destroy_after)?,
        })
    }
}

/// All columns of an answer, or none.
fn handled(at: &Row, row: &RequestRow) -> Result<Option<Handled>, StoreError> {
    let Some(outcome) = at.text_opt("outcome", row.outcome.as_deref())? else { return Ok(None) };
    let by = at.text_opt("handled_by", row.handled_by.as_deref())?;
    let when = at.instant_opt("handled_at", row.handled_at)?;
    let (Some(by), Some(when), Some(sealed)) = (by, when, &row.sealed_answer) else {
        return Err(at.corrupt("outcome", "an answer lacks who gave it, when, or its words"));
    };
    Ok(Some(Handled { outcome, by, at: when, sealed_answer: sealed.clone() }))
}

/// Registers a request.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn insert(tx: &mut Tx, scope: &Scope, new: &PersonRequest) -> Result<(), StoreError> {
    scope.check(new.municipality)?;
    diesel::insert_into(requests::table).values(RequestRow::from(new)).execute(tx.raw())?;
    Ok(())
}

/// Gives a request that waits more time, once.
///
/// # Errors
/// [`StoreError::Conflict`] when it does not wait here, or was given more time.
pub fn extend(
    tx: &mut Tx,
    scope: &Scope,
    id: RecordId,
    reason: ExtensionReason,
    due_at: Timestamp,
    destroy_after: Timestamp,
) -> Result<(), StoreError> {
    let waiting = requests::table
        .filter(requests::id.eq(id.to_string()))
        .filter(requests::outcome.is_null())
        .filter(requests::extended_for.is_null());
    let changed = within!(diesel::update(waiting), scope, requests::municipality_id).set((
        requests::extended_for.eq(reason.as_str()),
        requests::due_at.eq(micros(due_at)),
        requests::destroy_after.eq(micros(destroy_after)),
    ));
    one(changed.execute(tx.raw())?)
}

/// Notes the answer to a request that waits.
///
/// # Errors
/// [`StoreError::Conflict`] when it does not wait here.
pub fn handle(
    tx: &mut Tx,
    scope: &Scope,
    id: RecordId,
    handled: &Handled,
    destroy_after: Timestamp,
) -> Result<(), StoreError> {
    let waiting = requests::table.filter(requests::id.eq(id.to_string())).filter(requests::outcome.is_null());
    let changed = within!(diesel::update(waiting), scope, requests::municipality_id).set((
        requests::outcome.eq(handled.outcome.as_str()),
        requests::handled_by.eq(handled.by.to_string()),
        requests::handled_at.eq(micros(handled.at)),
        requests::sealed_answer.eq(&handled.sealed_answer),
        requests::destroy_after.eq(micros(destroy_after)),
    ));
    one(changed.execute(tx.raw())?)
}

fn one(rows: usize) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict { constraint: "person request".to_owned() }) }
}

/// One request.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn find(conn: &mut Connection, scope: &Scope, id: RecordId) -> Result<Option<PersonRequest>, StoreError> {
    let row =
        within!(requests::table.filter(requests::id.eq(id.to_string())), scope, requests::municipality_id)
            .select(RequestRow::as_select())
            .get_result(conn.raw())
            .optional()?;
    row.map(PersonRequest::try_from).transpose()
}

/// All requests, what is due first on top.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn list(conn: &mut Connection, scope: &Scope) -> Result<Vec<PersonRequest>, StoreError> {
    let rows = within!(requests::table, scope, requests::municipality_id)
        .order((requests::due_at, requests::id))
        .select(RequestRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(PersonRequest::try_from).collect()
}

/// Removes a request; its key half must be gone from the key store first. Whether it was there.
///
/// # Errors
/// The store's own.
pub fn delete(tx: &mut Tx, scope: &Scope, id: RecordId) -> Result<bool, StoreError> {
    let row = requests::table.filter(requests::id.eq(id.to_string()));
    Ok(within!(diesel::delete(row), scope, requests::municipality_id).execute(tx.raw())? > 0)
}

/// Requests whose term has ended, the longest overdue first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn due(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<DueRecord>, StoreError> {
    due_records!(conn, scope, requests::table, requests, TABLE, now, limit)
}

/// Those of `halves` that belong to a request; the sweep of unattached halves spares them.
///
/// # Errors
/// The store's own.
pub fn halves_in_use(
    conn: &mut Connection,
    scope: &Scope,
    halves: &[HalfId],
) -> Result<Vec<HalfId>, StoreError> {
    named_halves!(conn, scope, halves, requests, TABLE)
}
