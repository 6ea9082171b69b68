//! One account, and what is done to it.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path, Query};
use poortwacht_domain::AccountId;
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::pages::user::{EndTermForm, TermRow, UserForm, UserPage};
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::ServiceError;
use poortwacht_services::accounts::users::{self as service, Changed, HeldTerm, RecordAuthorisation, User};

use super::users::{changed, row};
use crate::failure::Failure;
use crate::notice::{self, Told};
use crate::visit::Visit;
use crate::{form, page};

const FIELDS: [&str; 10] = [
    "role",
    "role_reason",
    "unlock_reason",
    "reset_reason",
    "link_reason",
    "number",
    "domain",
    "territory",
    "from",
    "until",
];

/// `GET /users/{account}`
pub(crate) async fn show(
    visit: Visit,
    account: Path<String>,
    told: Query<Told>,
) -> Result<HttpResponse, Failure> {
    let view = service::user(visit.services(), visit.actor(), id(&account)?).await?;
    let page = fill(view, UserForm::default(), FieldErrors::none());
    Ok(visit.show(UserPage { notice: told.at_user(), ..page }))
}

/// `POST /users/{account}/role`
pub(crate) async fn role(
    visit: Visit,
    account: Path<String>,
    form: Form<UserForm>,
) -> Result<HttpResponse, Failure> {
    let (id, form) = (id(&account)?, form.into_inner());
    let wanted = (form.role.as_str(), form.role_reason.as_str());
    let outcome = service::change_role(visit.services(), visit.actor(), id, wanted).await;
    answer(&visit, id, form, outcome, notice::ROLE_CHANGED).await
}

/// `POST /users/{account}/unlock`
pub(crate) async fn unlock(
    visit: Visit,
    account: Path<String>,
    form: Form<UserForm>,
) -> Result<HttpResponse, Failure> {
    let (id, form) = (id(&account)?, form.into_inner());
    let outcome = service::ask_unlock(visit.services(), visit.actor(), id, &form.unlock_reason).await;
    answer(&visit, id, form, outcome, notice::ASKED).await
}

/// `POST /users/{account}/reset`
pub(crate) async fn reset(
    visit: Visit,
    account: Path<String>,
    form: Form<UserForm>,
) -> Result<HttpResponse, Failure> {
    let (id, form) = (id(&account)?, form.into_inner());
    let outcome = service::ask_reset(visit.services(), visit.actor(), id, &form.reset_reason).await;
    answer(&visit, id, form, outcome, notice::ASKED).await
}

/// `POST /users/{account}/invite`: the answer shows the link once, where no second person is asked.
pub(crate) async fn invite(
    visit: Visit,
    account: Path<String>,
    form: Form<UserForm>,
) -> Result<HttpResponse, Failure> {
    let (id, form) = (id(&account)?, form.into_inner());
    let outcome = service::invite(visit.services(), visit.actor(), id, &form.link_reason).await;
    answer(&visit, id, form, outcome, notice::ASKED).await
}

/// `POST /users/{account}/reopen`: as [`invite`].
pub(crate) async fn reopen(
    visit: Visit,
    account: Path<String>,
    form: Form<UserForm>,
) -> Result<HttpResponse, Failure> {
    let (id, form) = (id(&account)?, form.into_inner());
    let outcome = service::reactivate(visit.services(), visit.actor(), id, &form.link_reason).await;
    answer(&visit, id, form, outcome, notice::ASKED).await
}

/// `POST /users/{account}/close`
pub(crate) async fn close(visit: Visit, account: Path<String>) -> Result<HttpResponse, Failure> {
    service::deactivate(visit.services(), visit.actor(), id(&account)?).await?;
    Ok(page::see(&notice::on(paths::USERS, notice::CLOSED)))
}

/// `POST /users/{account}/authorisations`
pub(crate) async fn authorise(
    visit: Visit,
    account: Path<String>,
    form: Form<UserForm>,
) -> Result<HttpResponse, Failure> {
    let (id, form) = (id(&account)?, form.into_inner());
    let record = RecordAuthorisation {
        number: form.number.clone(),
        domain: form.domain.clone(),
        territory: form.territory.clone(),
        from: form.from.clone(),
        until: form.until.clone(),
    };
    let outcome = service::record_authorisation(visit.services(), visit.actor(), id, record).await;
    answer(&visit, id, form, outcome.map(|()| Changed::Done), notice::AUTHORISED).await
}

/// `POST /users/{account}/authorisations/confirm`
pub(crate) async fn confirm(visit: Visit, account: Path<String>) -> Result<HttpResponse, Failure> {
    let id = id(&account)?;
    service::confirm_authorisation(visit.services(), visit.actor(), id).await?;
    Ok(page::see(&notice::on(&paths::user(paths::USER, id), notice::CONFIRMED)))
}

/// `POST /users/{account}/authorisations/end`
pub(crate) async fn end_term(
    visit: Visit,
    account: Path<String>,
    form: Form<EndTermForm>,
) -> Result<HttpResponse, Failure> {
    let id = id(&account)?;
    service::end_authorisation(visit.services(), visit.actor(), id, &form.authorisation).await?;
    Ok(page::see(&notice::on(&paths::user(paths::USER, id), notice::TERM_ENDED)))
}

/// Back to the account with what was done, the link, or the form again.
async fn answer(
    visit: &Visit,
    id: AccountId,
    form: UserForm,
    outcome: Result<Changed, ServiceError>,
    done: &'static str,
) -> Result<HttpResponse, Failure> {
    let to_account = |code| Ok(page::see(&notice::on(&paths::user(paths::USER, id), code)));
    match outcome {
        Ok(Changed::Done) => to_account(done),
        Ok(Changed::Asked) => to_account(notice::ASKED),
        Ok(link @ Changed::Link { .. }) => {
            let names = service::names(visit.services(), visit.actor(), id).await?;
            Ok(changed(visit, link, names))
        }
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            let view = service::user(visit.services(), visit.actor(), id).await?;
            Ok(visit.show_again(fill(view, form, errors)))
        }
    }
}

fn id(account: &Path<String>) -> Result<AccountId, Failure> {
    account.parse().map_err(|_| Failure::Page(ErrorKind::NotFound))
}

fn fill(view: User, form: UserForm, errors: FieldErrors) -> UserPage {
    UserPage {
        now: view.now,
        row: row(view.line),
        created_at: view.created_at,
        enrolled_at: view.enrolled_at,
        reset_at: view.reset_at,
        terms: view.terms.into_iter().map(term).collect(),
        waiting: view.waiting,
        needs_two: view.needs_two,
        confirm: view.confirm,
        form,
        errors,
        notice: None,
    }
}

fn term(held: HeldTerm) -> TermRow {
    TermRow {
        id: held.id,
        number: held.number,
        domain: held.domain,
        territory: held.territory,
        from: held.from,
        until: held.until,
        suspended_at: held.suspended_at,
    }
}
