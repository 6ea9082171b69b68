//! Enrolment, passwords, and the count of attempts. Each change is one conditional statement, so that two requests at
//! the same moment cannot both use a link or a code.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::AccountId;

use super::{Account, AccountRow, Enrolment, TABLE};
use crate::columns::{Row, micros, micros_opt};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::recovery_codes;
use crate::schema::accounts;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// A user's use of the one-time link.
#[derive(Clone)]
pub struct Enrolling<'a> {
    /// SHA-256 of the link's token, as text.
    pub token_hash: &'a str,
    /// The new password's argon2id hash with its parameters.
    pub password_hash: &'a str,
    /// The new TOTP secret, sealed.
    pub totp_sealed: &'a [u8],
    /// The time step of the code that proved the secret; it is spent by that.
    pub totp_step: i64,
    /// When it happens.
    pub at: Timestamp,
}

/// What became of a TOTP time step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum TotpStep {
    /// It is spent now, and the attempt counts as successful.
    Consumed,
    /// It was spent before (or the account is deactivated): the attempt is refused.
    Refused,
}

/// The account that waits for this enrolment link, if the link still works.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row cannot be read.
pub fn by_enrolment_token(
    conn: &mut Connection,
    scope: &Scope,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<Account>, StoreError> {
    let waiting = accounts::table
        .filter(accounts::enrolment_token_hash.eq(token_hash))
        .filter(accounts::enrolment_expires_at.gt(micros(now)))
        .filter(accounts::deactivated_at.is_null());
    let row = within!(waiting, scope, accounts::municipality_id)
        .select(AccountRow::as_select())
        .first(conn.raw())
        .optional()?;
    row.map(Account::try_from).transpose()
}

/// Resets an account: password and second factor are gone, and a new link waits.
///
/// # Errors
/// [`StoreError::NotFound`] when the account is not in scope or deactivated.
pub fn set_enrolment(tx: &mut Tx, scope: &Scope, id: AccountId, link: &Enrolment) -> Result<(), StoreError> {
    let active =
        accounts::table.filter(accounts::id.eq(id.to_string())).filter(accounts::deactivated_at.is_null());
    let reset = within!(diesel::update(active), scope, accounts::municipality_id)
        .set((
            accounts::password_hash.eq(None::<String>),
            accounts::totp_sealed.eq(None::<Vec<u8>>),
            accounts::totp_last_step.eq(None::<i64>),
            accounts::enrolment_token_hash.eq(&link.token_hash),
            accounts::enrolment_expires_at.eq(micros(link.expires_at)),
        ))
        .execute(tx.raw())?;
    if reset == 1 { recovery_codes::forget(tx, scope, id) } else { Err(StoreError::NotFound) }
}

/// Uses the one-time link. `None` when there is no such link, or it was used or has expired.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn enrol(tx: &mut Tx, scope: &Scope, enrolling: &Enrolling) -> Result<Option<AccountId>, StoreError> {
    let waiting = accounts::table
        .filter(accounts::enrolment_token_hash.eq(enrolling.token_hash))
        .filter(accounts::enrolment_expires_at.gt(micros(enrolling.at)))
        .filter(accounts::deactivated_at.is_null());
    let id: Option<String> = within!(diesel::update(waiting), scope, accounts::municipality_id)
        .set((
            accounts::password_hash.eq(enrolling.password_hash),
            accounts::totp_sealed.eq(enrolling.totp_sealed),
            accounts::totp_last_step.eq(enrolling.totp_step),
            accounts::enrolment_token_hash.eq(None::<String>),
            accounts::enrolment_expires_at.eq(None::<i64>),
            accounts::failed_logins.eq(0),
            accounts::locked_until.eq(None::<i64>),
            accounts::enrolled_at.eq(micros(enrolling.at)),
        ))
        .returning(accounts::id)
        .get_result(tx.raw())
        .optional()?;
    id.map(|id| Row::new(TABLE, &id).text("id", &id)).transpose()
}

/// Replaces the password of an enrolled user.
///
/// # Errors
/// [`StoreError::NotFound`] when the account is not in scope, deactivated or not enrolled.
pub fn set_password(
    tx: &mut Tx,
    scope: &Scope,
    id: AccountId,
    password_hash: &str,
) -> Result<(), StoreError> {
    let enrolled = accounts::table
        .filter(accounts::id.eq(id.to_string()))
        .filter(accounts::password_hash.is_not_null())
        .filter(accounts::deactivated_at.is_null());
    let changed = within!(diesel::update(enrolled), scope, accounts::municipality_id)
        .set(accounts::password_hash.eq(password_hash))
        .execute(tx.raw())?;
    if changed == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Counts a failed attempt and locks the account until the instant that `lock_until` gives for the new count.
/// Answers the new count.
///
/// # Errors
/// [`StoreError::NotFound`] when the account is not in scope.
pub fn record_failure(
    tx: &mut Tx,
    scope: &Scope,
    id: AccountId,
    lock_until: impl FnOnce(u64) -> Option<Timestamp>,
) -> Result<u64, StoreError> {
    let account = accounts::table.filter(accounts::id.eq(id.to_string()));
    let failures: i64 = within!(diesel::update(account), scope, accounts::municipality_id)
        .set(accounts::failed_logins.eq(accounts::failed_logins + 1))
        .returning(accounts::failed_logins)
        .get_result(tx.raw())?;
    let failures = Row::new(TABLE, id).number("failed_logins", failures)?;
    diesel::update(accounts::table.filter(accounts::id.eq(id.to_string())))
        .set(accounts::locked_until.eq(micros_opt(lock_until(failures))))
        .execute(tx.raw())?;
    Ok(failures)
}

/// Spends a TOTP time step and forgets the failed attempts, unless this or a later step was spent before.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn record_success(tx: &mut Tx, scope: &Scope, id: AccountId, step: i64) -> Result<TotpStep, StoreError> {
    let unspent = accounts::totp_last_step.is_null().or(accounts::totp_last_step.lt(step));
    let account = accounts::table
        .filter(accounts::id.eq(id.to_string()))
        .filter(accounts::deactivated_at.is_null())
        .filter(unspent);
    let spent = within!(diesel::update(account), scope, accounts::municipality_id)
        .set((
            accounts::totp_last_step.eq(step),
            accounts::failed_logins.eq(0),
            accounts::locked_until.eq(None::<i64>),
        ))
        .execute(tx.raw())?;
    Ok(if spent == 1 { TotpStep::Consumed } else { TotpStep::Refused })
}
