//! Officers' authorisations: the power to judge, with its number, domain, territory and term.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{AccountId, RecordId};
use poortwacht_domain::retention::RetentionClass;

use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{accounts, authorisations};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// Why an authorisation carries no decision although its term is not over: the officer's access was set up anew and nobody
/// confirmed yet that the right person has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspension {
    /// From this instant on.
    pub at: Timestamp,
    /// Who was handed the new enrolment link, and so may not confirm.
    pub by: Option<AccountId>,
}

/// An officer's authorisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorisation {
    /// Names the authorisation.
    pub id: RecordId,
    /// The officer's account.
    pub account: AccountId,
    /// The officer's number, as the CJIB knows it.
    pub officer_number: String,
    /// The domain of offences it covers.
    pub domain: String,
    /// Where it holds.
    pub territory: String,
    /// From when it holds.
    pub valid_from: Timestamp,
    /// The first instant at which it does not.
    pub valid_until: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// When the record dies.
    pub destroy_after: Timestamp,
    /// Set while it is suspended.
    pub suspension: Option<Suspension>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = authorisations)]
struct AuthorisationRow {
    id: String,
    account_id: String,
    officer_number: String,
    domain: String,
    territory: String,
    valid_from: i64,
    valid_until: i64,
    recorded_at: i64,
    retention_class: String,
    destroy_after: i64,
    suspended_at: Option<i64>,
    suspended_by: Option<String>,
}

impl From<&Authorisation> for AuthorisationRow {
    fn from(authorisation: &Authorisation) -> Self {
        Self {
            id: authorisation.id.to_string(),
            account_id: authorisation.account.to_string(),
            officer_number: authorisation.officer_number.clone(),
            domain: authorisation.domain.clone(),
            territory: authorisation.territory.clone(),
            valid_from: micros(authorisation.valid_from),
            valid_until: micros(authorisation.valid_until),
            recorded_at: micros(authorisation.recorded_at),
            retention_class: RetentionClass::Authorisation.as_str().to_owned(),
            destroy_after: micros(authorisation.destroy_after),
            suspended_at: authorisation.suspension.map(|suspension| micros(suspension.at)),
            suspended_by: authorisation
                .suspension
                .and_then(|suspension| suspension.by)
                .map(|by| by.to_string()),
        }
    }
}

impl TryFrom<AuthorisationRow> for Authorisation {
    type Error = StoreError;

    fn try_from(row: AuthorisationRow) -> Result<Self, StoreError> {
        let at = Row::new("authorisations", &row.id);
        let suspended_by = at.text_opt("suspended_by", row.suspended_by.as_deref())?;
        let suspended_at = at.instant_opt("suspended_at", row.suspended_at)?;
        Ok(Self {
            suspension: suspended_at.map(|at| Suspension { at, by: suspended_by }),
            id: at.text("id", &row.id)?,
            account: at.text("account_id", &row.account_id)?,
            valid_from: at.instant("valid_from", row.valid_from)?,
            valid_until: at.instant("valid_until", row.valid_until)?,
            recorded_at: at.instant("recorded_at", row.recorded_at)?,
            destroy_after: at.instant("destroy_after", row.destroy_after)?,
            officer_number: row.officer_number,
            domain: row.domain,
            territory: row.territory,
        })
    }
}

/// Records an authorisation.
///
/// # Errors
/// [`StoreError::NotFound`] when the account is not in scope.
pub fn add(tx: &mut Tx, scope: &Scope, authorisation: &Authorisation) -> Result<(), StoreError> {
    in_scope(tx, scope, authorisation.account)?;
    diesel::insert_into(authorisations::table)
        .values(AuthorisationRow::from(authorisation))
        .execute(tx.raw())?;
    Ok(())
}

/// The authorisation that an officer holds at this instant and that is not suspended then, the latest recorded if there are several.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn valid_at(
    conn: &mut Connection,
    scope: &Scope,
    account: AccountId,
    at: Timestamp,
) -> Result<Option<Authorisation>, StoreError> {
    let held = authorisations::table
        .inner_join(accounts::table)
        .filter(authorisations::account_id.eq(account.to_string()))
        .filter(authorisations::valid_from.le(micros(at)))
        .filter(authorisations::valid_until.gt(micros(at)))
        .filter(authorisations::suspended_at.is_null().or(authorisations::suspended_at.gt(micros(at))));
    let row = within!(held, scope, accounts::municipality_id)
        .order(authorisations::recorded_at.desc())
        .select(AuthorisationRow::as_select())
        .first(conn.raw())
        .optional()?;
    row.map(Authorisation::try_from).transpose()
}

