//! Enrolment by a one-time link.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use poortwacht_frontend::pages::enrol::{EnrolForm, EnrolPage};
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::accounts::{self, Enrolling, PASSWORD_MIN};

use crate::failure::Failure;
use crate::visit::Guest;
use crate::{form, notice, page};

const FIELDS: [&str; 3] = ["password", "password_again", "code"];

/// `GET /enrol/{token}`
pub(crate) async fn show(guest: Guest, token: Path<String>) -> Result<HttpResponse, Failure> {
    let page = enrolment(&guest, token.into_inner(), FieldErrors::none()).await?;
    Ok(guest.show(StatusCode::OK, page))
}

/// `POST /enrol/{token}`
pub(crate) async fn send(
    guest: Guest,
    token: Path<String>,
    form: Form<EnrolForm>,
) -> Result<HttpResponse, Failure> {
    let token = token.into_inner();
    let EnrolForm { password, password_again, code, .. } = form.into_inner();
    let enrolling = Enrolling { token: token.clone(), password, password_again, code };
    match accounts::enrol(guest.services(), &guest.visitor, enrolling).await {
        Ok(()) => Ok(page::see(&notice::on(paths::LOGIN, notice::ENROLLED))),
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            let page = enrolment(&guest, token, errors).await?;
            Ok(guest.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
    }
}

async fn enrolment(guest: &Guest, token: String, errors: FieldErrors) -> Result<EnrolPage, Failure> {
    let offer = accounts::enrolment(guest.services(), &guest.visitor, &token).await?;
    Ok(EnrolPage {
        token,
        login: offer.login,
        name: offer.name,
        secret: offer.secret,
        otpauth_uri: offer.otpauth_uri,
        expires_at: offer.expires_at,
        password_min: PASSWORD_MIN,
        errors,
    })
}
