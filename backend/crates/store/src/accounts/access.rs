//! What is changed about somebody's access by others.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::AccountId;
use poortwacht_domain::retention::{FAR_FUTURE, RetentionClass};
use poortwacht_domain::roles::Role;

use super::Enrolment;
use crate::columns::micros;
use crate::error::StoreError;
use crate::schema::accounts;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// Gives an account another role. Its sessions are ended by [`crate::sessions::end_all_of_account`].
///
/// # Errors
/// [`StoreError::NotFound`] when the account is not in scope or deactivated.
pub fn set_role(tx: &mut Tx, scope: &Scope, id: AccountId, role: Role) -> Result<(), StoreError> {
    let active =
        accounts::table.filter(accounts::id.eq(id.to_string())).filter(accounts::deactivated_at.is_null());
    let set = within!(diesel::update(active), scope, accounts::municipality_id)
        .set(accounts::role.eq(role.as_str()))
        .execute(tx.raw())?;
    if set == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Opens a deactivated account again, with a link to enrol anew or without one. Answers whether there was one that still
/// has its name.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn reactivate(
    tx: &mut Tx,
    scope: &Scope,
    id: AccountId,
    link: Option<&Enrolment>,
) -> Result<bool, StoreError> {
    let closed = accounts::table
        .filter(accounts::id.eq(id.to_string()))
        .filter(accounts::deactivated_at.is_not_null())
        .filter(accounts::display_name.ne(""));
    let opened = within!(diesel::update(closed), scope, accounts::municipality_id)
        .set((
            accounts::deactivated_at.eq(None::<i64>),
            accounts::totp_last_step.eq(None::<i64>),
            accounts::enrolment_token_hash.eq(link.map(|link| link.token_hash.clone())),
            accounts::enrolment_expires_at.eq(link.map(|link| micros(link.expires_at))),
            accounts::failed_logins.eq(0),
            accounts::locked_until.eq(None::<i64>),
            accounts::retention_class.eq(RetentionClass::AccountActive.as_str()),
            accounts::destroy_after.eq(micros(FAR_FUTURE)),
        ))
        .execute(tx.raw())?;
    Ok(opened == 1)
}

/// Notes that somebody logged in.
///
/// # Errors
/// [`StoreError::NotFound`] when the account is not in scope.
pub fn record_login(tx: &mut Tx, scope: &Scope, id: AccountId, at: Timestamp) -> Result<(), StoreError> {
    let account = accounts::table.filter(accounts::id.eq(id.to_string()));
    let noted = within!(diesel::update(account), scope, accounts::municipality_id)
        .set(accounts::last_login_at.eq(micros(at)))
        .execute(tx.raw())?;
    if noted == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Notes that password and second factor were taken away, by [`super::set_enrolment`].
///
/// # Errors
/// [`StoreError::NotFound`] when the account is not in scope.
pub fn record_reset(tx: &mut Tx, scope: &Scope, id: AccountId, at: Timestamp) -> Result<(), StoreError> {
    let account = accounts::table.filter(accounts::id.eq(id.to_string()));
    let noted = within!(diesel::update(account), scope, accounts::municipality_id)
        .set((
            accounts::reset_at.eq(micros(at)),
            accounts::failed_logins.eq(0),
            accounts::locked_until.eq(None::<i64>),
        ))
        .execute(tx.raw())?;
    if noted == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
