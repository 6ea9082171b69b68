//! What waits under a legal hold: the hold's own date is a review and stays.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{CaseId, RetentionClass};

use super::earlier;
use crate::cases::Retention;
use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{cases, legal_holds};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// A held case with the class and date to which it goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The case.
    pub case: CaseId,
    /// What waits under the hold.
    pub under: Retention,
    /// The passage.
    pub captured_at: Timestamp,
    /// When it came to the state that it is in.
    pub state_changed_at: Timestamp,
}

type HeldRow = (String, Option<String>, Option<i64>, i64, i64);

/// The cases that are held now. Holds are few: each has two people behind it.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn held(conn: &mut Connection, scope: &Scope) -> Result<Vec<Held>, StoreError> {
    let placed = legal_holds::table.inner_join(cases::table).filter(legal_holds::placed_at.is_not_null());
    let rows: Vec<HeldRow> = within!(placed, scope, cases::municipality_id)
        .order(legal_holds::case_id)
        .select((
            legal_holds::case_id,
            legal_holds::under_class,
            legal_holds::under_destroy_after,
            cases::captured_at,
            cases::state_changed_at,
        ))
        .load(conn.raw())?;
    rows.into_iter().map(read).collect()
}

fn read((case, class, dies, captured_at, state_changed_at): HeldRow) -> Result<Held, StoreError> {
    let at = Row::new("legal_holds", &case);
    let missing = || at.corrupt("under_class", "a placed hold lacks what lies under it");
    let class: RetentionClass = at.text_opt("under_class", class.as_deref())?.ok_or_else(missing)?;
    let destroy_after = at.instant_opt("under_destroy_after", dies)?.ok_or_else(missing)?;
    Ok(Held {
        case: at.text("case_id", &case)?,
        under: Retention { class, destroy_after },
        captured_at: at.instant("captured_at", captured_at)?,
        state_changed_at: at.instant("state_changed_at", state_changed_at)?,
    })
}

/// Brings the date under a hold forward, if it is still as it was read. Answers whether it was.
///
/// # Errors
/// [`StoreError::Conflict`] for a date that is not earlier; [`StoreError::NotFound`] for a case outside the scope.
pub fn bring_forward_under(
    tx: &mut Tx,
    scope: &Scope,
    held: &Held,
    to: Timestamp,
) -> Result<bool, StoreError> {
    earlier(held.under.destroy_after, to)?;
    crate::cases::lock(tx, scope, held.case)?;
    let same = legal_holds::table
        .filter(legal_holds::case_id.eq(held.case.to_string()))
        .filter(legal_holds::under_class.eq(held.under.class.as_str()))
        .filter(legal_holds::under_destroy_after.eq(micros(held.under.destroy_after)));
    let set = legal_holds::under_destroy_after.eq(micros(to));
    Ok(diesel::update(same).set(set).execute(tx.raw())? > 0)
}
