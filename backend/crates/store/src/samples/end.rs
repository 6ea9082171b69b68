//! The end of a sample: its figures stay, without a person or a case.

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::{RecordId, SampleKind, SampleOutcome};

use super::{Line, Sample, TABLE, by_id, lines};
use crate::columns::{Row, count, micros, micros_opt};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::keyed::{DueRecord, due_records};
use crate::schema::{sample_figures, samples};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// What stays of a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleFigures {
    /// The sample's identifier, by which the ledger calls it.
    pub id: RecordId,
    /// What it was drawn from.
    pub kind: SampleKind,
    /// First and last day of the period.
    pub days: (Date, Date),
    /// When it was drawn.
    pub drawn_at: Timestamp,
    /// When it was finished; nothing when nobody did.
    pub closed_at: Option<Timestamp>,
    /// How many there were to draw from.
    pub population: u64,
    /// How many were drawn.
    pub drawn: u64,
    /// How many ended in which way; the rest was never judged.
    pub outcomes: Vec<(SampleOutcome, u64)>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sample_figures)]
struct FiguresRow {
    id: String,
    municipality_id: String,
    kind: String,
    period_from: String,
    period_until: String,
    drawn_at: i64,
    closed_at: Option<i64>,
    population: i64,
    drawn: i64,
    in_order: i64,
    remark: i64,
    wrong: i64,
    destroyed: i64,
}

impl FiguresRow {
    fn of(sample: &Sample, lines: &[Line]) -> Self {
        let ended = |outcome| {
            let said = lines.iter().filter_map(|line| line.judgement.as_ref());
            count(said.filter(|said| said.outcome == outcome).count())
        };
        Self {
            id: sample.id.to_string(),
            municipality_id: sample.municipality.to_string(),
            kind: sample.kind.as_str().to_owned(),
            period_from: sample.days.0.to_string(),
            period_until: sample.days.1.to_string(),
            drawn_at: micros(sample.drawn_at),
            closed_at: micros_opt(sample.closed.as_ref().map(|closed| closed.at)),
            population: count(sample.population),
            drawn: count(lines.len()),
            in_order: ended(SampleOutcome::InOrder),
            remark: ended(SampleOutcome::Remark),
            wrong: ended(SampleOutcome::Wrong),
            destroyed: ended(SampleOutcome::Destroyed),
        }
    }
}

impl TryFrom<FiguresRow> for SampleFigures {
    type Error = StoreError;

    fn try_from(row: FiguresRow) -> Result<Self, StoreError> {
        let at = Row::new("sample_figures", &row.id);
        Ok(Self {
            id: at.text("id", &row.id)?,
            kind: at.text("kind", &row.kind)?,
            days: (at.text("period_from", &row.period_from)?, at.text("period_until", &row.period_until)?),
            drawn_at: at.instant("drawn_at", row.drawn_at)?,
            closed_at: at.instant_opt("closed_at", row.closed_at)?,
            population: at.number("population", row.population)?,
            drawn: at.number("drawn", row.drawn)?,
            outcomes: vec![
                (SampleOutcome::InOrder, at.number("in_order", row.in_order)?),
                (SampleOutcome::Remark, at.number("remark", row.remark)?),
                (SampleOutcome::Wrong, at.number("wrong", row.wrong)?),
                (SampleOutcome::Destroyed, at.number("destroyed", row.destroyed)?),
            ],
        })
    }
}

/// Samples whose term has ended, the longest overdue first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn due(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<DueRecord>, StoreError> {
    due_records!(conn, scope, samples::table, samples, TABLE, now, limit)
}

/// Removes a sample with its lines and keeps its figures; its key half must be gone from the key store first. `false` when
/// it was already gone: destruction may be repeated.
///
/// # Errors
/// The store's own.
pub fn delete(tx: &mut Tx, scope: &Scope, id: RecordId) -> Result<bool, StoreError> {
    let Some(sample) = by_id(tx, scope, id)? else { return Ok(false) };
    let figures = FiguresRow::of(&sample, &lines(tx, scope, id)?);
    diesel::insert_into(sample_figures::table).values(figures).execute(tx.raw())?;
    let one = samples::table.filter(samples::id.eq(id.to_string()));
    Ok(within!(diesel::delete(one), scope, samples::municipality_id).execute(tx.raw())? > 0)
}

/// What stays of destroyed samples of one kind, the latest draw first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn figures(
    conn: &mut Connection,
    scope: &Scope,
    kind: SampleKind,
) -> Result<Vec<SampleFigures>, StoreError> {
    let of_kind = sample_figures::table.filter(sample_figures::kind.eq(kind.as_str()));
    let rows = within!(of_kind, scope, sample_figures::municipality_id)
        .order((sample_figures::drawn_at.desc(), sample_figures::id))
        .select(FiguresRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(SampleFigures::try_from).collect()
}
