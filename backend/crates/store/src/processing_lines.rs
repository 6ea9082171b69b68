//! Lines for the processing log: written with the act they tell of, gone once the log's collector has confirmed them.
//!
//! A line names a case or an exemption by its random id, the act and its instant; never who acted.

use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{MunicipalityId, RecordId};
use poortwacht_domain::retention::RetentionClass;
use poortwacht_domain::{Act, DataSubject, ProcessingActivity, ProcessingStatus, SpanId, TraceId};
use serde::Serialize;

use crate::columns::{Row, json, micros};
use crate::connection::Connection;
use crate::dialect::{self, BulkInsert, Cell};
use crate::error::StoreError;
use crate::schema::processing_lines;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const TABLE: &str = "processing_lines";

/// Keeps one statement's parameter below a megabyte.
const ROWS_PER_STATEMENT: usize = 1_000;

/// One line: one act upon one data subject's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessingLine {
    /// Its id.
    pub id: RecordId,
    /// Whose responsibility the processing is.
    pub municipality: MunicipalityId,
    /// For which purpose.
    pub activity: ProcessingActivity,
    /// What was done.
    pub act: Act,
    /// How it ended.
    pub status: ProcessingStatus,
    /// Whose data.
    pub subject: DataSubject,
    /// The trace it belongs to; the ledger's entry of the same act has it too.
    pub trace: TraceId,
    /// Names this processing. It stays the same however often the line is sent.
    pub span: SpanId,
    /// The operation of another application that led to it.
    pub parent: Option<SpanId>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Timestamp,
    /// When the line dies if nobody ever confirms it.
    pub destroy_after: Timestamp,
}

#[derive(Queryable, Selectable, Serialize)]
#[diesel(table_name = processing_lines)]
struct LineRow {
    id: String,
    municipality_id: String,
    activity: String,
    act: String,
    status: String,
    subject_kind: String,
    subject_id: String,
    trace_id: String,
    span_id: String,
    parent_span_id: Option<String>,
    started_at: i64,
    ended_at: i64,
    retention_class: String,
    destroy_after: i64,
}

const ROWS: BulkInsert = BulkInsert {
    table: TABLE,
    columns: &[
        ("id", Cell::Text),
        ("municipality_id", Cell::Text),
        ("activity", Cell::Text),
        ("act", Cell::Text),
        ("status", Cell::Text),
        ("subject_kind", Cell::Text),
        ("subject_id", Cell::Text),
        ("trace_id", Cell::Text),
        ("span_id", Cell::Text),
        ("parent_span_id", Cell::Text),
        ("started_at", Cell::Number),
        ("ended_at", Cell::Number),
        ("retention_class", Cell::Text),
        ("destroy_after", Cell::Number),
    ],
};

impl From<&ProcessingLine> for LineRow {
    fn from(line: &ProcessingLine) -> Self {
        Self {
            id: line.id.to_string(),
            municipality_id: line.municipality.to_string(),
            activity: line.activity.as_str().to_owned(),
            act: line.act.as_str().to_owned(),
            status: line.status.as_str().to_owned(),
            subject_kind: line.subject.kind.as_str().to_owned(),
            subject_id: line.subject.id.to_string(),
            trace_id: line.trace.to_string(),
            span_id: line.span.to_string(),
            parent_span_id: line.parent.map(|parent| parent.to_string()),
            started_at: micros(line.started_at),
            ended_at: micros(line.ended_at),
            retention_class: RetentionClass::ProcessingLine.as_str().to_owned(),
            destroy_after: micros(line.destroy_after),
        }
    }
}

impl TryFrom<LineRow> for ProcessingLine {
    type Error = StoreError;

