//! Cases that are kept beyond their term. While a hold is placed the case has the class `legal_hold` and the date of the
//! review; class and date of its own wait under it and go on changing with every decision.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{AccountId, CaseId, CaseRef, CaseState, HoldGround, LocationId, RetentionClass};

use crate::cases::{self, Retention};
use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{cases as cases_table, legal_holds};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const TABLE: &str = "legal_holds";

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldRequest {
    /// Why.
    pub ground: HoldGround,
    /// Why, in words without a plate.
    pub explanation: String,
    /// Who asks.
    pub asked_by: AccountId,
    /// When.
    pub asked_at: Timestamp,
    /// The first instant at which nobody may agree any more.
    pub lapses_at: Timestamp,
}

/// A hold that a second person agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedHold {
    /// Who agreed.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// Who reviewed it last, and when.
    pub confirmed: Option<(AccountId, Timestamp)>,
    /// When it must be reviewed.
    pub review_at: Timestamp,
    /// The case's own class and date, to which it goes back.
    pub under: Retention,
}

/// A hold, or what was asked and nobody agreed to yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalHold {
    /// The case.
    pub case: CaseId,
    /// What was asked.
    pub request: HoldRequest,
    /// What became of it; `None` while it waits.
    pub placed: Option<PlacedHold>,
}

/// A hold with its case, for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldLine {
    /// The hold.
    pub hold: LegalHold,
    /// The case's reference.
    pub reference: CaseRef,
    /// Where it stands.
    pub state: CaseState,
    /// Where it happened.
    pub location: LocationId,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = legal_holds)]
struct HoldRow {
    case_id: String,
    ground: String,
    explanation: String,
    asked_by: String,
    asked_at: i64,
    lapses_at: i64,
    placed_by: Option<String>,
    placed_at: Option<i64>,
    confirmed_by: Option<String>,
    confirmed_at: Option<i64>,
    review_at: Option<i64>,
    under_class: Option<String>,
    under_destroy_after: Option<i64>,
    retention_class: String,
    destroy_after: i64,
}

impl TryFrom<HoldRow> for LegalHold {
    type Error = StoreError;

    fn try_from(row: HoldRow) -> Result<Self, StoreError> {
        let at = Row::new(TABLE, &row.case_id);
        Ok(Self {
            case: at.text("case_id", &row.case_id)?,
            placed: placed(&at, &row)?,
            request: HoldRequest {
                ground: at.text("ground", &row.ground)?,
                asked_by: at.text("asked_by", &row.asked_by)?,
                asked_at: at.instant("asked_at", row.asked_at)?,
                lapses_at: at.instant("lapses_at", row.lapses_at)?,
                explanation: row.explanation,
            },
        })
    }
}

/// All columns of a placed hold, or none.
fn placed(at: &Row, row: &HoldRow) -> Result<Option<PlacedHold>, StoreError> {
    let by = at.text_opt("placed_by", row.placed_by.as_deref())?;
    let confirmed_by = at.text_opt("confirmed_by", row.confirmed_by.as_deref())?;
    let confirmed = confirmed_by.zip(at.instant_opt("confirmed_at", row.confirmed_at)?);
    let class: Option<RetentionClass> = at.text_opt("under_class", row.under_class.as_deref())?;
    let destroy_after = at.instant_opt("under_destroy_after", row.under_destroy_after)?;
    let under = class.zip(destroy_after).map(|(class, destroy_after)| Retention { class, destroy_after });
    let whole = || {
        let (placed_at, review_at) = (
            at.instant_opt("placed_at", row.placed_at).ok()??,
            at.instant_opt("review_at", row.review_at).ok()??,
        );
        Some(PlacedHold { by: by?, at: placed_at, confirmed, review_at, under: under? })
    };
    let placed = whole();
    if placed.is_none() && row.placed_at.is_some() {
        return Err(
            at.corrupt("placed_at", "a placed hold lacks who placed it, its review or what lies under it")
        );
    }
    Ok(placed)
}

/// Notes what somebody asks.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope; [`StoreError::Conflict`] when one is asked for or placed.
pub fn ask(tx: &mut Tx, scope: &Scope, case: CaseId, request: &HoldRequest) -> Result<(), StoreError> {
    let inherited = cases::lock(tx, scope, case)?;
    let row = HoldRow {
        case_id: case.to_string(),
        ground: request.ground.as_str().to_owned(),
        explanation: request.explanation.clone(),
        asked_by: request.asked_by.to_string(),
        asked_at: micros(request.asked_at),
        lapses_at: micros(request.lapses_at),
        placed_by: None,
        placed_at: None,
        confirmed_by: None,
        confirmed_at: None,
        review_at: None,
        under_class: None,
        under_destroy_after: None,
        retention_class: inherited.retention_class,
        destroy_after: inherited.destroy_after,
    };
    diesel::insert_into(legal_holds::table).values(row).execute(tx.raw())?;
    Ok(())
}

