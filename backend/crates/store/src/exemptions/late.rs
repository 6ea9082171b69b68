//! Exemptions with a start in the past: what somebody proposes, what a second person says, and the cases it concerns.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{AccountId, CaseId, MunicipalityId, RecordId, TextId};
use poortwacht_domain::retention::RetentionClass;

use crate::columns::{Row, count, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{exemption_late_cases as concerned, exemption_late_starts as starts};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const TABLE: &str = "exemption_late_starts";

/// A start in the past, as somebody proposes it.
#[derive(Clone)]
pub struct NewLateStart {
    /// Its id; the exemptions wait under it as their batch.
    pub id: RecordId,
    /// Whose exemptions they are.
    pub municipality: MunicipalityId,
    /// Who proposes it; `None` for the operator's command line and for other systems.
    pub proposed_by: Option<AccountId>,
    /// When.
    pub proposed_at: Timestamp,
    /// Document and reason, sealed.
    pub text: TextId,
    /// How many exemptions.
    pub exemptions: u64,
    /// When it lapses without a second person.
    pub lapses_at: Timestamp,
    /// When the row dies.
    pub destroy_after: Timestamp,
}

/// What a second person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreement {
    /// Who.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// Whether they agreed.
    pub agreed: bool,
}

/// A start in the past.
#[derive(Clone)]
pub struct LateStart {
    /// Its id; the exemptions wait under it as their batch.
    pub id: RecordId,
    /// Whose exemptions they are.
    pub municipality: MunicipalityId,
    /// Who proposed it; `None` for the operator's command line and for other systems.
    pub proposed_by: Option<AccountId>,
    /// When.
    pub proposed_at: Timestamp,
    /// Document and reason, sealed.
    pub text: TextId,
    /// How many exemptions.
    pub exemptions: u64,
    /// When it lapses without a second person.
    pub lapses_at: Timestamp,
    /// What a second person said.
    pub agreement: Option<Agreement>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = starts)]
struct StartRow {
    id: String,
    municipality_id: String,
    proposed_by: Option<String>,
    proposed_at: i64,
    text_id: String,
    exemptions: i64,
    lapses_at: i64,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    agreed: Option<i64>,
    retention_class: String,
    destroy_after: i64,
}

impl TryFrom<StartRow> for LateStart {
    type Error = StoreError;

    fn try_from(row: StartRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.id);
        let agreement = match (&row.decided_by, row.decided_at, row.agreed) {
            (Some(by), Some(when), Some(agreed)) => Some(Agreement {
                by: at.text("decided_by", by)?,
                at: at.instant("decided_at", when)?,
                agreed: agreed != 0,
            }),
            _ => None,
        };
        Ok(Self {
            id: at.text("id", &row.id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            proposed_by: at.text_opt("proposed_by", row.proposed_by.as_deref())?,
            proposed_at: at.instant("proposed_at", row.proposed_at)?,
            text: at.text("text_id", &row.text_id)?,
            exemptions: at.number("exemptions", row.exemptions)?,
            lapses_at: at.instant("lapses_at", row.lapses_at)?,
            agreement,
        })
    }
}

/// Records a proposal; its exemptions are staged under its id.
///
/// # Errors
/// [`StoreError::NotFound`] outside the scope.
pub fn propose(tx: &mut Tx, scope: &Scope, new: &NewLateStart) -> Result<(), StoreError> {
    scope.check(new.municipality)?;
    let row = StartRow {
        id: new.id.to_string(),
        municipality_id: new.municipality.to_string(),
        proposed_by: new.proposed_by.map(|account| account.to_string()),
        proposed_at: micros(new.proposed_at),
        text_id: new.text.to_string(),
        exemptions: count(new.exemptions),
        lapses_at: micros(new.lapses_at),
        decided_by: None,
        decided_at: None,
        agreed: None,
        retention_class: RetentionClass::LateStart.as_str().to_owned(),
        destroy_after: micros(new.destroy_after),
    };
    diesel::insert_into(starts::table).values(row).execute(tx.raw())?;
    Ok(())
}

/// Writes down what a second person said, unless somebody has. Whether it was written.
///
/// # Errors
/// The store's own.
pub fn decide(tx: &mut Tx, scope: &Scope, id: RecordId, agreement: &Agreement) -> Result<bool, StoreError> {
    let open = starts::table
        .filter(starts::id.eq(id.to_string()))
        .filter(starts::decided_at.is_null())
        .filter(starts::lapses_at.gt(micros(agreement.at)));
    let decided = within!(diesel::update(open), scope, starts::municipality_id).set((
        starts::decided_by.eq(agreement.by.to_string()),
        starts::decided_at.eq(micros(agreement.at)),
        starts::agreed.eq(i64::from(agreement.agreed)),
    ));
    Ok(decided.execute(tx.raw())? > 0)
}

/// One of them.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn find(conn: &mut Connection, scope: &Scope, id: RecordId) -> Result<Option<LateStart>, StoreError> {
    let row = within!(starts::table.filter(starts::id.eq(id.to_string())), scope, starts::municipality_id)
        .select(StartRow::as_select())
        .get_result(conn.raw())
        .optional()?;
    row.map(LateStart::try_from).transpose()
}

/// Those that wait for a second person, the first to lapse first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn open(conn: &mut Connection, scope: &Scope, now: Timestamp) -> Result<Vec<LateStart>, StoreError> {
    let open = starts::table.filter(starts::decided_at.is_null()).filter(starts::lapses_at.gt(micros(now)));
    let rows = within!(open, scope, starts::municipality_id)
        .order((starts::lapses_at, starts::id))
        .limit(100)
        .select(StartRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(LateStart::try_from).collect()
}

/// Notes that a late start covers this case. A case that is noted already stays with the first.
///
/// # Errors
/// The store's own.
pub fn concern(
    tx: &mut Tx,
    municipality: MunicipalityId,
    late_start: RecordId,
    case: CaseId,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.insert_unique(|tx| {
        diesel::insert_into(concerned::table)
            .values((
                concerned::case_id.eq(case.to_string()),
                concerned::municipality_id.eq(municipality.to_string()),
                concerned::late_start_id.eq(late_start.to_string()),
                concerned::matched_at.eq(micros(at)),
            ))
            .execute(tx.raw())?;
        Ok(())
    })
    .map(drop)
}

/// Deletes proposals whose term has ended; how many.
///
/// # Errors
/// The store's own.
pub fn delete_due(tx: &mut Tx, scope: &Scope, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let due = starts::table.filter(starts::destroy_after.le(micros(now)));
    let ids: Vec<String> =
        within!(due, scope, starts::municipality_id).limit(limit.into()).select(starts::id).load(tx.raw())?;
    Ok(diesel::delete(starts::table.filter(starts::id.eq_any(ids))).execute(tx.raw())?)
}
