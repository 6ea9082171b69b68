//! A new account.

use poortwacht_domain::{AccountId, Act, Permission, Role, incompatible};
use poortwacht_store::accounts::{self as rows, Account, NewAccount};
use poortwacht_store::{Connection, Plan};

use super::{Changed, person};
use crate::accounts::administration::{enrolment_link, login};
use crate::approvals::{Ask, Wish, ask, reason};
use crate::flaw::{Flaw, Flaws};
use crate::{Actor, FieldProblem, ServiceError, Services};

/// What the form holds, as typed.
#[derive(Debug, Clone, Default)]
pub struct CreateUser {
    /// What the user will type in.
    pub login: String,
    /// The user's name.
    pub name: String,
    /// Code of the role.
    pub role: String,
    /// Why; needed for a privileged role.
    pub reason: String,
}

/// The new account.
#[derive(Debug)]
pub struct Created {
    /// Its id.
    pub id: AccountId,
    /// A link to hand over, or a second person who was asked.
    pub changed: Changed,
}

/// Adds an account for one person. One with a privileged role gets its link once a second person has approved.
///
/// # Errors
/// [`ServiceError::Invalid`] with every wrong field (`login`, `name`, `role`, `reason`); those of store and ledger.
pub async fn create(services: &Services, actor: &Actor, form: CreateUser) -> Result<Created, ServiceError> {
    actor.require(Permission::ManageAccess)?;
    let (login, name, role, why) = checked(&form)?;
    let (link, enrolment) = enrolment_link(services);
    let handed = Changed::Link { link, expires_at: enrolment.expires_at };
    let account = NewAccount {
        id: AccountId::random(services.rng().as_ref()),
        municipality: actor.municipality,
        login,
        display_name: name,
        role,
        enrolment: (!role.is_privileged()).then_some(enrolment),
        created_at: services.now(),
    };
    let (id, by, own) = (account.id, actor.clone(), services.clone());
    let asked = why.clone().map(|reason| Ask { wish: Wish::GiveAccess, account: Some(id), reason });
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        refuse_second_account(tx, &by, &account)?;
        rows::insert(tx, &by.scope(), &account)?;
        let entry = by.entry(Act::AccountAdded).detail("account", account.id).detail("role", account.role);
        own.record(tx, &by.log(), &entry)?;
        if let Some(asked) = &asked {
            ask(&own, tx, &by, asked)?;
        }
        Ok::<_, ServiceError>(())
    });
    match written.await {
        Ok(_) => Ok(Created { id, changed: why.map_or(handed, |_| Changed::Asked) }),
        Err(ServiceError::Conflict(_)) => Err(flawed("login", Flaw::LoginTaken)),
        Err(error) => Err(error),
    }
}

type Checked = (String, String, Role, Option<String>);

/// The reason is there for a privileged role and only then.
fn checked(form: &CreateUser) -> Result<Checked, ServiceError> {
    let mut flaws = Flaws::default();
    let login = login(&form.login).and_then(|login| person::login_of_person(&login).map(|()| login));
    let login = flaws.take("login", login);
    let name = flaws.take("name", person::of_person(&form.name));
    let role = flaws.take("role", role(&form.role));
    let why = match role {
        Some(role) if role.is_privileged() => flaws.take("reason", reason(&form.reason)),
        _ => None,
    };
    flaws.check()?;
    login
        .zip(name)
        .zip(role)
        .map(|((login, name), role)| (login, name, role, why))
        .ok_or(ServiceError::NotFound("form"))
}

/// A role by its code.
pub(super) fn role(typed: &str) -> Result<Role, Flaw> {
    match typed.trim() {
        "" => Err(Flaw::Required),
        code => code.parse().map_err(|_| Flaw::NotAChoice),
    }
}

/// One person, one account: the same name in one municipality counts as the same person.
pub(super) fn refuse_second_account(
    conn: &mut Connection,
    actor: &Actor,
    new: &NewAccount,
) -> Result<(), ServiceError> {
    let same = |account: &Account| {
        account.deactivated_at.is_none()
            && account.display_name.to_lowercase() == new.display_name.to_lowercase()
    };
    match rows::list(conn, &actor.scope())?.into_iter().find(same) {
        None => Ok(()),
        Some(account) if incompatible(account.role, new.role) => Err(flawed("role", Flaw::RolesClash)),
        Some(_) => Err(flawed("name", Flaw::NameTaken)),
    }
}

pub(super) fn flawed(field: &str, flaw: Flaw) -> ServiceError {
    ServiceError::Invalid(vec![FieldProblem::flawed(field, flaw)])
}
