//! Enrolment by a one-time link: choose a password, couple an authenticator.

use crate::components::control::{Control, Input};
use crate::components::form::{error_summary, form_token};
use crate::components::qr::qr;
use crate::forms::FieldErrors;
use crate::frame::Frame;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::minute;
use jiff::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;

/// `POST /enrol/{token}`. Not printable: it holds a password.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct EnrolForm {
    /// Always empty here: there is no session yet.
    pub form_token: String,
    /// The password chosen.
    pub password: String,
    /// The same once more.
    pub password_again: String,
    /// Code of the authenticator that was just coupled.
    pub code: String,
}

/// The page. Not printable: it holds the authenticator's secret.
pub struct EnrolPage {
    /// The link's token.
    pub token: String,
    /// The account's login name.
    pub login: String,
    /// The account's display name.
    pub name: String,
    /// The authenticator's secret in base32.
    pub secret: String,
    /// `otpauth://totp/…`.
    pub otpauth_uri: String,
    /// When the link stops working.
    pub expires_at: Timestamp,
    /// The fewest characters of a password.
    pub password_min: usize,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for EnrolPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.enrol.title.into()
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.enrol;
        let labels = [("password", t.password), ("password_again", t.password_again), ("code", t.code)];
        view! {
            <div class="pw-narrow">
                <h1 class="utrecht-heading-1">{t.title}</h1>
                {error_summary(&self.errors, &labels, texts)}
                <p class="utrecht-paragraph pw-lead">{fill(t.lead, &[&self.name, &self.login])}</p>
                <p class="utrecht-paragraph">{fill(t.expires, &[&minute(self.expires_at, texts)])}</p>
                <form class="pw-form" method="post" action=paths::in_language(&paths::enrol(&self.token), frame.chosen)>
                    {form_token(frame)}
                    {password_step(&self, texts)}
                    {app_step(&self, texts)}
                    <p class="utrecht-paragraph">{t.statement}</p>
                    <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.submit}</button>
                </form>
            </div>
        }
        .into_any()
    }
}

fn password_step(page: &EnrolPage, texts: &'static Texts) -> AnyView {
    let t = &texts.enrol;
    let password = Input { autocomplete: Some("new-password"), max: Some(200), ..Input::of("password") };
    let hint = fill(t.password_hint, &[&page.password_min]);
    view! {
        <h2 class="utrecht-heading-2">{t.step_password}</h2>
        // Tells password managers whose password this is; it is not sent.
        <input type="text" autocomplete="username" value=page.login.clone() hidden/>
        {Control::new("password", t.password, &page.errors, texts).hint(hint).input(password, "")}
        {Control::new("password_again", t.password_again, &page.errors, texts).input(password, "")}
    }
    .into_any()
}

fn app_step(page: &EnrolPage, texts: &'static Texts) -> AnyView {
    let t = &texts.enrol;
    let code = Input {
        autocomplete: Some("one-time-code"),
        keyboard: Some("numeric"),
        max: Some(8),
        ..Input::of("text")
    };
    view! {
        <h2 class="utrecht-heading-2">{t.step_app}</h2>
        <p class="utrecht-paragraph">{t.scan}</p>
        {qr(&page.otpauth_uri, t.qr_label)}
        <dl class="pw-secret">
            <dt class="utrecht-form-label">{t.secret}</dt>
            <dd class="pw-secret__value"><code class="utrecht-code">{in_groups(&page.secret)}</code></dd>
            <dt class="utrecht-form-label">{t.uri}</dt>
            <dd class="pw-secret__value"><code class="utrecht-code">{page.otpauth_uri.clone()}</code></dd>
        </dl>
        {Control::new("code", t.code, &page.errors, texts).hint(t.code_hint).input(code, "")}
    }
    .into_any()
}

/// Groups of four are easier to type over.
pub(super) fn in_groups(secret: &str) -> String {
    let characters: Vec<char> = secret.chars().collect();
    characters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}
