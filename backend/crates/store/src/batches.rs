//! Batches for the CJIB and what became of their cases. A batch is built once, sent until acknowledged, never rebuilt.

mod adopted;
mod delivery;
mod items;
mod retention;

use diesel::dsl::max;
use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{BatchId, CaseId, CaseRef, MunicipalityId};

use crate::cases::{DatabaseHalf, Retention};
use crate::columns::{Row, count, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::batches;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

pub use adopted::{AdoptedBatch, adopt, take_in};
pub use delivery::{
    Acknowledgement, acknowledge, awaiting_processing, begin_attempt, correct_receipt, finish, give_up,
    pending_delivery, received_in, record_attempt, sealed_file,
};
pub use items::{Answer, Answered, BatchItem, answer_item, answered, item_of_case, items};
pub use retention::{DueBatch, clear_file, delete, due, halves_in_use};

/// Where a batch is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BatchState {
    /// Built, and to be sent until it is acknowledged.
    Built,
    /// The CJIB has it and gave a receipt number.
    Acknowledged,
    /// The CJIB answered for every case.
    Processed,
    /// It never reached the CJIB and cannot be sent any more: its file is gone.
    GivenUp,
}

impl BatchState {
    /// The state as stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Built => "built",
            Self::Acknowledged => "acknowledged",
            Self::Processed => "processed",
            Self::GivenUp => "given_up",
        }
    }
}

impl std::str::FromStr for BatchState {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Built, Self::Acknowledged, Self::Processed, Self::GivenUp]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or("a batch is built, acknowledged, processed or given up")
    }
}

/// A batch to be stored, with its sealed file and the cases in it.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// Its identifier, which is also the idempotency key of its delivery.
    pub id: BatchId,
    /// Whose cases they are.
    pub municipality: MunicipalityId,
    /// The municipality's number towards the CJIB.
    pub oin: String,
    /// The first act in it is not before this.
    pub period_from: Timestamp,
    /// All acts in it are before this.
    pub period_until: Timestamp,
    /// When it was built.
    pub built_at: Timestamp,
    /// SHA-256 of the file in clear, hexadecimal.
    pub sha256: String,
    /// Our half of the file's key.
    pub half: DatabaseHalf,
    /// The file, sealed.
    pub sealed_file: Vec<u8>,
    /// Its cases, in the order of the file.
    pub cases: Vec<(CaseId, CaseRef)>,
    /// Until when the file lives.
    pub retention: Retention,
}

/// A batch without its file and cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its identifier.
    pub id: BatchId,
    /// Whose cases they are.
    pub municipality: MunicipalityId,
    /// Where it is in its life.
    pub state: BatchState,
    /// The municipality's number towards the CJIB.
    pub oin: String,
    /// The first act in it is not before this.
    pub period_from: Timestamp,
    /// All acts in it are before this.
    pub period_until: Timestamp,
    /// When it was built.
    pub built_at: Timestamp,
    /// How many cases are in it.
    pub case_count: u64,
    /// SHA-256 of the file in clear, hexadecimal.
    pub sha256: String,
    /// How often its delivery was tried.
    pub attempts: u64,
    /// When it was tried last.
    pub last_attempt_at: Option<Timestamp>,
    /// What went wrong then.
    pub last_error: Option<String>,
    /// The CJIB's receipt number.
    pub receipt_number: Option<String>,
    /// When the CJIB gave it.
    pub acknowledged_at: Option<Timestamp>,
    /// When the CJIB had answered for every case.
    pub processed_at: Option<Timestamp>,
    /// Until when the file, later the summary, lives.
    pub retention: Retention,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = batches)]
struct BatchRow {
    id: String,
    municipality_id: String,
    state: String,
    oin: String,
    period_from: i64,
    period_until: i64,
    built_at: i64,
    case_count: i64,
    sha256: String,
    attempts: i64,
    last_attempt_at: Option<i64>,
    last_error: Option<String>,
    receipt_number: Option<String>,
    acknowledged_at: Option<i64>,
    processed_at: Option<i64>,
    retention_class: String,
    destroy_after: i64,
}

impl TryFrom<BatchRow> for Batch {
    type Error = StoreError;

