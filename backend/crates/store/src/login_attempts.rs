//! Attempts to log in, kept six months to count failures and to show peaks of them.

use std::net::IpAddr;

use diesel::prelude::*;
use jiff::Timestamp;
use poortwacht_domain::ids::{AccountId, MunicipalityId, RecordId};
use poortwacht_domain::retention::RetentionClass;

use crate::columns::micros;
use crate::error::StoreError;
use crate::schema::login_attempts;
use crate::scope::Scope;
use crate::tx::Tx;
use crate::within::within;

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginOutcome {
    /// Logged in.
    Succeeded,
    /// No such login.
    UnknownLogin,
    /// From an address outside the municipality's ranges.
    WrongAddress,
    /// The password was wrong.
    WrongPassword,
    /// The password was right, the code was wrong.
    WrongCode,
    /// The code was right but spent.
    SpentCode,
    /// The account was locked at that moment.
    Locked,
    /// The account is deactivated or its user has not enrolled.
    Inactive,
}

impl LoginOutcome {
    /// The outcome as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::UnknownLogin => "unknown_login",
            Self::WrongAddress => "wrong_address",
            Self::WrongPassword => "wrong_password",
            Self::WrongCode => "wrong_code",
            Self::SpentCode => "spent_code",
            Self::Locked => "locked",
            Self::Inactive => "inactive",
        }
    }
}

/// One attempt. What was typed in as login is not kept: people type passwords there.
#[derive(Clone, Debug)]
pub struct LoginAttempt {
    /// Names the attempt.
    pub id: RecordId,
    /// The account's municipality; `None` when there is no such account.
    pub municipality: Option<MunicipalityId>,
    /// The account; `None` when there is none.
    pub account: Option<AccountId>,
    /// When.
    pub at: Timestamp,
    /// From which address.
    pub origin: IpAddr,
    /// How it ended.
    pub outcome: LoginOutcome,
    /// When the row dies.
    pub destroy_after: Timestamp,
}

#[derive(Insertable)]
#[diesel(table_name = login_attempts)]
struct AttemptRow {
    id: String,
    municipality_id: Option<String>,
    account_id: Option<String>,
    at: i64,
    origin: String,
    outcome: &'static str,
    retention_class: &'static str,
    destroy_after: i64,
}

impl From<&LoginAttempt> for AttemptRow {
    fn from(attempt: &LoginAttempt) -> Self {
        Self {
            id: attempt.id.to_string(),
            municipality_id: attempt.municipality.map(|municipality| municipality.to_string()),
            account_id: attempt.account.map(|account| account.to_string()),
            at: micros(attempt.at),
            origin: attempt.origin.to_string(),
            outcome: attempt.outcome.as_str(),
            retention_class: RetentionClass::LoginAttempt.as_str(),
            destroy_after: micros(attempt.destroy_after),
        }
    }
}

/// Keeps an attempt.
///
/// # Errors
/// [`StoreError::NotFound`] when its municipality is out of scope, or it has none and the scope is a municipality's.
pub fn insert(tx: &mut Tx, scope: &Scope, attempt: &LoginAttempt) -> Result<(), StoreError> {
    match attempt.municipality {
        Some(municipality) => scope.check(municipality)?,
        None if scope.only().is_some() => return Err(StoreError::NotFound),
        None => {}
    }
    diesel::insert_into(login_attempts::table).values(AttemptRow::from(attempt)).execute(tx.raw())?;
    Ok(())
}

/// Deletes attempts that are due, the oldest first, at most `limit`. Answers how many.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like.
pub fn delete_due(tx: &mut Tx, scope: &Scope, now: Timestamp, limit: u32) -> Result<usize, StoreError> {
    let due = login_attempts::table.filter(login_attempts::destroy_after.le(micros(now)));
    let ids: Vec<String> = within!(due, scope, login_attempts::municipality_id)
        .order(login_attempts::destroy_after)
        .limit(i64::from(limit))
        .select(login_attempts::id)
        .load(tx.raw())?;
    let deleted =
        diesel::delete(login_attempts::table.filter(login_attempts::id.eq_any(ids))).execute(tx.raw())?;
    Ok(deleted)
}
