//! Accounts: the list, closing some, a new one.

use actix_web::HttpResponse;
use actix_web::web::{Form, Query};
use poortwacht_domain::AccountId;
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::pages::user_new::{NewUserForm, NewUserPage, UserLinkPage};
use poortwacht_frontend::pages::users::{UserRow, UserState, UserTerm, UsersPage};
use poortwacht_frontend::{FieldErrors, Section, paths};
use poortwacht_services::accounts::users::{self as service, Changed, CreateUser, UserLine};
use poortwacht_services::accounts::{AccountState, TermWarning};

use crate::failure::Failure;
use crate::notice::{self, Told};
use crate::visit::Visit;
use crate::{form, page};

const CLOSE_FIELDS: [&str; 2] = ["chosen", "close_reason"];
const NEW_FIELDS: [&str; 4] = ["name", "login", "role", "reason"];

/// What the list's form sends: one `chosen` for each account.
#[derive(Default)]
struct Chosen {
    accounts: Vec<AccountId>,
    reason: String,
}

/// `GET /users`
pub(crate) async fn show(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let list = list(&visit, &Chosen::default(), FieldErrors::none()).await?;
    Ok(visit.show(UsersPage { notice: told.at_users(), ..list }))
}

/// `POST /users/close`
pub(crate) async fn close(visit: Visit, form: Form<Vec<(String, String)>>) -> Result<HttpResponse, Failure> {
    let chosen = chosen(form.into_inner())?;
    let (services, actor) = (visit.services(), visit.actor());
    match service::close_several(services, actor, chosen.accounts.clone(), &chosen.reason).await {
        Ok(Changed::Asked) => Ok(page::see(&notice::on(paths::USERS, notice::ASKED))),
        Ok(_) => Ok(page::see(&notice::on(paths::USERS, notice::CLOSED))),
        Err(error) => {
            let errors = form::complaints(error, &CLOSE_FIELDS)?;
            Ok(visit.show_again(list(&visit, &chosen, errors).await?))
        }
    }
}

fn chosen(fields: Vec<(String, String)>) -> Result<Chosen, Failure> {
    let mut chosen = Chosen::default();
    for (name, value) in fields {
        match name.as_str() {
            "chosen" => {
                let id = value.parse().map_err(|_| Failure::Page(ErrorKind::BadRequest))?;
                chosen.accounts.push(id);
            }
            "close_reason" => chosen.reason = value,
            _ => {}
        }
    }
    Ok(chosen)
}

async fn list(visit: &Visit, chosen: &Chosen, errors: FieldErrors) -> Result<UsersPage, Failure> {
    let view = service::users(visit.services(), visit.actor()).await?;
    let marked = |line: UserLine| {
        let is_chosen = chosen.accounts.contains(&line.id);
        UserRow { is_chosen, ..row(line) }
    };
    Ok(UsersPage {
        rows: view.lines.into_iter().map(marked).collect(),
        waiting: view.waiting,
        close_reason: chosen.reason.clone(),
        errors,
        notice: None,
    })
}

/// One account as pages show it.
pub(super) fn row(line: UserLine) -> UserRow {
    let term = match (line.warning, line.authorised_until) {
        (Some(TermWarning::Ends(at)), _) => Some(UserTerm::EndsSoon(at)),
        (Some(TermWarning::Missing), _) => Some(UserTerm::Missing),
        (Some(TermWarning::Suspended(_)), _) => Some(UserTerm::Suspended),
        (None, until) => until.map(UserTerm::Until),
    };
    UserRow {
        id: line.id,
        name: line.name,
        login: line.login,
        role: line.role,
        state: state(line.state),
        last_login_at: line.last_login_at,
        second_factor: line.second_factor,
        term,
        is_own: line.is_own,
        is_chosen: false,
    }
}

/// What an account is good for, as pages show it.
pub(super) const fn state(state: AccountState) -> UserState {
    match state {
        AccountState::Active => UserState::Active,
        AccountState::Locked(until) => UserState::Locked(until),
        AccountState::ToEnrol(until) => UserState::ToEnrol(until),
        AccountState::LinkExpired => UserState::LinkExpired,
        AccountState::AwaitsApproval => UserState::AwaitsApproval,
        AccountState::Ended => UserState::Ended,
    }
}

/// `GET /users/new`
pub(crate) async fn show_form(visit: Visit) -> Result<HttpResponse, Failure> {
    Ok(visit.show(NewUserPage { form: NewUserForm::default(), errors: FieldErrors::none() }))
}

/// `POST /users/new`: the answer shows the link once.
pub(crate) async fn add(visit: Visit, form: Form<NewUserForm>) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let new = CreateUser {
        login: form.login.clone(),
        name: form.name.clone(),
        role: form.role.clone(),
        reason: form.reason.clone(),
    };
    match service::create(visit.services(), visit.actor(), new).await {
        Ok(created) => Ok(changed(&visit, created.changed, (form.name, form.login))),
        Err(error) => {
            let errors = form::complaints(error, &NEW_FIELDS)?;
            Ok(visit.show_again(NewUserPage { form, errors }))
        }
    }
}

/// What came of letting somebody in: the link, shown once, or a second person who was asked.
pub(super) fn changed(visit: &Visit, changed: Changed, (name, login): (String, String)) -> HttpResponse {
    match changed {
        Changed::Link { link, expires_at } => {
            visit.show(UserLinkPage { name, login, link, expires_at, section: Section::Users })
        }
        Changed::Done | Changed::Asked => page::see(&notice::on(paths::USERS, notice::ASKED)),
    }
}