/// All authorisations of an officer, the newest first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn of_account(
    conn: &mut Connection,
    scope: &Scope,
    account: AccountId,
) -> Result<Vec<Authorisation>, StoreError> {
    let of_account = authorisations::table
        .inner_join(accounts::table)
        .filter(authorisations::account_id.eq(account.to_string()));
    let rows = within!(of_account, scope, accounts::municipality_id)
        .order((authorisations::valid_from.desc(), authorisations::id))
        .select(AuthorisationRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Authorisation::try_from).collect()
}

/// All authorisations of the scope's officers, the newest first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn list(conn: &mut Connection, scope: &Scope) -> Result<Vec<Authorisation>, StoreError> {
    let of_officers = authorisations::table.inner_join(accounts::table);
    let rows = within!(of_officers, scope, accounts::municipality_id)
        .order((authorisations::valid_from.desc(), authorisations::id))
        .select(AuthorisationRow::as_select())
        .load(conn.raw())?;
    rows.into_iter().map(Authorisation::try_from).collect()
}

/// Suspends the authorisations of an officer that hold now or later; how many.
///
/// # Errors
/// [`StoreError::NotFound`] when the account is not in scope.
pub fn suspend(
    tx: &mut Tx,
    scope: &Scope,
    account: AccountId,
    suspension: &Suspension,
) -> Result<usize, StoreError> {
    in_scope(tx, scope, account)?;
    let held = authorisations::table
        .filter(authorisations::account_id.eq(account.to_string()))
        .filter(authorisations::valid_until.gt(micros(suspension.at)));
    let suspended = diesel::update(held)
        .set((
            authorisations::suspended_at.eq(micros(suspension.at)),
            authorisations::suspended_by.eq(suspension.by.map(|by| by.to_string())),
        ))
        .execute(tx.raw())?;
    Ok(suspended)
}

/// Lifts the suspension of an officer's authorisations; how many were suspended.
///
/// # Errors
/// [`StoreError::NotFound`] when the account is not in scope.
pub fn confirm(tx: &mut Tx, scope: &Scope, account: AccountId) -> Result<usize, StoreError> {
    in_scope(tx, scope, account)?;
    let suspended = authorisations::table
        .filter(authorisations::account_id.eq(account.to_string()))
        .filter(authorisations::suspended_at.is_not_null());
    let lifted = diesel::update(suspended)
        .set((authorisations::suspended_at.eq(None::<i64>), authorisations::suspended_by.eq(None::<String>)))
        .execute(tx.raw())?;
    Ok(lifted)
}

/// Ends an officer's authorisation, unless it is over. Whether it was ended.
///
/// # Errors
/// [`StoreError::NotFound`] when the account is not in scope.
pub fn end(
    tx: &mut Tx,
    scope: &Scope,
    (account, id): (AccountId, RecordId),
    (at, destroy_after): (Timestamp, Timestamp),
) -> Result<bool, StoreError> {
    in_scope(tx, scope, account)?;
    let held = authorisations::table
        .filter(authorisations::id.eq(id.to_string()))
        .filter(authorisations::account_id.eq(account.to_string()))
        .filter(authorisations::valid_until.gt(micros(at)));
    let end =
        (authorisations::valid_until.eq(micros(at)), authorisations::destroy_after.eq(micros(destroy_after)));
    Ok(diesel::update(held).set(end).execute(tx.raw())? > 0)
}

fn in_scope(tx: &mut Tx, scope: &Scope, account: AccountId) -> Result<(), StoreError> {
    let account = accounts::table.filter(accounts::id.eq(account.to_string()));
    let _: String =
        within!(account, scope, accounts::municipality_id).select(accounts::id).first(tx.raw())?;
    Ok(())
}

/// Deletes authorisations that are due, the oldest first, at most `limit`. Answers how many.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn delete_due(tx: &mut Tx, scope: &Scope, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let due = authorisations::table
        .inner_join(accounts::table)
        .filter(authorisations::destroy_after.le(micros(now)));
    let ids: Vec<String> = within!(due, scope, accounts::municipality_id)
        .order(authorisations::destroy_after)
        .limit(i64::from(limit))
        .select(authorisations::id)
        .load(tx.raw())?;
    let deleted =
        diesel::delete(authorisations::table.filter(authorisations::id.eq_any(ids))).execute(tx.raw())?;
    Ok(deleted)
}