    fn try_from(batch: BatchRow) -> Result<Self, StoreError> {
        let row = Row::new("batches", &batch.id);
        Ok(Self {
            id: row.text("id", &batch.id)?,
            municipality: row.text("municipality_id", &batch.municipality_id)?,
            state: row.text("state", &batch.state)?,
            period_from: row.instant("period_from", batch.period_from)?,
            period_until: row.instant("period_until", batch.period_until)?,
            built_at: row.instant("built_at", batch.built_at)?,
            case_count: row.number("case_count", batch.case_count)?,
            attempts: row.number("attempts", batch.attempts)?,
            last_attempt_at: row.instant_opt("last_attempt_at", batch.last_attempt_at)?,
            acknowledged_at: row.instant_opt("acknowledged_at", batch.acknowledged_at)?,
            processed_at: row.instant_opt("processed_at", batch.processed_at)?,
            retention: retention::of(&row, &batch.retention_class, batch.destroy_after)?,
            oin: batch.oin,
            sha256: batch.sha256,
            last_error: batch.last_error,
            receipt_number: batch.receipt_number,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = batches)]
struct InsertRow<'a> {
    id: String,
    municipality_id: String,
    state: &'static str,
    oin: &'a str,
    period_from: i64,
    period_until: i64,
    built_at: i64,
    case_count: i64,
    sha256: &'a str,
    key_half_id: Option<String>,
    key_half: Option<&'a [u8]>,
    attempts: i64,
    retention_class: &'static str,
    destroy_after: i64,
    sealed_file: Option<&'a [u8]>,
}

impl<'a> From<&'a NewBatch> for InsertRow<'a> {
    fn from(batch: &'a NewBatch) -> Self {
        Self {
            id: batch.id.to_string(),
            municipality_id: batch.municipality.to_string(),
            state: BatchState::Built.as_str(),
            oin: &batch.oin,
            period_from: micros(batch.period_from),
            period_until: micros(batch.period_until),
            built_at: micros(batch.built_at),
            case_count: count(batch.cases.len()),
            sha256: &batch.sha256,
            key_half_id: Some(batch.half.id.to_string()),
            key_half: Some(&batch.half.half),
            attempts: 0,
            retention_class: batch.retention.class.as_str(),
            destroy_after: micros(batch.retention.destroy_after),
            sealed_file: Some(&batch.sealed_file),
        }
    }
}

/// Stores a batch and the list of its cases. The cases themselves enter it by [`crate::cases::enter_batch`], in the
/// same transaction.
///
/// # Errors
/// [`StoreError::NotFound`] for a municipality outside the scope; [`StoreError::Conflict`] when a case is in another
/// batch that did not return it.
pub fn insert(tx: &mut Tx, scope: &Scope, batch: &NewBatch) -> Result<(), StoreError> {
    scope.check(batch.municipality)?;
    diesel::insert_into(batches::table).values(InsertRow::from(batch)).execute(tx.raw())?;
    items::append(tx, batch.id, &batch.cases)
}

/// One batch.
///
/// # Errors
/// The store's own; a batch outside the scope is `None`.
pub fn find(conn: &mut Connection, scope: &Scope, id: BatchId) -> Result<Option<Batch>, StoreError> {
    let query = batches::table.filter(batches::id.eq(id.to_string()));
    let found = within!(query, scope, batches::municipality_id)
        .select(BatchRow::as_select())
        .first(conn.raw())
        .optional()?;
    found.map(Batch::try_from).transpose()
}

/// The latest batches first.
///
/// # Errors
/// The store's own.
pub fn list(conn: &mut Connection, scope: &Scope, limit: u32) -> Result<Vec<Batch>, StoreError> {
    let rows = within!(batches::table, scope, batches::municipality_id)
        .order((batches::built_at.desc(), batches::id))
        .limit(limit.into())
        .select(BatchRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Batch::try_from).collect()
}

/// Names the last batch: two readings that are equal have no batch between them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Newest {
    built_at: Option<i64>,
    /// Batches that are kept.
    count: i64,
}

/// The last batch of the scope.
///
/// # Errors
/// The store's own.
pub fn newest(conn: &mut Connection, scope: &Scope) -> Result<Newest, StoreError> {
    let built_at = within!(batches::table, scope, batches::municipality_id)
        .select(max(batches::built_at))
        .get_result(conn.raw())?;
    let count = within!(batches::table, scope, batches::municipality_id).count().get_result(conn.raw())?;
    Ok(Newest { built_at, count })
}

/// Refuses a batch that does not exist in this scope; for its items, which do not name the municipality.
fn require(conn: &mut Connection, scope: &Scope, id: BatchId) -> Result<(), StoreError> {
    let query = batches::table.filter(batches::id.eq(id.to_string()));
    let found = within!(query, scope, batches::municipality_id)
        .select(batches::id)
        .first::<String>(conn.raw())
        .optional()?;
    found.map(drop).ok_or(StoreError::NotFound)
}

/// Judges an update that expected the batch in a certain state.
fn changed(
    conn: &mut Connection,
    scope: &Scope,
    id: BatchId,
    rows: usize,
    what: &'static str,
) -> Result<(), StoreError> {
    if rows > 0 {
        return Ok(());
    }
    require(conn, scope, id)?;
    Err(StoreError::Conflict { constraint: what.to_owned() })
}