/// Places what was asked: the case is kept until the review.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope; [`StoreError::Conflict`] when nothing waits.
pub fn place(
    tx: &mut Tx,
    scope: &Scope,
    case: CaseId,
    by: AccountId,
    at: Timestamp,
    review_at: Timestamp,
) -> Result<(), StoreError> {
    let own = cases::lock(tx, scope, case)?;
    let waiting = legal_holds::table
        .filter(legal_holds::case_id.eq(case.to_string()))
        .filter(legal_holds::placed_at.is_null());
    let rows = diesel::update(waiting)
        .set((
            legal_holds::placed_by.eq(by.to_string()),
            legal_holds::placed_at.eq(micros(at)),
            legal_holds::review_at.eq(micros(review_at)),
            legal_holds::under_class.eq(own.retention_class),
            legal_holds::under_destroy_after.eq(own.destroy_after),
        ))
        .execute(tx.raw())?;
    one(rows)?;
    keep_until(tx, scope, case, review_at)
}

/// Notes that a hold was reviewed and goes on until the next review.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope; [`StoreError::Conflict`] when none is placed.
pub fn confirm(
    tx: &mut Tx,
    scope: &Scope,
    case: CaseId,
    by: AccountId,
    at: Timestamp,
    review_at: Timestamp,
) -> Result<(), StoreError> {
    cases::lock(tx, scope, case)?;
    let placed = legal_holds::table
        .filter(legal_holds::case_id.eq(case.to_string()))
        .filter(legal_holds::placed_at.is_not_null());
    let rows = diesel::update(placed)
        .set((
            legal_holds::confirmed_by.eq(by.to_string()),
            legal_holds::confirmed_at.eq(micros(at)),
            legal_holds::review_at.eq(micros(review_at)),
        ))
        .execute(tx.raw())?;
    one(rows)?;
    keep_until(tx, scope, case, review_at)
}

fn keep_until(tx: &mut Tx, scope: &Scope, case: CaseId, review_at: Timestamp) -> Result<(), StoreError> {
    let retention = Retention { class: RetentionClass::LegalHold, destroy_after: review_at };
    cases::set_retention(tx, scope, case, &retention)
}

/// Ends a hold: the case is back under `retention`.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope; [`StoreError::Conflict`] when none is placed.
pub fn release(tx: &mut Tx, scope: &Scope, case: CaseId, retention: &Retention) -> Result<(), StoreError> {
    cases::lock(tx, scope, case)?;
    let placed = legal_holds::table
        .filter(legal_holds::case_id.eq(case.to_string()))
        .filter(legal_holds::placed_at.is_not_null());
    one(diesel::delete(placed).execute(tx.raw())?)?;
    cases::set_retention(tx, scope, case, retention)
}

/// Takes away what was asked and not agreed to.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope; [`StoreError::Conflict`] when nothing waits.
pub fn take_back(tx: &mut Tx, scope: &Scope, case: CaseId) -> Result<(), StoreError> {
    cases::lock(tx, scope, case)?;
    let waiting = legal_holds::table
        .filter(legal_holds::case_id.eq(case.to_string()))
        .filter(legal_holds::placed_at.is_null());
    one(diesel::delete(waiting).execute(tx.raw())?)
}

/// Lets a new class and date wait under a placed hold. Answers the review's date when there is one; then the case itself
/// keeps class and date.
pub(crate) fn put_under(
    tx: &mut Tx,
    case: CaseId,
    retention: &Retention,
) -> Result<Option<Retention>, StoreError> {
    let placed = legal_holds::table
        .filter(legal_holds::case_id.eq(case.to_string()))
        .filter(legal_holds::placed_at.is_not_null());
    let review: Option<i64> = diesel::update(placed)
        .set((
            legal_holds::under_class.eq(retention.class.as_str()),
            legal_holds::under_destroy_after.eq(micros(retention.destroy_after)),
        ))
        .returning(legal_holds::destroy_after)
        .get_result(tx.raw())
        .optional()?;
    let at = Row::new(TABLE, case);
    let held = |review| {
        Ok(Retention {
            class: RetentionClass::LegalHold,
            destroy_after: at.instant("destroy_after", review)?,
        })
    };
    review.map(held).transpose()
}

/// The hold of a case, or what was asked.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn of_case(conn: &mut Connection, scope: &Scope, case: CaseId) -> Result<Option<LegalHold>, StoreError> {
    let row = within!(
        legal_holds::table.inner_join(cases_table::table).filter(legal_holds::case_id.eq(case.to_string())),
        scope,
        cases_table::municipality_id
    )
    .select(HoldRow::as_select())
    .get_result(conn.raw())
    .optional()?;
    row.map(LegalHold::try_from).transpose()
}

/// Everything that is held or asked for, the earliest review or end first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn list(conn: &mut Connection, scope: &Scope) -> Result<Vec<HoldLine>, StoreError> {
    let rows: Vec<(HoldRow, String, String, String)> =
        within!(legal_holds::table.inner_join(cases_table::table), scope, cases_table::municipality_id)
            .order((legal_holds::review_at, legal_holds::lapses_at, legal_holds::case_id))
            .select((
                HoldRow::as_select(),
                cases_table::reference,
                cases_table::state,
                cases_table::location_id,
            ))
            .load(conn.raw())?;
    rows.into_iter()
        .map(|(row, reference, state, location)| {
            let at = Row::new("cases", row.case_id.clone());
            Ok(HoldLine {
                reference: at.text("reference", &reference)?,
                state: at.text("state", &state)?,
                location: at.text("location_id", &location)?,
                hold: row.try_into()?,
            })
        })
        .collect()
}

fn one(rows: usize) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict { constraint: "legal hold".to_owned() }) }
}
