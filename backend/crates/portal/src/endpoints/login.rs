//! Logging in.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::web::{Form, Query};
use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::pages::login::{LoginForm, LoginNotice, LoginPage};
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::accounts::{self, LoginRefusal, LoginRequest, SignedIn};

use crate::app::Shared;
use crate::failure::Failure;
use crate::notice::Told;
use crate::visit::Guest;
use crate::{cookie, form, guard, notice, page};

const FIELDS: [&str; 3] = ["login", "password", "code"];

/// `GET /login`
pub(crate) async fn show(
    guest: Guest,
    told: Query<Told>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    if guard::is_logged_in(&Shared::of(&request)?, &request).await? {
        return Ok(page::see(paths::HOME));
    }
    Ok(guest.show(StatusCode::OK, LoginPage { notice: told.at_login(), ..LoginPage::default() }))
}

/// `POST /login`
pub(crate) async fn send(guest: Guest, form: Form<LoginForm>) -> Result<HttpResponse, Failure> {
    let LoginForm { login, password, code, .. } = form.into_inner();
    let request = LoginRequest { login: login.clone(), password, code };
    match accounts::login(guest.services(), &guest.visitor, request).await {
        Ok(signed_in) => begun(signed_in),
        Err(LoginRefusal::Service(error)) => Err(error.into()),
        Err(LoginRefusal::Invalid(problems)) => {
            let errors = form::complaints_of(problems, &FIELDS)?;
            Ok(guest.show(StatusCode::UNPROCESSABLE_ENTITY, LoginPage { login, notice: None, errors }))
        }
        Err(LoginRefusal::Refused) => {
            Ok(guest.show(StatusCode::FORBIDDEN, noticed(login, LoginNotice::Refused)))
        }
        Err(LoginRefusal::Wait(until)) => Ok(wait(&guest, login, until)),
    }
}

fn begun(signed_in: SignedIn) -> Result<HttpResponse, Failure> {
    let mut response = match signed_in.recovery_left {
        Some(_) => page::see(&notice::on(paths::ACCOUNT, notice::RECOVERY_USED)),
        None => page::see(paths::HOME),
    };
    let held = response.add_cookie(&cookie::holding(signed_in.token));
    held.map_err(|_| Failure::Page(ErrorKind::Internal))?;
    Ok(response)
}

fn wait(guest: &Guest, login: String, until: Timestamp) -> HttpResponse {
    let seconds = until.duration_since(guest.services().now()).as_secs().max(1);
    let mut response = guest.show(StatusCode::TOO_MANY_REQUESTS, noticed(login, LoginNotice::Wait(until)));
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn noticed(login: String, notice: LoginNotice) -> LoginPage {
    LoginPage { login, notice: Some(notice), errors: FieldErrors::none() }
}
