//! The lines of a review.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{AccountId, RecordId};
use poortwacht_domain::{AccessVerdict, Role};

use crate::columns::{Row, micros, micros_opt};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{access_review_lines, access_reviews};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// What a reviewer said of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Whether the access is right.
    pub verdict: AccessVerdict,
    /// Why, or what to do.
    pub remark: String,
    /// Who said so.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// One account of a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The account.
    pub account: AccountId,
    /// Its role when the review began.
    pub role: Role,
    /// Its last login before that.
    pub last_login_at: Option<Timestamp>,
    /// Until when its authorisations held then, without a gap.
    pub authorised_until: Option<Timestamp>,
    /// What a reviewer said.
    pub judgement: Option<Judgement>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = access_review_lines)]
struct LineRow {
    review_id: String,
    account_id: String,
    role: String,
    last_login_at: Option<i64>,
    authorised_until: Option<i64>,
    verdict: Option<String>,
    remark: String,
    judged_by: Option<String>,
    judged_at: Option<i64>,
}

impl TryFrom<LineRow> for Line {
    type Error = StoreError;

    fn try_from(row: LineRow) -> Result<Self, StoreError> {
        let at = Row::new("access_review_lines", &row.account_id);
        let verdict: Option<AccessVerdict> = at.text_opt("verdict", row.verdict.as_deref())?;
        let by: Option<AccountId> = at.text_opt("judged_by", row.judged_by.as_deref())?;
        let judged_at = at.instant_opt("judged_at", row.judged_at)?;
        let judgement = match (verdict, by, judged_at) {
            (Some(verdict), Some(by), Some(at)) => Some(Judgement { verdict, remark: row.remark, by, at }),
            _ => None,
        };
        Ok(Self {
            account: at.text("account_id", &row.account_id)?,
            role: at.text("role", &row.role)?,
            last_login_at: at.instant_opt("last_login_at", row.last_login_at)?,
            authorised_until: at.instant_opt("authorised_until", row.authorised_until)?,
            judgement,
        })
    }
}

/// Writes the lines of a review that begins.
pub(super) fn insert(tx: &mut Tx, review: RecordId, of: &[Line]) -> Result<(), StoreError> {
    for line in of {
        let row = LineRow {
            review_id: review.to_string(),
            account_id: line.account.to_string(),
            role: line.role.as_str().to_owned(),
            last_login_at: micros_opt(line.last_login_at),
            authorised_until: micros_opt(line.authorised_until),
            verdict: None,
            remark: String::new(),
            judged_by: None,
            judged_at: None,
        };
        diesel::insert_into(access_review_lines::table).values(row).execute(tx.raw())?;
    }
    Ok(())
}

/// The lines of a review.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn lines(conn: &mut Connection, scope: &Scope, review: RecordId) -> Result<Vec<Line>, StoreError> {
    let of_review = access_review_lines::table
        .inner_join(access_reviews::table)
        .filter(access_review_lines::review_id.eq(review.to_string()));
    let rows = within!(of_review, scope, access_reviews::municipality_id)
        .order(access_review_lines::account_id)
        .select(LineRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Line::try_from).collect()
}

/// Notes what a reviewer said of one account, in place of what was said before. Answers whether the open review has such
/// a line.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such open review in scope.
pub fn judge(
    tx: &mut Tx,
    scope: &Scope,
    review: RecordId,
    account: AccountId,
    judgement: &Judgement,
) -> Result<bool, StoreError> {
    let open = access_reviews::table
        .filter(access_reviews::id.eq(review.to_string()))
        .filter(access_reviews::closed_at.is_null());
    let _: String =
        within!(open, scope, access_reviews::municipality_id).select(access_reviews::id).first(tx.raw())?;
    let line = access_review_lines::table
        .filter(access_review_lines::review_id.eq(review.to_string()))
        .filter(access_review_lines::account_id.eq(account.to_string()));
    let judged = diesel::update(line)
        .set((
            access_review_lines::verdict.eq(judgement.verdict.as_str()),
            access_review_lines::remark.eq(&judgement.remark),
            access_review_lines::judged_by.eq(judgement.by.to_string()),
            access_review_lines::judged_at.eq(micros(judgement.at)),
        ))
        .execute(tx.raw())?;
    Ok(judged == 1)
}
