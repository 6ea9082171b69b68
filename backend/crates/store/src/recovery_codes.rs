//! Recovery codes: single-use stand-ins for the authenticator, by their hash.

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::AccountId;

use crate::columns::micros;
use crate::connection::Connection;
use crate::error::StoreError;
use crate::schema::{accounts, recovery_codes};
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// Replaces all codes of an account.
///
/// # Errors
/// [`StoreError::NotFound`] when the account is not in scope.
pub fn replace(
    tx: &mut Tx,
    scope: &Scope,
    account: AccountId,
    hashes: &[String],
    at: Timestamp,
) -> Result<(), StoreError> {
    forget(tx, scope, account)?;
    let rows: Vec<_> = hashes
        .iter()
        .map(|hash| {
            (
                recovery_codes::account_id.eq(account.to_string()),
                recovery_codes::code_hash.eq(hash),
                recovery_codes::created_at.eq(micros(at)),
            )
        })
        .collect();
    for row in rows {
        diesel::insert_into(recovery_codes::table).values(row).execute(tx.raw())?;
    }
    Ok(())
}

/// Uses a code up. Answers whether the account had it: of two uses at the same moment one finds nothing.
///
/// # Errors
/// [`StoreError::NotFound`] when the account is not in scope.
pub fn spend(tx: &mut Tx, scope: &Scope, account: AccountId, hash: &str) -> Result<bool, StoreError> {
    require(tx, scope, account)?;
    let code = recovery_codes::table
        .filter(recovery_codes::account_id.eq(account.to_string()))
        .filter(recovery_codes::code_hash.eq(hash));
    Ok(diesel::delete(code).execute(tx.raw())? == 1)
}

/// Takes all codes of an account away.
///
/// # Errors
/// [`StoreError::NotFound`] when the account is not in scope.
pub fn forget(tx: &mut Tx, scope: &Scope, account: AccountId) -> Result<(), StoreError> {
    require(tx, scope, account)?;
    let codes = recovery_codes::table.filter(recovery_codes::account_id.eq(account.to_string()));
    diesel::delete(codes).execute(tx.raw())?;
    Ok(())
}

/// How many codes an account has left; none when it is not in scope.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn left(conn: &mut Connection, scope: &Scope, account: AccountId) -> Result<u64, StoreError> {
    let codes = recovery_codes::table
        .inner_join(accounts::table)
        .filter(recovery_codes::account_id.eq(account.to_string()));
    let count: i64 = within!(codes, scope, accounts::municipality_id).count().get_result(conn.raw())?;
    Ok(count.unsigned_abs())
}

fn require(tx: &mut Tx, scope: &Scope, account: AccountId) -> Result<(), StoreError> {
    let account = accounts::table.filter(accounts::id.eq(account.to_string()));
    let _: String =
        within!(account, scope, accounts::municipality_id).select(accounts::id).first(tx.raw())?;
    Ok(())
}
