//! Forms that change what opens the account: a new password, a new authenticator.

use super::enrol::in_groups;
use crate::components::control::{Control, Input};
use crate::components::form::{error_summary, form_token};
use crate::components::qr::qr;
use crate::forms::FieldErrors;
use crate::frame::Frame;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use leptos::prelude::*;
use serde::Deserialize;

/// `POST /account/password`. Not printable: it holds passwords.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PasswordForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// The present password.
    pub current: String,
    /// The new one.
    pub password: String,
    /// The new one once more.
    pub password_again: String,
}

/// `POST /account/authenticator`. Not printable: it holds a password.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AuthenticatorForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Names the offered secret.
    pub offer: String,
    /// The present password.
    pub current: String,
    /// Code of the present authenticator, or a recovery code.
    pub current_code: String,
    /// Code of the new authenticator.
    pub code: String,
}

/// The page for a new password.
#[derive(Clone, Debug)]
pub struct PasswordPage {
    /// The account's login name.
    pub login: String,
    /// The fewest characters of a password.
    pub password_min: usize,
    /// What must be corrected.
    pub errors: FieldErrors,
}

/// The page for a new authenticator. Not printable: it holds the authenticator's secret.
pub struct AuthenticatorPage {
    /// The account's login name.
    pub login: String,
    /// Names the offered secret.
    pub offer: String,
    /// The secret in base32.
    pub secret: String,
    /// `otpauth://totp/…`.
    pub otpauth_uri: String,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for PasswordPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.account.password_title.into()
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.account;
        let labels = [("current", t.current), ("password", t.password), ("password_again", t.password_again)];
        let new = Input { autocomplete: Some("new-password"), max: Some(200), ..Input::of("password") };
        let hint = fill(texts.enrol.password_hint, &[&self.password_min]);
        view! {
            <div class="pw-narrow">
                <h1 class="utrecht-heading-1">{t.password_title}</h1>
                {error_summary(&self.errors, &labels, texts)}
                <p class="utrecht-paragraph pw-lead">{t.password_lead}</p>
                <form class="pw-form" method="post" action=paths::ACCOUNT_PASSWORD>
                    {form_token(frame)}
                    {whose(&self.login)}
                    {current(&self.errors, texts)}
                    {Control::new("password", t.password, &self.errors, texts).hint(hint).input(new, "")}
                    {Control::new("password_again", t.password_again, &self.errors, texts).input(new, "")}
                    <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.password_submit}</button>
                </form>
                {back(texts)}
            </div>
        }
        .into_any()
    }
}

impl Page for AuthenticatorPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.account.authenticator_title.into()
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.account;
        let labels = [("current", t.current), ("current_code", t.current_code), ("code", t.new_code)];
        view! {
            <div class="pw-narrow">
                <h1 class="utrecht-heading-1">{t.authenticator_title}</h1>
                {error_summary(&self.errors, &labels, texts)}
                <p class="utrecht-paragraph pw-lead">{t.authenticator_lead}</p>
                <form class="pw-form" method="post" action=paths::ACCOUNT_AUTHENTICATOR>
                    {form_token(frame)}
                    <input type="hidden" name="offer" value=self.offer.clone()/>
                    {offer(&self, texts)}
                    <h2 class="utrecht-heading-2">{t.step_prove}</h2>
                    {whose(&self.login)}
                    {current(&self.errors, texts)}
                    {current_code(&self.errors, texts)}
                    {Control::new("code", t.new_code, &self.errors, texts).input(CODE, "")}
                    <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.authenticator_submit}</button>
                </form>
                {back(texts)}
            </div>
        }
        .into_any()
    }
}

const CODE: Input = Input {
    autocomplete: Some("one-time-code"),
    keyboard: Some("numeric"),
    max: Some(8),
    ..Input::of("text")
};

fn offer(page: &AuthenticatorPage, texts: &'static Texts) -> AnyView {
    let t = &texts.enrol;
    view! {
        <h2 class="utrecht-heading-2">{texts.account.step_couple}</h2>
        <p class="utrecht-paragraph">{t.scan}</p>
        {qr(&page.otpauth_uri, t.qr_label)}
        <dl class="pw-secret">
            <dt class="utrecht-form-label">{t.secret}</dt>
            <dd class="pw-secret__value"><code class="utrecht-code">{in_groups(&page.secret)}</code></dd>
        </dl>
    }
    .into_any()
}

/// Tells password managers whose password this is; it is not sent.
pub(super) fn whose(login: &str) -> AnyView {
    view! { <input type="text" autocomplete="username" value=login.to_owned() hidden/> }.into_any()
}

/// The present password.
pub(super) fn current(errors: &FieldErrors, texts: &'static Texts) -> AnyView {
    let input = Input { autocomplete: Some("current-password"), max: Some(200), ..Input::of("password") };
    Control::new("current", texts.account.current, errors, texts).input(input, "")
}

/// The present authenticator's code, or a recovery code.
pub(super) fn current_code(errors: &FieldErrors, texts: &'static Texts) -> AnyView {
    let t = &texts.account;
    let input = Input { autocomplete: Some("one-time-code"), max: Some(24), ..Input::of("text") };
    Control::new("current_code", t.current_code, errors, texts).hint(t.current_code_hint).input(input, "")
}

/// The way back.
pub(super) fn back(texts: &'static Texts) -> AnyView {
    view! { <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::ACCOUNT>{texts.account.back}</a></p> }
        .into_any()
}
