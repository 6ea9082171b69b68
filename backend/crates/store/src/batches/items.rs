//! The cases of a batch and the CJIB's answer for each.

use std::collections::BTreeMap;

use diesel::dsl::count_star;
use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{BatchId, CaseId, CaseRef, ReturnCode};

use super::require;
use crate::cases;
use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{batch_items, batches};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

const ACCEPTED: &str = "accepted";
const RETURNED: &str = "returned";
const UNSENT: &str = "unsent";

/// What the CJIB says of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It imposes the sanction.
    Accepted,
    /// It refuses the case.
    Returned {
        /// Why, as a code.
        code: ReturnCode,
        /// Why, in words.
        text: String,
    },
}

/// A case in a batch. It outlives the case: that a case was delivered once must be known longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchItem {
    /// The batch.
    pub batch: BatchId,
    /// The case.
    pub case: CaseId,
    /// Its place in the file, from 1.
    pub position: u64,
    /// Its reference.
    pub reference: CaseRef,
    /// The CJIB's answer and when it came, once it did.
    pub answer: Option<(Answer, Timestamp)>,
    /// When its batch was given up: it never reached the CJIB in this one.
    pub unsent_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = batch_items)]
struct ItemRow {
    batch_id: String,
    case_id: String,
    position: i64,
    reference: String,
    outcome: Option<String>,
    return_code: Option<String>,
    return_text: Option<String>,
    answered_at: Option<i64>,
}

impl TryFrom<ItemRow> for BatchItem {
    type Error = StoreError;

    fn try_from(item: ItemRow) -> Result<Self, StoreError> {
        let row = Row::new("batch_items", format_args!("{}/{}", item.batch_id, item.case_id));
        Ok(Self {
            batch: row.text("batch_id", &item.batch_id)?,
            case: row.text("case_id", &item.case_id)?,
            position: row.number("position", item.position)?,
            reference: row.text("reference", &item.reference)?,
            answer: item.answer(&row)?,
            unsent_at: row.instant_opt("answered_at", item.answered_at.filter(|_| item.is_unsent()))?,
        })
    }
}

impl ItemRow {
    fn is_unsent(&self) -> bool {
        self.outcome.as_deref() == Some(UNSENT)
    }

    fn answer(&self, row: &Row) -> Result<Option<(Answer, Timestamp)>, StoreError> {
        let (Some(outcome), Some(at)) = (self.outcome.as_deref(), self.answered_at) else {
            return Ok(None);
        };
        let answer = match (outcome, &self.return_code) {
            (UNSENT, None) => return Ok(None),
            (ACCEPTED, None) => Answer::Accepted,
            (RETURNED, Some(code)) => Answer::Returned {
                code: row.text("return_code", code)?,
                text: self.return_text.clone().unwrap_or_default(),
            },
            _ => return Err(row.corrupt("outcome", "neither accepted nor returned with a code")),
        };
        Ok(Some((answer, row.instant("answered_at", at)?)))
    }
}

/// Lists cases of a batch, after those that are listed.
pub(super) fn append(tx: &mut Tx, batch: BatchId, cases: &[(CaseId, CaseRef)]) -> Result<(), StoreError> {
    let listed: i64 = batch_items::table
        .filter(batch_items::batch_id.eq(batch.to_string()))
        .select(count_star())
        .first(tx.raw())?;
    for (place, (case, reference)) in (listed..).zip(cases) {
        let row = ItemRow {
            batch_id: batch.to_string(),
            case_id: case.to_string(),
            position: place + 1,
            reference: reference.as_str().to_owned(),
            outcome: None,
            return_code: None,
            return_text: None,
            answered_at: None,
        };
        diesel::insert_into(batch_items::table).values(row).execute(tx.raw())?;
    }
    Ok(())
}

