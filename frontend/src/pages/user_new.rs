//! A new account, and the one page that shows an enrolment link.

use crate::components::alert::{Kind, alert};
use crate::components::control::{Control, Input};
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::minute;
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::Role;
use serde::Deserialize;

/// `POST /users/new`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewUserForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// The user's name.
    pub name: String,
    /// What the user will type in.
    pub login: String,
    /// Code of the role.
    pub role: String,
    /// Why, for the second person.
    pub reason: String,
}

/// The form.
#[derive(Clone, Debug)]
pub struct NewUserPage {
    /// What was typed.
    pub form: NewUserForm,
    /// What must be corrected.
    pub errors: FieldErrors,
}

/// An enrolment link, once. Not printable.
pub struct UserLinkPage {
    /// The user's name.
    pub name: String,
    /// What the user types in.
    pub login: String,
    /// The link.
    pub link: String,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// Where the reader came from.
    pub section: Section,
}

impl Page for NewUserPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.users.new_title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Users)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.users;
        let labels =
            [("name", t.new_name), ("login", t.new_login), ("role", t.role), ("reason", t.new_reason)];
        view! {
            <h1 class="utrecht-heading-1">{t.new_title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.new_lead}</p>
            {error_summary(&self.errors, &labels, texts)}
            <form class="pw-form pw-card" method="post" action=paths::USERS_NEW>
                {form_token(frame)}
                {fields(&self, texts)}
                <div class="utrecht-button-group utrecht-button-group--row">
                    <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.new_submit}</button>
                    <a class="utrecht-button utrecht-button--subtle pw-button-link" href=paths::USERS>{t.cancel}</a>
                </div>
            </form>
        }
        .into_any()
    }
}

fn fields(page: &NewUserPage, texts: &'static Texts) -> AnyView {
    let t = &texts.users;
    let form = &page.form;
    let field = |name, label| Control::new(name, label, &page.errors, texts);
    let word = |max| Input { max: Some(max), ..Input::of("text") };
    view! {
        <div class="pw-grid">
            {field("name", t.new_name).input(word(100), &form.name)}
            {field("login", t.new_login).hint(t.new_login_hint).input(word(60), &form.login)}
            {field("role", t.role).hint(t.new_role_hint).select(roles(texts), &form.role)}
        </div>
        {field("reason", t.new_reason).optional(texts).hint(t.new_reason_hint).textarea(2, 500, &form.reason)}
    }
    .into_any()
}

/// All roles to choose from.
pub(crate) fn roles(texts: &'static Texts) -> Vec<(String, String)> {
    let label = texts.labels.role;
    Role::ALL.iter().map(|role| (role.as_str().to_owned(), label(*role).to_owned())).collect()
}

impl Page for UserLinkPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.users.link_title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(self.section)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.users;
        let (back, words) = match self.section {
            Section::Requests => (paths::REQUESTS, texts.approvals.title),
            _ => (paths::USERS, t.back),
        };
        view! {
            <div class="pw-narrow">
                <h1 class="utrecht-heading-1">{t.link_title}</h1>
                {alert(Kind::Warning, None, fill(t.link_shown, &[&self.name, &self.login]))}
                <dl class="pw-secret">
                    <dt class="utrecht-form-label">{t.link_label}</dt>
                    <dd class="pw-secret__value"><code class="utrecht-code" translate="no">{self.link}</code></dd>
                </dl>
                <p class="utrecht-paragraph">{fill(t.link_expires, &[&minute(self.expires_at, texts)])}</p>
                <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=back>{words}</a></p>
            </div>
        }
        .into_any()
    }
}
