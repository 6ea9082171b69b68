//! The list of accounts, and one of them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use poortwacht_domain::{AccountId, Act, ApprovalKind, Permission, RecordId, Role};
use poortwacht_store::Connection;
use poortwacht_store::accounts::{self as rows, Account};
use poortwacht_store::authorisations::{self, Authorisation};

use super::{find, needs_two};
use crate::accounts::AccountState;
use crate::accounts::term::{self, TermWarning};
use crate::{Actor, ServiceError, Services, approvals};

/// One account in the list.
#[derive(Debug, Clone)]
pub struct UserLine {
    /// Its id.
    pub id: AccountId,
    /// What the user types in.
    pub login: String,
    /// The user's name.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// What the account is good for.
    pub state: AccountState,
    /// The last login.
    pub last_login_at: Option<Timestamp>,
    /// Whether a second factor is coupled.
    pub second_factor: bool,
    /// Until when an officer's authorisations hold without a gap.
    pub authorised_until: Option<Timestamp>,
    /// What must be done about an officer's authorisation.
    pub warning: Option<TermWarning>,
    /// Whether it is the reader's own.
    pub is_own: bool,
}

/// The list.
#[derive(Debug, Clone)]
pub struct Users {
    /// This moment.
    pub now: Timestamp,
    /// Accounts in use, then closed ones, by name.
    pub lines: Vec<UserLine>,
    /// Requests that wait for a second person.
    pub waiting: usize,
}

/// An authorisation of an officer.
#[derive(Debug, Clone)]
pub struct HeldTerm {
    /// Names the authorisation.
    pub id: RecordId,
    /// The officer's number.
    pub number: String,
    /// Domain of offences.
    pub domain: String,
    /// Where it holds.
    pub territory: String,
    /// From when it holds.
    pub from: Timestamp,
    /// The first instant at which it does not.
    pub until: Timestamp,
    /// Since when it is suspended.
    pub suspended_at: Option<Timestamp>,
}

/// One account.
#[derive(Debug, Clone)]
pub struct User {
    /// This moment.
    pub now: Timestamp,
    /// As in the list.
    pub line: UserLine,
    /// Since when the account exists.
    pub created_at: Timestamp,
    /// When its user enrolled last.
    pub enrolled_at: Option<Timestamp>,
    /// When access was last set up anew.
    pub reset_at: Option<Timestamp>,
    /// Authorisations, the newest first.
    pub terms: Vec<HeldTerm>,
    /// Requests about the account that wait for a second person.
    pub waiting: Vec<ApprovalKind>,
    /// Whether letting the user in takes a second person.
    pub needs_two: bool,
    /// Whether authorisations wait to be confirmed, and the reader may do it.
    pub confirm: Option<bool>,
}

/// Everybody. Logged as [`Act::UsersListed`] before it is read.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn users(services: &Services, actor: &Actor) -> Result<Users, ServiceError> {
    actor.require(Permission::ManageAccess)?;
    services.enter(actor.log(), actor.entry(Act::UsersListed)).await?;
    let (by, now) = (actor.clone(), services.now());
    let read = move |conn: &mut Connection| {
        let mut held: BTreeMap<AccountId, Vec<Authorisation>> = BTreeMap::new();
        for authorisation in authorisations::list(conn, &by.scope())? {
            held.entry(authorisation.account).or_default().push(authorisation);
        }
        let accounts = rows::list(conn, &by.scope())?.into_iter();
        let named = accounts.filter(|account| !account.display_name.is_empty());
        let own = |account: &Account| held.get(&account.id).map_or(&[][..], Vec::as_slice);
        let mut lines: Vec<_> = named.map(|account| line(&account, own(&account), &by, now)).collect();
        lines.sort_by_key(|line| (line.state == AccountState::Ended, line.name.to_lowercase(), line.id));
        Ok(Users { now, lines, waiting: approvals::waiting(conn, &by, now)? })
    };
    services.store().read(read).await
}

/// One account. Logged as [`Act::UsersListed`] before it is read.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn user(services: &Services, actor: &Actor, id: AccountId) -> Result<User, ServiceError> {
    actor.require(Permission::ManageAccess)?;
    let (by, now) = (actor.clone(), services.now());
    let there = actor.clone();
    services.store().read(move |conn| find(conn, &there, id)).await?;
    services.enter(actor.log(), actor.entry(Act::UsersListed).detail("account", id)).await?;
    services.store().read(move |conn| view(conn, &by, id, now)).await
}

/// Name and login of an account, for the page that hands over its link.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; those of the store.
pub async fn names(
    services: &Services,
    actor: &Actor,
    id: AccountId,
) -> Result<(String, String), ServiceError> {
    actor.require(Permission::ManageAccess)?;
    let by = actor.clone();
    let read = move |conn: &mut Connection| find(conn, &by, id);
    services.store().read(read).await.map(|account| (account.display_name, account.login))
}

fn view(conn: &mut Connection, by: &Actor, id: AccountId, now: Timestamp) -> Result<User, ServiceError> {
    let account = find(conn, by, id)?;
    let held = authorisations::of_account(conn, &by.scope(), id)?;
    let suspensions: Vec<_> = held.iter().filter_map(|held| held.suspension).collect();
    let handed = suspensions.iter().any(|suspension| suspension.by == Some(by.account));
    let may_confirm = !handed && account.credentials.is_some() && id != by.account;
    Ok(User {
        now,
        line: line(&account, &held, by, now),
        created_at: account.created_at,
        enrolled_at: account.enrolled_at,
        reset_at: account.reset_at,
        waiting: approvals::kinds_waiting_for(conn, by, id, now)?,
        needs_two: needs_two(&account),
        confirm: (!suspensions.is_empty()).then_some(may_confirm),
        terms: held.into_iter().map(held_term).collect(),
    })
}

fn line(account: &Account, held: &[Authorisation], reader: &Actor, now: Timestamp) -> UserLine {
    let officer = account.role == Role::Officer && account.deactivated_at.is_none();
    UserLine {
        id: account.id,
        login: account.login.clone(),
        name: account.display_name.clone(),
        role: account.role,
        state: AccountState::of(account, now),
        last_login_at: account.last_login_at,
        second_factor: account.credentials.is_some(),
        authorised_until: officer.then(|| term::covered_until(held, now)).flatten(),
        warning: officer.then(|| term::warning(held, now)).flatten(),
        is_own: account.id == reader.account,
    }
}

fn held_term(held: Authorisation) -> HeldTerm {
    HeldTerm {
        id: held.id,
        number: held.officer_number,
        domain: held.domain,
        territory: held.territory,
        from: held.valid_from,
        until: held.valid_until,
        suspended_at: held.suspension.map(|suspension| suspension.at),
    }
}