/// Records the CJIB's answer for a case. `false` when it was answered before: the first answer stands.
///
/// # Errors
/// [`StoreError::NotFound`] for a batch outside the scope or a case that is not in it.
pub fn answer_item(
    tx: &mut Tx,
    scope: &Scope,
    batch: BatchId,
    case: CaseId,
    answer: &Answer,
    at: Timestamp,
) -> Result<bool, StoreError> {
    require(tx, scope, batch)?;
    let (outcome, code, text) = match answer {
        Answer::Accepted => (ACCEPTED, None, None),
        Answer::Returned { code, text } => (RETURNED, Some(code.as_str()), Some(text.as_str())),
    };
    let key = (batch.to_string(), case.to_string());
    let rows = diesel::update(batch_items::table.find(key.clone()).filter(batch_items::outcome.is_null()))
        .set((
            batch_items::outcome.eq(Some(outcome)),
            batch_items::return_code.eq(code),
            batch_items::return_text.eq(text),
            batch_items::answered_at.eq(Some(micros(at))),
        ))
        .execute(tx.raw())?;
    if rows > 0 {
        return Ok(true);
    }
    batch_items::table.find(key).select(batch_items::case_id).first::<String>(tx.raw())?;
    Ok(false)
}

/// Marks the cases of a batch that is given up; each may enter another one.
pub(super) fn unsend(tx: &mut Tx, batch: BatchId, at: Timestamp) -> Result<(), StoreError> {
    let open = batch_items::table
        .filter(batch_items::batch_id.eq(batch.to_string()))
        .filter(batch_items::outcome.is_null());
    diesel::update(open)
        .set((batch_items::outcome.eq(Some(UNSENT)), batch_items::answered_at.eq(Some(micros(at)))))
        .execute(tx.raw())?;
    Ok(())
}

/// The cases of a batch, in the order of the file.
///
/// # Errors
/// [`StoreError::NotFound`] for a batch outside the scope.
pub fn items(conn: &mut Connection, scope: &Scope, batch: BatchId) -> Result<Vec<BatchItem>, StoreError> {
    require(conn, scope, batch)?;
    let query = batch_items::table
        .filter(batch_items::batch_id.eq(batch.to_string()))
        .order(batch_items::position)
        .select(ItemRow::as_select());
    query.load(conn.raw())?.into_iter().map(BatchItem::try_from).collect()
}

/// The batches a case has been in, the unreturned one first: there is at most one.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope.
pub fn item_of_case(
    conn: &mut Connection,
    scope: &Scope,
    case: CaseId,
) -> Result<Vec<BatchItem>, StoreError> {
    cases::require(conn, scope, case)?;
    let query = batch_items::table
        .filter(batch_items::case_id.eq(case.to_string()))
        .order(batch_items::batch_id)
        .select(ItemRow::as_select());
    let rows = query.load(conn.raw())?;
    let mut items = rows.into_iter().map(BatchItem::try_from).collect::<Result<Vec<_>, _>>()?;
    let is_over = |item: &BatchItem| {
        item.unsent_at.is_some() || matches!(item.answer, Some((Answer::Returned { .. }, _)))
    };
    items.sort_by_key(is_over);
    Ok(items)
}

/// How many cases of a batch were answered, and how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Answered {
    /// Accepted cases.
    pub accepted: u64,
    /// Returned cases.
    pub returned: u64,
}

/// The answers so far of each of these batches. One outside the scope, and one without answers, is left out.
///
/// # Errors
/// The store's own.
pub fn answered(
    conn: &mut Connection,
    scope: &Scope,
    ids: &[BatchId],
) -> Result<BTreeMap<BatchId, Answered>, StoreError> {
    let asked: Vec<String> = ids.iter().map(BatchId::to_string).collect();
    let own = within!(batches::table.filter(batches::id.eq_any(asked)), scope, batches::municipality_id);
    let own: Vec<String> = own.select(batches::id).load(conn.raw())?;
    let groups: Vec<(String, Option<String>, i64)> = batch_items::table
        .filter(batch_items::batch_id.eq_any(own))
        .filter(batch_items::outcome.is_not_null())
        .group_by((batch_items::batch_id, batch_items::outcome))
        .select((batch_items::batch_id, batch_items::outcome, count_star()))
        .load(conn.raw())?;
    let mut found = BTreeMap::<BatchId, Answered>::new();
    for (id, outcome, number) in groups {
        let row = Row::new("batch_items", &id);
        let answered = found.entry(row.text("batch_id", &id)?).or_default();
        let number = row.number("count", number)?;
        match outcome.as_deref() {
            Some(ACCEPTED) => answered.accepted = number,
            Some(RETURNED) => answered.returned = number,
            Some(UNSENT) => {}
            _ => return Err(row.corrupt("outcome", "neither accepted nor returned")),
        }
    }
    Ok(found)
}
