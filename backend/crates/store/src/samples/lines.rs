//! The lines of a sample, each judged on its own.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{
    AccountId, CaseId, CaseState, RecordId, RetentionClass, SampleGround, SampleOutcome,
};

use super::Sample;
use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::ledger_rows::EntryPlace;
use crate::schema::{sample_lines, samples};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// A drawn case, or a drawn view of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its place in the sample, from 1.
    pub number: u32,
    /// The case; it may be gone.
    pub case: CaseId,
    /// Whose decision, or whose view.
    pub account: AccountId,
    /// When it was decided or viewed.
    pub at: Timestamp,
    /// Where the case stood: at the draw, or when it was viewed, as far as that is known.
    pub state: Option<CaseState>,
    /// The view's place in the ledger.
    pub entry: Option<EntryPlace>,
    /// What was said of it last.
    pub judgement: Option<Judgement>,
    /// How often something was said of it.
    pub judged: u32,
}

/// What was said of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The outcome.
    pub outcome: SampleOutcome,
    /// What it is about.
    pub ground: Option<SampleGround>,
    /// In words, sealed.
    pub sealed_words: Option<Vec<u8>>,
    /// Who said so; of what was destroyed, who finished the sample.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sample_lines)]
struct LineRow {
    sample_id: String,
    number: i64,
    case_id: String,
    account_id: String,
    at: i64,
    state: Option<String>,
    ledger_entry: Option<String>,
    outcome: Option<String>,
    ground: Option<String>,
    sealed_words: Option<Vec<u8>>,
    judged_by: Option<String>,
    judged_at: Option<i64>,
    judged: i64,
    retention_class: String,
    destroy_after: i64,
}

impl LineRow {
    fn of(sample: &Sample, line: &Line) -> Self {
        Self {
            sample_id: sample.id.to_string(),
            number: line.number.into(),
            case_id: line.case.to_string(),
            account_id: line.account.to_string(),
            at: micros(line.at),
            state: line.state.map(|state| state.as_str().to_owned()),
            ledger_entry: line.entry.as_ref().map(ToString::to_string),
            outcome: None,
            ground: None,
            sealed_words: None,
            judged_by: None,
            judged_at: None,
            judged: 0,
            retention_class: RetentionClass::Sample.as_str().to_owned(),
            destroy_after: micros(sample.destroy_after),
        }
    }
}

impl TryFrom<LineRow> for Line {
    type Error = StoreError;

    fn try_from(row: LineRow) -> Result<Self, StoreError> {
        let at = Row::new("sample_lines", format!("{}/{}", row.sample_id, row.number));
        Ok(Self {
            number: at.number("number", row.number)?,
            case: at.text("case_id", &row.case_id)?,
            account: at.text("account_id", &row.account_id)?,
            at: at.instant("at", row.at)?,
            state: at.text_opt("state", row.state.as_deref())?,
            entry: at.text_opt("ledger_entry", row.ledger_entry.as_deref())?,
            judged: at.number("judged", row.judged)?,
            judgement: judgement(&at, row)?,
        })
    }
}

/// All columns of a judgement, or none.
fn judgement(at: &Row, row: LineRow) -> Result<Option<Judgement>, StoreError> {
    let Some(outcome) = at.text_opt("outcome", row.outcome.as_deref())? else { return Ok(None) };
    let by = at.text_opt("judged_by", row.judged_by.as_deref())?;
    let (Some(by), Some(when)) = (by, at.instant_opt("judged_at", row.judged_at)?) else {
        return Err(at.corrupt("outcome", "a judgement lacks who or when"));
    };
    let ground = at.text_opt("ground", row.ground.as_deref())?;
    Ok(Some(Judgement { outcome, ground, sealed_words: row.sealed_words, by, at: when }))
}

/// Writes the lines of a draw.
pub(super) fn insert(tx: &mut Tx, sample: &Sample, of: &[Line]) -> Result<(), StoreError> {
    for line in of {
        let row = LineRow::of(sample, line);
        diesel::insert_into(sample_lines::table).values(row).execute(tx.raw())?;
    }
    Ok(())
}

/// The lines of a sample, in their order.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn lines(conn: &mut Connection, scope: &Scope, sample: RecordId) -> Result<Vec<Line>, StoreError> {
    let of_sample =
        sample_lines::table.inner_join(samples::table).filter(sample_lines::sample_id.eq(sample.to_string()));
    let rows = within!(of_sample, scope, samples::municipality_id)
        .order(sample_lines::number)
        .select(LineRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Line::try_from).collect()
}

/// Refuses a sample that is not there or finished.
fn require_open(tx: &mut Tx, scope: &Scope, sample: RecordId) -> Result<(), StoreError> {
    let open = samples::table.filter(samples::id.eq(sample.to_string())).filter(samples::closed_at.is_null());
    let found: Option<String> =
        within!(open, scope, samples::municipality_id).select(samples::id).first(tx.raw()).optional()?;
    found.map(drop).ok_or(StoreError::NotFound)
}

/// Notes what an inspector says of a line, in place of what was said before. Answers whether the line is still as `seen`.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such open sample in scope.
pub fn judge(
    tx: &mut Tx,
    scope: &Scope,
    sample: RecordId,
    seen: &Line,
    said: &Judgement,
) -> Result<bool, StoreError> {
    require_open(tx, scope, sample)?;
    let line = sample_lines::table
        .filter(sample_lines::sample_id.eq(sample.to_string()))
        .filter(sample_lines::number.eq(i64::from(seen.number)))
        .filter(sample_lines::judged.eq(i64::from(seen.judged)));
    let judged = diesel::update(line)
        .set((
            sample_lines::outcome.eq(said.outcome.as_str()),
            sample_lines::ground.eq(said.ground.map(SampleGround::as_str)),
            sample_lines::sealed_words.eq(&said.sealed_words),
            sample_lines::judged_by.eq(said.by.to_string()),
            sample_lines::judged_at.eq(micros(said.at)),
            sample_lines::judged.eq(i64::from(seen.judged) + 1),
        ))
        .execute(tx.raw())?;
    Ok(judged == 1)
}

/// Notes of lines that nobody judged that what they are about is gone.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such open sample in scope.
pub fn settle_destroyed(
    tx: &mut Tx,
    scope: &Scope,
    sample: RecordId,
    numbers: &[u32],
    (by, at): (AccountId, Timestamp),
) -> Result<(), StoreError> {
    require_open(tx, scope, sample)?;
    let numbers = numbers.iter().copied().map(i64::from);
    let unjudged = sample_lines::table
        .filter(sample_lines::sample_id.eq(sample.to_string()))
        .filter(sample_lines::number.eq_any(numbers))
        .filter(sample_lines::outcome.is_null());
    diesel::update(unjudged)
        .set((
            sample_lines::outcome.eq(SampleOutcome::Destroyed.as_str()),
            sample_lines::judged_by.eq(by.to_string()),
            sample_lines::judged_at.eq(micros(at)),
        ))
        .execute(tx.raw())?;
    Ok(())
}
