//! What the operator does with accounts.

use jiff::Timestamp;
use poortwacht_domain::{AccountId, Act, MunicipalityId, RetentionClass, Role, incompatible};
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::accounts::{self as rows, Account, Enrolment};
use poortwacht_store::{Connection, Plan, Scope, Tx, sessions};

use crate::flaw::text;
use crate::{FieldProblem, ServiceError, Services, token};

const LONGEST_NAME: usize = 100;
/// Reason code of a reset in the ledger.
const RESET: &str = "credentials_reset";

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
    /// `active`, `locked`, `to enrol`, `link expired` or `ended`.
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
        enrolment,
        created_at: services.now(),
    };
    let (owned, log) = (services.clone(), LogName::municipality(municipality));
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let scope = Scope::municipality(municipality);
        refuse_double_role(tx, &scope, &account)?;
        rows::insert(tx, &scope, &account)?;
        let entry = Entry::new(Actor::Operator, Act::AccountAdded)
            .detail("account", account.id)
            .detail("role", account.role);
        Ok(owned.record(tx, &log, &entry)?)
    });
    match written.await {
        Ok(_) => Ok(link),
        Err(ServiceError::Conflict(_)) => Err(problem("login", "is taken; choose another login")),
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
        state: state(&account, now),
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
    let (owned, log) = (services.clone(), LogName::municipality(account.municipality));
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let (scope, now) = (Scope::municipality(account.municipality), owned.now());
        let terms = &owned.config().retention;
        let destroy_after = terms.destroy_after(RetentionClass::Account, now);
        if !rows::deactivate(tx, &scope, account.id, now, destroy_after)? {
            return Err(ServiceError::Conflict("the account has ended already".to_owned()));
        }
        end_sessions(&owned, tx, &scope, account.id)?;
        let entry = Entry::new(Actor::Operator, Act::AccountDeactivated).detail("account", account.id);
        Ok(owned.record(tx, &log, &entry)?)
    });
    written.await.map(drop)
}

/// Takes password and authenticator away, ends all sessions, and gives a new enrolment link. A second person approves.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Invalid`] when the second person is the same one or has no account in use.
pub async fn reset(services: &Services, login: &str, second_person: &str) -> Result<String, ServiceError> {
    let account = by_login(services, login).await?;
    let (link, enrolment) = enrolment_link(services);
    let (owned, log) = (services.clone(), LogName::municipality(account.municipality));
    let second_login = second_person.to_owned();
    let written = services.store().write(Plan::new().log(log.clone()), move |tx| {
        let scope = Scope::municipality(account.municipality);
        let second = self::second_person(tx, &scope, &second_login)?;
        if second == account.id {
            return Err(problem("second_person", "is the account itself; somebody else must approve"));
        }
        rows::set_enrolment(tx, &scope, account.id, &enrolment)?;
        end_sessions(&owned, tx, &scope, account.id)?;
        let entry = Entry::new(Actor::Operator, Act::KeyEvent)
            .reason(RESET)
            .detail("account", account.id)
            .detail("second_person", second);
        Ok(owned.record(tx, &log, &entry)?)
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

pub(super) async fn by_login(services: &Services, login: &str) -> Result<Account, ServiceError> {
    let login = normalised(login);
    let scope = Scope::job("find an account by its login");
    let found = services.store().read(move |conn| rows::by_login(conn, &scope, &login)).await?;
    found.ok_or(ServiceError::NotFound("account"))
}

fn end_sessions(
    services: &Services,
    tx: &mut Tx<'_>,
    scope: &Scope,
    account: AccountId,
) -> Result<(), ServiceError> {
    let now = services.now();
    let destroy_after = services.config().retention.destroy_after(RetentionClass::Session, now);
    sessions::end_all_of_account(tx, scope, account, now, destroy_after)?;
    Ok(())
}

fn enrolment_link(services: &Services) -> (String, Enrolment) {
    let secret = token::fresh(services.rng().as_ref());
    let expires_at = services.now().saturating_add(services.config().enrolment).unwrap_or(Timestamp::MAX);
    let link = format!("{}/enrol/{secret}", services.config().portal_origin);
    (link, Enrolment { token_hash: token::hash(&secret), expires_at })
}

fn checked(new: &NewAccount) -> Result<(String, String), ServiceError> {
    let login = normalised(&new.login);
    let problems: Vec<FieldProblem> = [
        (!is_login(&login)).then(|| {
            let fix = "use 2 to 60 letters, digits, dots, dashes, underscores or @, a letter first";
            FieldProblem::new("login", fix)
        }),
        text(&new.name, LONGEST_NAME).err().map(|flaw| FieldProblem::flawed("name", flaw)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if problems.is_empty() {
        Ok((login, new.name.trim().to_owned()))
    } else {
        Err(ServiceError::Invalid(problems))
    }
}

fn is_login(login: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-@".contains(&byte);
    let starts_well = login.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    (2..=60).contains(&login.len()) && starts_well && login.bytes().all(allowed)
}

/// Nobody is administrator and officer at once; the same name in one municipality counts as the same person.
fn refuse_double_role(
    conn: &mut Connection,
    scope: &Scope,
    new: &rows::NewAccount,
) -> Result<(), ServiceError> {
    let same_person = |account: &Account| {
        account.deactivated_at.is_none()
            && account.display_name.to_lowercase() == new.display_name.to_lowercase()
            && incompatible(account.role, new.role)
    };
    if rows::list(conn, scope)?.iter().any(same_person) {
        let fix = "this person holds a role that does not go with it; end that account first";
        return Err(problem("role", fix));
    }
    Ok(())
}

fn state(account: &Account, now: Timestamp) -> &'static str {
    match account {
        Account { deactivated_at: Some(_), .. } => "ended",
        Account { credentials: None, enrolment: Some(link), .. } if link.expires_at > now => "to enrol",
        Account { credentials: None, .. } => "link expired",
        Account { locked_until: Some(until), .. } if *until > now => "locked",
        Account { .. } => "active",
    }
}

fn problem(field: &str, message: &str) -> ServiceError {
    ServiceError::Invalid(vec![FieldProblem::new(field, message)])
}
