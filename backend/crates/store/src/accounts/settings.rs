//! What users change about their own accounts.

use diesel::prelude::*;
use poortwacht_domain::Language;
use poortwacht_domain::ids::AccountId;

use crate::error::StoreError;
use crate::schema::accounts;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// Sets the language in which a user reads the portal.
///
/// # Errors
/// [`StoreError::NotFound`] when the account is not in scope or deactivated.
pub fn set_language(tx: &mut Tx, scope: &Scope, id: AccountId, language: Language) -> Result<(), StoreError> {
    let active =
        accounts::table.filter(accounts::id.eq(id.to_string())).filter(accounts::deactivated_at.is_null());
    let set = within!(diesel::update(active), scope, accounts::municipality_id)
        .set(accounts::language.eq(language.as_str()))
        .execute(tx.raw())?;
    if set == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Replaces the second factor of an enrolled user; `step` is that of the new one's code that proved it, spent by that.
///
/// # Errors
/// [`StoreError::NotFound`] when the account is not in scope, deactivated or not enrolled.
pub fn set_authenticator(
    tx: &mut Tx,
    scope: &Scope,
    id: AccountId,
    totp_sealed: &[u8],
    step: i64,
) -> Result<(), StoreError> {
    let enrolled = accounts::table
        .filter(accounts::id.eq(id.to_string()))
        .filter(accounts::totp_sealed.is_not_null())
        .filter(accounts::deactivated_at.is_null());
    let replaced = within!(diesel::update(enrolled), scope, accounts::municipality_id)
        .set((accounts::totp_sealed.eq(totp_sealed), accounts::totp_last_step.eq(step)))
        .execute(tx.raw())?;
    if replaced == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// Forgets the failed attempts, after a successful one that spent no time step.
///
/// # Errors
/// [`StoreError::NotFound`] when the account is not in scope or deactivated.
pub fn forget_failures(tx: &mut Tx, scope: &Scope, id: AccountId) -> Result<(), StoreError> {
    let active =
        accounts::table.filter(accounts::id.eq(id.to_string())).filter(accounts::deactivated_at.is_null());
    let forgotten = within!(diesel::update(active), scope, accounts::municipality_id)
        .set((accounts::failed_logins.eq(0), accounts::locked_until.eq(None::<i64>)))
        .execute(tx.raw())?;
    if forgotten == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
