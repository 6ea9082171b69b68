//! Log in: name, password and a code of the authenticator.

use crate::components::alert::{Kind, alert};
use crate::components::control::{Control, Input};
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::Frame;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::minute;
use jiff::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;

/// `POST /login`. Not printable: it holds a password.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct LoginForm {
    /// Always empty here: there is no session yet.
    pub form_token: String,
    /// Login name.
    pub login: String,
    /// Password in clear.
    pub password: String,
    /// Code of the authenticator.
    pub code: String,
}

/// Why the reader is on this page.
#[derive(Clone, Copy, Debug)]
pub enum LoginNotice {
    /// Name, password or code was wrong; never which.
    Refused,
    /// Too many failures; try again at this moment.
    Wait(Timestamp),
    /// The session ended by itself.
    SessionEnded,
    /// The reader logged out.
    LoggedOut,
    /// The account was just enrolled.
    Enrolled,
}

/// The page.
#[derive(Clone, Debug, Default)]
pub struct LoginPage {
    /// The name as typed, after a failure.
    pub login: String,
    /// Message above the form.
    pub notice: Option<LoginNotice>,
    /// Empty fields.
    pub errors: FieldErrors,
}

impl Page for LoginPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.login.title.into()
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty() || matches!(self.notice, Some(LoginNotice::Refused))
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.login;
        let labels = [("login", t.login), ("password", t.password), ("code", t.code)];
        view! {
            <div class="pw-narrow">
                <h1 class="utrecht-heading-1">{t.title}</h1>
                {self.notice.map(|notice| message(notice, frame.texts))}
                {error_summary(&self.errors, &labels, frame.texts)}
                <p class="utrecht-paragraph pw-lead">{t.lead}</p>
                {form(&self, frame)}
            </div>
        }
        .into_any()
    }
}

fn form(page: &LoginPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.login;
    let name = Input { autocomplete: Some("username"), max: Some(100), ..Input::of("text") };
    let password = Input { autocomplete: Some("current-password"), max: Some(200), ..Input::of("password") };
    let code = Input { autocomplete: Some("one-time-code"), max: Some(24), ..Input::of("text") };
    view! {
        <form class="pw-form" method="post" action=paths::in_language(paths::LOGIN, frame.chosen)>
            {form_token(frame)}
            {Control::new("login", t.login, &page.errors, texts).input(name, &page.login)}
            {Control::new("password", t.password, &page.errors, texts).input(password, "")}
            {Control::new("code", t.code, &page.errors, texts).hint(t.code_hint).input(code, "")}
            <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.submit}</button>
        </form>
    }
    .into_any()
}

fn message(notice: LoginNotice, texts: &'static Texts) -> AnyView {
    let t = &texts.login;
    match notice {
        LoginNotice::Refused => alert(Kind::Error, Some(t.refused_heading), t.refused),
        LoginNotice::Wait(until) => {
            alert(Kind::Warning, Some(t.wait_heading), fill(t.wait, &[&minute(until, texts)]))
        }
        LoginNotice::SessionEnded => alert(Kind::Info, Some(t.ended_heading), t.ended),
        LoginNotice::LoggedOut => alert(Kind::Ok, Some(t.logged_out_heading), t.logged_out),
        LoginNotice::Enrolled => alert(Kind::Ok, Some(t.enrolled_heading), t.enrolled),
    }
}
