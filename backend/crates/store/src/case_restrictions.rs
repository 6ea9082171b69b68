//! Cases that are left alone because the person concerned asked so: kept, and neither judged nor sent (AVG art. 18, Wpg
//! art. 28).

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::{AccountId, CaseId, RestrictionGround};

use crate::cases;
use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{case_restrictions as restrictions, cases as cases_table};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// Why a case is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restriction {
    /// The ground.
    pub ground: RestrictionGround,
    /// Who restricted it.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// Restricts a case, and takes it off the desk on which it lies. The mark dies with it.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope; [`StoreError::Conflict`] when it is restricted.
pub fn restrict(tx: &mut Tx, scope: &Scope, case: CaseId, new: &Restriction) -> Result<(), StoreError> {
    let inherited = cases::lock(tx, scope, case)?;
    diesel::insert_into(restrictions::table)
        .values((
            restrictions::case_id.eq(case.to_string()),
            restrictions::ground.eq(new.ground.as_str()),
            restrictions::restricted_by.eq(new.by.to_string()),
            restrictions::restricted_at.eq(micros(new.at)),
            restrictions::retention_class.eq(inherited.retention_class),
            restrictions::destroy_after.eq(inherited.destroy_after),
        ))
        .execute(tx.raw())?;
    cases::take_off_desk(tx, scope, case)
}

/// Lifts the restriction of a case.
///
/// # Errors
/// [`StoreError::NotFound`] for a case outside the scope; [`StoreError::Conflict`] when it is not restricted.
pub fn lift(tx: &mut Tx, scope: &Scope, case: CaseId) -> Result<(), StoreError> {
    cases::lock(tx, scope, case)?;
    let restricted = restrictions::table.filter(restrictions::case_id.eq(case.to_string()));
    match diesel::delete(restricted).execute(tx.raw())? {
        0 => Err(StoreError::Conflict { constraint: "restriction".to_owned() }),
        _ => Ok(()),
    }
}

/// The restriction of a case, where it is restricted.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn of_case(
    conn: &mut Connection,
    scope: &Scope,
    case: CaseId,
) -> Result<Option<Restriction>, StoreError> {
    let row: Option<(String, String, i64)> = within!(
        restrictions::table.inner_join(cases_table::table).filter(restrictions::case_id.eq(case.to_string())),
        scope,
        cases_table::municipality_id
    )
    .select((restrictions::ground, restrictions::restricted_by, restrictions::restricted_at))
    .get_result(conn.raw())
    .optional()?;
    let at = Row::new("case_restrictions", case);
    let read = |(ground, by, when): (String, String, i64)| {
        Ok(Restriction {
            ground: at.text("ground", &ground)?,
            by: at.text("restricted_by", &by)?,
            at: at.instant("restricted_at", when)?,
        })
    };
    row.map(read).transpose()
}
