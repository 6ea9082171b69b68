//! The end of an account: deactivated, and nameless once no ledger entry needs the name.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{AccountId, MunicipalityId};
use poortwacht_domain::retention::{FAR_FUTURE, RetentionClass};

use super::TABLE;
use crate::columns::{Row, micros};
use crate::connection::Connection;
use crate::error::StoreError;
use crate::recovery_codes;
use crate::schema::accounts;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// An account whose name is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueAccount {
    /// The account.
    pub id: AccountId,
    /// Its municipality.
    pub municipality: MunicipalityId,
    /// Since when it is due.
    pub destroy_after: Timestamp,
}

/// Deactivates an account for good: its credentials and link are gone, its name stays until `destroy_after`.
/// Answers whether it was active until now. Its sessions are ended by
/// [`crate::sessions::end_all_of_account`].
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn deactivate(
    tx: &mut Tx,
    scope: &Scope,
    id: AccountId,
    at: Timestamp,
    destroy_after: Timestamp,
) -> Result<bool, StoreError> {
    let active =
        accounts::table.filter(accounts::id.eq(id.to_string())).filter(accounts::deactivated_at.is_null());
    let deactivated = within!(diesel::update(active), scope, accounts::municipality_id)
        .set((
            accounts::deactivated_at.eq(micros(at)),
            accounts::password_hash.eq(None::<String>),
            accounts::totp_sealed.eq(None::<Vec<u8>>),
            accounts::enrolment_token_hash.eq(None::<String>),
            accounts::enrolment_expires_at.eq(None::<i64>),
            accounts::retention_class.eq(RetentionClass::Account.as_str()),
            accounts::destroy_after.eq(micros(destroy_after)),
        ))
        .execute(tx.raw())?;
    if deactivated == 1 {
        recovery_codes::forget(tx, scope, id)?;
    }
    Ok(deactivated == 1)
}

/// Accounts whose name is due, the longest overdue first.
///
/// # Errors
/// [`StoreError::Corrupt`] when a row cannot be read.
pub fn due(
    conn: &mut Connection,
    scope: &Scope,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<DueAccount>, StoreError> {
    let due = accounts::table.filter(accounts::destroy_after.le(micros(now)));
    let rows: Vec<(String, String, i64)> = within!(due, scope, accounts::municipality_id)
        .order((accounts::destroy_after, accounts::id))
        .limit(i64::from(limit))
        .select((accounts::id, accounts::municipality_id, accounts::destroy_after))
        .load(conn.raw())?;
    rows.into_iter().map(due_account).collect()
}

fn due_account((id, municipality, destroy_after): (String, String, i64)) -> Result<DueAccount, StoreError> {
    let at = Row::new(TABLE, &id);
    Ok(DueAccount {
        id: at.text("id", &id)?,
        municipality: at.text("municipality_id", &municipality)?,
        destroy_after: at.instant("destroy_after", destroy_after)?,
    })
}

/// Takes the name and login off a deactivated account. The bare id stays, never due again: ledger entries and cases
/// refer to it. Answers whether there was such an account.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn anonymise(tx: &mut Tx, scope: &Scope, id: AccountId) -> Result<bool, StoreError> {
    let closed = accounts::table
        .filter(accounts::id.eq(id.to_string()))
        .filter(accounts::deactivated_at.is_not_null());
    let anonymised = within!(diesel::update(closed), scope, accounts::municipality_id)
        .set((
            accounts::login.eq(id.to_string()),
            accounts::display_name.eq(""),
            accounts::destroy_after.eq(micros(FAR_FUTURE)),
        ))
        .execute(tx.raw())?;
    Ok(anonymised == 1)
}