    fn try_from(row: LineRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        let subject = DataSubject {
            kind: at.text("subject_kind", &row.subject_kind)?,
            id: at.text("subject_id", &row.subject_id)?,
        };
        Ok(Self {
            id: at.text("id", &row.id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            activity: at.text("activity", &row.activity)?,
            act: at.text("act", &row.act)?,
            status: at.text("status", &row.status)?,
            subject,
            trace: at.text("trace_id", &row.trace_id)?,
            span: at.text("span_id", &row.span_id)?,
            parent: at.text_opt("parent_span_id", row.parent_span_id.as_deref())?,
            started_at: at.instant("started_at", row.started_at)?,
            ended_at: at.instant("ended_at", row.ended_at)?,
            destroy_after: at.instant("destroy_after", row.destroy_after)?,
        })
    }
}

/// Keeps lines until they are confirmed.
///
/// # Errors
/// [`StoreError::NotFound`] when a line's municipality is out of scope.
pub fn insert_all(tx: &mut Tx, scope: &Scope, lines: &[ProcessingLine]) -> Result<(), StoreError> {
    lines.iter().try_for_each(|line| scope.check(line.municipality))?;
    for chunk in lines.chunks(ROWS_PER_STATEMENT) {
        let rows: Vec<LineRow> = chunk.iter().map(LineRow::from).collect();
        dialect::insert_json(tx, &ROWS, &json(&Row::new(TABLE, "lines"), "rows", &rows)?)?;
    }
    Ok(())
}

/// Lines that nobody has confirmed or rejected yet, the oldest first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn waiting(conn: &mut Connection, scope: &Scope, limit: u32) -> Result<Vec<ProcessingLine>, StoreError> {
    let waiting = processing_lines::table.filter(processing_lines::rejected_at.is_null());
    let rows = within!(waiting, scope, processing_lines::municipality_id)
        .order((processing_lines::ended_at, processing_lines::id))
        .limit(i64::from(limit))
        .select(LineRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(ProcessingLine::try_from).collect()
}

/// Forgets lines that the collector has confirmed. Those that are gone already are passed over.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn confirm(tx: &mut Tx, scope: &Scope, confirmed: &[RecordId]) -> Result<usize, StoreError> {
    let these = processing_lines::table.filter(processing_lines::id.eq_any(texts(confirmed)));
    Ok(within!(diesel::delete(these), scope, processing_lines::municipality_id).execute(tx.raw())?)
}

/// Sets lines aside that the collector will not take. They stay, for somebody to look at.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn reject(tx: &mut Tx, scope: &Scope, rejected: &[RecordId], at: Timestamp) -> Result<usize, StoreError> {
    let these = processing_lines::table.filter(processing_lines::id.eq_any(texts(rejected)));
    let these = diesel::update(these).set(processing_lines::rejected_at.eq(micros(at)));
    Ok(within!(these, scope, processing_lines::municipality_id).execute(tx.raw())?)
}

/// Lets lines that were set aside be sent again. Answers how many.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn retry_rejected(tx: &mut Tx, scope: &Scope) -> Result<usize, StoreError> {
    let these = processing_lines::table.filter(processing_lines::rejected_at.is_not_null());
    let these = diesel::update(these).set(processing_lines::rejected_at.eq(None::<i64>));
    Ok(within!(these, scope, processing_lines::municipality_id).execute(tx.raw())?)
}

/// What is not confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Lines that wait to be sent.
    pub waiting: u64,
    /// When the oldest of them was written.
    pub oldest: Option<Timestamp>,
    /// Lines that the collector rejected.
    pub rejected: u64,
}

/// How much is not confirmed.
///
/// # Errors
/// [`StoreError::Corrupt`] when an instant cannot be read.
pub fn backlog(conn: &mut Connection, scope: &Scope) -> Result<Backlog, StoreError> {
    let waiting = processing_lines::table
        .filter(processing_lines::rejected_at.is_null())
        .select((count_star(), min(processing_lines::ended_at)));
    let (waiting, oldest): (i64, Option<i64>) =
        within!(waiting, scope, processing_lines::municipality_id).get_result(conn.raw())?;
    let rejected = processing_lines::table.filter(processing_lines::rejected_at.is_not_null());
    let rejected: i64 =
        within!(rejected, scope, processing_lines::municipality_id).count().get_result(conn.raw())?;
    let oldest = oldest.map(|oldest| Row::new(TABLE, "oldest").instant("ended_at", oldest)).transpose()?;
    Ok(Backlog { waiting: waiting.unsigned_abs(), oldest, rejected: rejected.unsigned_abs() })
}

/// Deletes lines whose time has come without anybody confirming them, the oldest first, at most `limit`. Answers how
/// many.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn delete_due(tx: &mut Tx, scope: &Scope, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let due = processing_lines::table.filter(processing_lines::destroy_after.le(micros(now)));
    let ids: Vec<String> = within!(due, scope, processing_lines::municipality_id)
        .order(processing_lines::destroy_after)
        .limit(i64::from(limit))
        .select(processing_lines::id)
        .load(tx.raw())?;
    let due = processing_lines::table.filter(processing_lines::id.eq_any(ids));
    Ok(diesel::delete(due).execute(tx.raw())?)
}

fn texts(ids: &[RecordId]) -> Vec<String> {
    ids.iter().map(RecordId::to_string).collect()
}
