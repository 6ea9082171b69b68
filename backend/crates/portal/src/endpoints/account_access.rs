//! What opens the account: password, authenticator, recovery codes.

use actix_web::HttpResponse;
use actix_web::web::Form;
use poortwacht_frontend::pages::account_forms::{
    AuthenticatorForm, AuthenticatorPage, PasswordForm, PasswordPage,
};
use poortwacht_frontend::pages::account_recovery::{RecoveryCodesPage, RecoveryForm, RecoveryPage};
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::accounts::{self, ChangePassword, PASSWORD_MIN, RenewAuthenticator};

use crate::failure::Failure;
use crate::visit::Visit;
use crate::{form, notice, page};

const PASSWORD_FIELDS: [&str; 3] = ["current", "password", "password_again"];
const AUTHENTICATOR_FIELDS: [&str; 3] = ["current", "current_code", "code"];
const RECOVERY_FIELDS: [&str; 2] = ["current", "current_code"];

/// `GET /account/password`
pub(crate) async fn password_form(visit: Visit) -> Result<HttpResponse, Failure> {
    let page = password_page(&visit, FieldErrors::none()).await?;
    Ok(visit.show(page))
}

/// `POST /account/password`
pub(crate) async fn change_password(visit: Visit, form: Form<PasswordForm>) -> Result<HttpResponse, Failure> {
    let PasswordForm { current, password, password_again, .. } = form.into_inner();
    let given = ChangePassword { current, password, password_again };
    match accounts::change_password(visit.services(), visit.actor(), given).await {
        Ok(()) => Ok(page::see(&notice::on(paths::ACCOUNT, notice::PASSWORD_CHANGED))),
        Err(error) => {
            let errors = form::complaints(error, &PASSWORD_FIELDS)?;
            Ok(visit.show_again(password_page(&visit, errors).await?))
        }
    }
}

async fn password_page(visit: &Visit, errors: FieldErrors) -> Result<PasswordPage, Failure> {
    let login = login(visit).await?;
    Ok(PasswordPage { login, password_min: PASSWORD_MIN, errors })
}

/// `GET /account/authenticator`
pub(crate) async fn authenticator_form(visit: Visit) -> Result<HttpResponse, Failure> {
    let page = authenticator_page(&visit, None, FieldErrors::none()).await?;
    Ok(visit.show(page))
}

/// `POST /account/authenticator`
pub(crate) async fn renew_authenticator(
    visit: Visit,
    form: Form<AuthenticatorForm>,
) -> Result<HttpResponse, Failure> {
    let AuthenticatorForm { offer, current, current_code, code, .. } = form.into_inner();
    let given = RenewAuthenticator { token: offer.clone(), current, current_code, code };
    match accounts::renew_authenticator(visit.services(), visit.actor(), given).await {
        Ok(()) => Ok(page::see(&notice::on(paths::ACCOUNT, notice::AUTHENTICATOR_RENEWED))),
        Err(error) => {
            let errors = form::complaints(error, &AUTHENTICATOR_FIELDS)?;
            Ok(visit.show_again(authenticator_page(&visit, Some(offer), errors).await?))
        }
    }
}

async fn authenticator_page(
    visit: &Visit,
    earlier: Option<String>,
    errors: FieldErrors,
) -> Result<AuthenticatorPage, Failure> {
    let offer = accounts::offer_authenticator(visit.services(), visit.actor(), earlier).await?;
    Ok(AuthenticatorPage {
        login: login(visit).await?,
        offer: offer.token,
        secret: offer.secret,
        otpauth_uri: offer.otpauth_uri,
        errors,
    })
}

/// `GET /account/recovery-codes`
pub(crate) async fn recovery_form(visit: Visit) -> Result<HttpResponse, Failure> {
    let login = login(&visit).await?;
    Ok(visit.show(RecoveryPage { login, errors: FieldErrors::none() }))
}

/// `POST /account/recovery-codes`: the answer is the only page that ever shows them.
pub(crate) async fn make_recovery_codes(
    visit: Visit,
    form: Form<RecoveryForm>,
) -> Result<HttpResponse, Failure> {
    let RecoveryForm { current, current_code, .. } = form.into_inner();
    match accounts::make_recovery_codes(visit.services(), visit.actor(), current, current_code).await {
        Ok(codes) => Ok(visit.show(RecoveryCodesPage { codes })),
        Err(error) => {
            let errors = form::complaints(error, &RECOVERY_FIELDS)?;
            let login = login(&visit).await?;
            Ok(visit.show_again(RecoveryPage { login, errors }))
        }
    }
}

async fn login(visit: &Visit) -> Result<String, Failure> {
    Ok(accounts::profile(visit.services(), visit.actor()).await?.login)
}
