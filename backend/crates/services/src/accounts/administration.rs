//! What the operator does with accounts.

use jiff::Timestamp;
use poortwacht_domain::{AccountId, Act, MunicipalityId, Role};
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::accounts::{self as rows, Account, Enrolment};
use poortwacht_store::{Connection, Plan, Scope};

use super::doing::{Doing, clashes};
use super::state::AccountState;
use crate::flaw::{Flaw, text};
use crate::{FieldProblem, ServiceError, Services, token};

pub(super) const LONGEST_NAME: usize = 100;

/// An account to be added.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// What the user types in; lower case, unique in the instance.
    pub login: String,
    /// The user's name.
    pub name: String,
    /// What the user may do.
    pub role: Role,
}

/// An account in the operator's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLine {
    /// What the user types in.
    pub login: String,
    /// The user's name.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// See [`AccountState::as_str`].
    pub state: &'static str,
}

/// Adds an account and gives its one-time enrolment link.
///
/// # Errors
/// [`ServiceError::Invalid`] with every wrong field, also when the login is taken or the same person holds an
/// incompatible role.
pub async fn add(
    services: &Services,
    municipality: MunicipalityId,
    new: NewAccount,
) -> Result<String, ServiceError> {
    let (login, name) = checked(&new)?;
    let (link, enrolment) = enrolment_link(services);
    let account = rows::NewAccount {
        id: AccountId::random(services.rng().as_ref()),
        municipality,
        login,
        display_name: name,
        role: new.role,
        enrolment: Some(enrolment),
        created_at: services.now(),
    };
    let (owned, log) = (services.clone(), LogName::municipality(municipality));
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let scope = Scope::municipality(municipality);
        if clashes(tx, &scope, account.id, &account.display_name, account.role)? {
            return Err(ServiceError::Invalid(vec![FieldProblem::flawed("role", Flaw::RolesClash)]));
        }
        rows::insert(tx, &scope, &account)?;
        let entry = Entry::new(Actor::Operator, Act::AccountAdded)
            .detail("account", account.id)
            .detail("role", account.role);
        Ok(owned.record(tx, &log, &entry)?)
    });
    match written.await {
        Ok(_) => Ok(link),
        Err(ServiceError::Conflict(_)) => {
            Err(ServiceError::Invalid(vec![FieldProblem::flawed("login", Flaw::LoginTaken)]))
        }
        Err(error) => Err(error),
    }
}

/// All accounts, of one municipality or of all, by login.
///
/// # Errors
/// Those of the store.
pub async fn list(
    services: &Services,
    municipality: Option<MunicipalityId>,
) -> Result<Vec<AccountLine>, ServiceError> {
    let now = services.now();
    let scope = municipality.map_or(Scope::job("list accounts"), Scope::municipality);
    let accounts = services.store().read(move |conn| rows::list(conn, &scope)).await?;
    let line = |account: Account| AccountLine {
        state: AccountState::of(&account, now).as_str(),
        login: account.login,
        name: account.display_name,
        role: account.role,
    };
    Ok(accounts.into_iter().map(line).collect())
}

/// Deactivates an account for good; its sessions end at once.
///
/// # Errors
/// [`ServiceError::NotFound`], or [`ServiceError::Conflict`] when it was ended before.
pub async fn end(services: &Services, login: &str) -> Result<(), ServiceError> {
    let account = by_login(services, login).await?;
    let own = services.clone();
    let plan = Plan::new().log(LogName::municipality(account.municipality));
    let written = services.store().write(plan, move |tx| {
        let doing = Doing { services: &own, municipality: account.municipality, entry: &operator };
        doing.deactivate(tx, account.id)
    });
    written.await.map(drop)
}

/// Takes password and authenticator away, ends all sessions, suspends the authorisations, and gives a new enrolment link. A
/// second person approves.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Invalid`] when the second person is the same one or has no account in use.
pub async fn reset(services: &Services, login: &str, second_person: &str) -> Result<String, ServiceError> {
    let account = by_login(services, login).await?;
    let (link, enrolment) = enrolment_link(services);
    let own = services.clone();
    let second_login = second_person.to_owned();
    let plan = Plan::new().log(LogName::municipality(account.municipality));
    let written = services.store().write(plan, move |tx| {
        let second = self::second_person(tx, &Scope::municipality(account.municipality), &second_login)?;
        if second == account.id {
            return Err(problem("second_person", "is the account itself; somebody else must approve"));
        }
        let entry = |act| operator(act).detail("second_person", second);
        let doing = Doing { services: &own, municipality: account.municipality, entry: &entry };
        doing.reset(tx, account.id, &enrolment, None)
    });
    written.await?;
    Ok(link)
}

/// The account of a second person who approves something: enrolled and in use.
pub(crate) fn second_person(
    conn: &mut Connection,
    scope: &Scope,
    login: &str,
) -> Result<AccountId, ServiceError> {
    let account = rows::by_login(conn, scope, &normalised(login))?;
    let in_use = account.filter(|account| account.deactivated_at.is_none() && account.credentials.is_some());
    in_use.map(|account| account.id).ok_or_else(|| {
        problem(
            "second_person",
            "has no enrolled account in this municipality; give the login of a colleague",
        )
    })
}

/// How a login is stored and compared.
pub(super) fn normalised(login: &str) -> String {
    login.trim().to_lowercase()
}

pub(crate) async fn by_login(services: &Services, login: &str) -> Result<Account, ServiceError> {
    let login = normalised(login);
    let scope = Scope::job("find an account by its login");
    let found = services.store().read(move |conn| rows::by_login(conn, &scope, &login)).await?;
    found.ok_or(ServiceError::NotFound("account"))
}

/// A fresh link: as it is handed over, and as it is stored.
pub(crate) fn enrolment_link(services: &Services) -> (String, Enrolment) {
    let secret = token::fresh(services.rng().as_ref());
    let expires_at = services.now().saturating_add(services.config().enrolment).unwrap_or(Timestamp::MAX);
    let link = format!("{}/enrol/{secret}", services.config().portal_origin);
    (link, Enrolment { token_hash: token::hash(&secret), expires_at })
}

fn checked(new: &NewAccount) -> Result<(String, String), ServiceError> {
    match (login(&new.login), text(&new.name, LONGEST_NAME)) {
        (Ok(login), Ok(name)) => Ok((login, name)),
        (login, name) => {
            let login = login.err().map(|flaw| FieldProblem::flawed("login", flaw));
            let name = name.err().map(|flaw| FieldProblem::flawed("name", flaw));
            Err(ServiceError::Invalid(login.into_iter().chain(name).collect()))
        }
    }
}

/// A login as it is stored.
pub(super) fn login(typed: &str) -> Result<String, Flaw> {
    let login = normalised(typed);
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-@".contains(&byte);
    let starts_well = login.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    let good = (2..=60).contains(&login.len()) && starts_well && login.bytes().all(allowed);
    if good { Ok(login) } else { Err(Flaw::NotALogin) }
}

fn operator(act: Act) -> Entry {
    Entry::new(Actor::Operator, act)
}

fn problem(field: &str, message: &str) -> ServiceError {
    ServiceError::Invalid(vec![FieldProblem::new(field, message)])
}
