//! Reviews of who has access: one row a review, one line an account, with its access as it was when the review began.

mod lines;

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ReviewReach;
use poortwacht_domain::ids::{AccountId, MunicipalityId, RecordId};
use poortwacht_domain::retention::{FAR_FUTURE, RetentionClass};

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{access_review_lines, access_reviews};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

pub use lines::{Judgement, Line, judge, lines};

/// A review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessReview {
    /// Names the review.
    pub id: RecordId,
    /// Whose it is.
    pub municipality: MunicipalityId,
    /// Whom it is about.
    pub reach: ReviewReach,
    /// When it began.
    pub begun_at: Timestamp,
    /// When it should be finished.
    pub due_at: Timestamp,
    /// When it was finished.
    pub closed_at: Option<Timestamp>,
    /// Who finished it.
    pub closed_by: Option<AccountId>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = access_reviews)]
struct ReviewRow {
    id: String,
    municipality_id: String,
    reach: String,
    begun_at: i64,
    due_at: i64,
    closed_at: Option<i64>,
    closed_by: Option<String>,
    retention_class: String,
    destroy_after: i64,
}

impl TryFrom<ReviewRow> for AccessReview {
    type Error = StoreError;

    fn try_from(row: ReviewRow) -> Result<Self, StoreError> {
        let at = Row::new("access_reviews", &row.id);
        Ok(Self {
            id: at.text("id", &row.id)?,
            municipality: at.text("municipality_id", &row.municipality_id)?,
            reach: at.text("reach", &row.reach)?,
            begun_at: at.instant("begun_at", row.begun_at)?,
            due_at: at.instant("due_at", row.due_at)?,
            closed_at: at.instant_opt("closed_at", row.closed_at)?,
            closed_by: at.text_opt("closed_by", row.closed_by.as_deref())?,
        })
    }
}

/// Begins a review with its lines. It has no death date while it is open.
///
/// # Errors
/// [`StoreError::NotFound`] when its municipality is out of scope.
pub fn begin(tx: &mut Tx, scope: &Scope, review: &AccessReview, of: &[Line]) -> Result<(), StoreError> {
    scope.check(review.municipality)?;
    let row = ReviewRow {
        id: review.id.to_string(),
        municipality_id: review.municipality.to_string(),
        reach: review.reach.as_str().to_owned(),
        begun_at: micros(review.begun_at),
        due_at: micros(review.due_at),
        closed_at: None,
        closed_by: None,
        retention_class: RetentionClass::AccessReview.as_str().to_owned(),
        destroy_after: micros(FAR_FUTURE),
    };
    diesel::insert_into(access_reviews::table).values(row).execute(tx.raw())?;
    lines::insert(tx, review.id, of)
}

/// One review.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn by_id(conn: &mut Connection, scope: &Scope, id: RecordId) -> Result<Option<AccessReview>, StoreError> {
    let row = within!(
        access_reviews::table.filter(access_reviews::id.eq(id.to_string())),
        scope,
        access_reviews::municipality_id
    )
    .select(ReviewRow::as_select())
    .get_result(conn.raw())
    .optional()?;
    row.map(AccessReview::try_from).transpose()
}

/// All reviews, the newest first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn list(conn: &mut Connection, scope: &Scope) -> Result<Vec<AccessReview>, StoreError> {
    let rows = within!(access_reviews::table, scope, access_reviews::municipality_id)
        .order((access_reviews::begun_at.desc(), access_reviews::id))
        .select(ReviewRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(AccessReview::try_from).collect()
}

/// Finishes a review. Answers whether it was open until now.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn close(
    tx: &mut Tx,
    scope: &Scope,
    id: RecordId,
    by: AccountId,
    at: Timestamp,
    destroy_after: Timestamp,
) -> Result<bool, StoreError> {
    let open = access_reviews::table
        .filter(access_reviews::id.eq(id.to_string()))
        .filter(access_reviews::closed_at.is_null());
    let closed = within!(diesel::update(open), scope, access_reviews::municipality_id)
        .set((
            access_reviews::closed_at.eq(micros(at)),
            access_reviews::closed_by.eq(by.to_string()),
            access_reviews::destroy_after.eq(micros(destroy_after)),
        ))
        .execute(tx.raw())?;
    Ok(closed == 1)
}

/// Deletes reviews that are due with their lines, the oldest first, at most `limit`. Answers how many.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn delete_due(tx: &mut Tx, scope: &Scope, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let due = access_reviews::table.filter(access_reviews::destroy_after.le(micros(now)));
    let ids: Vec<String> = within!(due, scope, access_reviews::municipality_id)
        .order(access_reviews::destroy_after)
        .limit(i64::from(limit))
        .select(access_reviews::id)
        .load(tx.raw())?;
    let lines = access_review_lines::table.filter(access_review_lines::review_id.eq_any(&ids));
    diesel::delete(lines).execute(tx.raw())?;
    Ok(diesel::delete(access_reviews::table.filter(access_reviews::id.eq_any(ids))).execute(tx.raw())?)
}
