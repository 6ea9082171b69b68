//! Samples for inspection: one row a draw, one line each drawn case or view. What an inspector wrote is sealed, each sample
//! under a key of its own.

mod end;
mod lines;

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::retention::RetentionClass;
use poortwacht_domain::sampling::Seed;
use poortwacht_domain::{AccountId, HalfId, LocationId, MunicipalityId, RecordId, SampleKind, SampleReach};

use crate::cases::DatabaseHalf;
use crate::columns::{Row, count, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::keyed::named_halves;
use crate::schema::samples;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

pub use end::{SampleFigures, delete, due, figures};
pub use lines::{Judgement, Line, judge, lines, settle_destroyed};

const TABLE: &str = "samples";

/// A sample, as it was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Names the sample; what is sealed is bound to it.
    pub id: RecordId,
    /// Whose it is.
    pub municipality: MunicipalityId,
    /// What it was drawn from.
    pub kind: SampleKind,
    /// First and last day of the period.
    pub days: (Date, Date),
    /// Cases of this location only.
    pub location: Option<LocationId>,
    /// Which views.
    pub reach: SampleReach,
    /// How many lines were asked for.
    pub size: u32,
    /// How many there were to draw from.
    pub population: u64,
    /// Digest of what there was to draw from.
    pub frame: String,
    /// What it was drawn with.
    pub seed: Seed,
    /// Who drew it.
    pub drawn_by: AccountId,
    /// When.
    pub drawn_at: Timestamp,
    /// How it ended; nothing while it is open.
    pub closed: Option<Closing>,
    /// Our half of its key.
    pub half: DatabaseHalf,
    /// When it dies.
    pub destroy_after: Timestamp,
}

/// The end of an inspection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// Who finished it.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// The conclusion, sealed.
    pub sealed_conclusion: Vec<u8>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = samples)]
struct SampleRow {
    id: String,
    municipality_id: String,
    kind: String,
    period_from: String,
    period_until: String,
    location_id: Option<String>,
    reach: String,
    size: i64,
    population: i64,
    frame: String,
    seed: String,
    drawn_by: String,
    drawn_at: i64,
    closed_by: Option<String>,
    closed_at: Option<i64>,
    sealed_conclusion: Option<Vec<u8>>,
    key_half_id: String,
    key_half: Vec<u8>,
    retention_class: String,
    destroy_after: i64,
}

impl From<&Sample> for SampleRow {
    fn from(sample: &Sample) -> Self {
        let closed = sample.closed.as_ref();
        Self {
            id: sample.id.to_string(),
            municipality_id: sample.municipality.to_string(),
            kind: sample.kind.as_str().to_owned(),
            period_from: sample.days.0.to_string(),
            period_until: sample.days.1.to_string(),
            location_id: sample.location.map(|location| location.to_string()),
            reach: sample.reach.as_str().to_owned(),
            size: sample.size.into(),
            population: count(sample.population),
            frame: sample.frame.clone(),
            seed: sample.seed.to_string(),
            drawn_by: sample.drawn_by.to_string(),
            drawn_at: micros(sample.drawn_at),
            closed_by: closed.map(|closed| closed.by.to_string()),
            closed_at: closed.map(|closed| micros(closed.at)),
            sealed_conclusion: closed.map(|closed| closed.sealed_conclusion.clone()),
            key_half_id: sample.half.id.to_string(),
            key_half: sample.half.half.to_vec(),
            retention_class: RetentionClass::Sample.as_str().to_owned(),
            destroy_after: micros(sample.destroy_after),
        }
    }
}

impl TryFrom<SampleRow> for Sample {
    type Error = StoreError;

    fn try_from(row: SampleRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        Ok(Self {
            id: at.text("id", &row.id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            kind: at.text("kind", &row.kind)?,
            days: (at.text("period_from", &row.period_from)?, at.text("period_until", &row.period_until)?),
            location: at.text_opt("location_id", row.location_id.as_deref())?,
            reach: at.text("reach", &row.reach)?,
            size: at.number("size", row.size)?,
            population: at.number("population", row.population)?,
            seed: at.text("seed", &row.seed)?,
            drawn_by: at.text("drawn_by", &row.drawn_by)?,
            drawn_at: at.instant("drawn_at", row.drawn_at)?,
            closed: closed(&at, &row)?,
            half: DatabaseHalf {
                id: at.text("key_half_id", &row.key_half_id)?,
                half: at.bytes("key_half", &row.key_half)?,
            },
            destroy_after: at.instant("destroy_after", row.destroy_after)?,
            frame: row.frame,
        })
    }
}

/// All columns of an end, or none.
fn closed(at: &Row, row: &SampleRow) -> Result<Option<Closing>, StoreError> {
    let Some(when) = at.instant_opt("closed_at", row.closed_at)? else { return Ok(None) };
    let by = at.text_opt("closed_by", row.closed_by.as_deref())?;
    let (Some(by), Some(sealed)) = (by, &row.sealed_conclusion) else {
        return Err(at.corrupt("closed_at", "an end lacks who or the conclusion"));
    };
    Ok(Some(Closing { by, at: when, sealed_conclusion: sealed.clone() }))
}

/// Writes a draw down with its lines.
///
/// # Errors
/// [`StoreError::NotFound`] when its municipality is out of scope.
pub fn insert(tx: &mut Tx, scope: &Scope, sample: &Sample, of: &[Line]) -> Result<(), StoreError> {
    scope.check(sample.municipality)?;
    diesel::insert_into(samples::table).values(SampleRow::from(sample)).execute(tx.raw())?;
    lines::insert(tx, sample, of)
}

/// One sample.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn by_id(conn: &mut Connection, scope: &Scope, id: RecordId) -> Result<Option<Sample>, StoreError> {
    let row = within!(samples::table.filter(samples::id.eq(id.to_string())), scope, samples::municipality_id)
        .select(SampleRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    row.map(Sample::try_from).transpose()
}

/// Samples of one kind, open ones first, of those the newest.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn list(conn: &mut Connection, scope: &Scope, kind: SampleKind) -> Result<Vec<Sample>, StoreError> {
    let of_kind = samples::table.filter(samples::kind.eq(kind.as_str()));
    let rows = within!(of_kind, scope, samples::municipality_id)
        .order((samples::closed_at.is_not_null(), samples::drawn_at.desc(), samples::id))
        .select(SampleRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Sample::try_from).collect()
}

/// Finishes a sample; it and its lines die at the date given. Answers whether it was open until now.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn close(
    tx: &mut Tx,
    scope: &Scope,
    id: RecordId,
    closing: &Closing,
    destroy_after: Timestamp,
) -> Result<bool, StoreError> {
    let open = samples::table.filter(samples::id.eq(id.to_string())).filter(samples::closed_at.is_null());
    let closed = within!(diesel::update(open), scope, samples::municipality_id)
        .set((
            samples::closed_at.eq(micros(closing.at)),
            samples::closed_by.eq(closing.by.to_string()),
            samples::sealed_conclusion.eq(&closing.sealed_conclusion),
            samples::destroy_after.eq(micros(destroy_after)),
        ))
        .execute(tx.raw())?;
    Ok(closed == 1)
}

/// Those of `halves` that belong to a sample; the sweep of unattached halves spares them.
///
/// # Errors
/// The store's own.
pub fn halves_in_use(
    conn: &mut Connection,
    scope: &Scope,
    halves: &[HalfId],
) -> Result<Vec<HalfId>, StoreError> {
    named_halves!(conn, scope, halves, samples, TABLE)
}
