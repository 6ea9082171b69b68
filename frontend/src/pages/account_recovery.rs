//! Recovery codes: the form that makes them, and the one page that shows them.

use super::account_forms::{back, current, current_code, whose};
use crate::components::alert::{Kind, alert};
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::Frame;
use crate::paths;
use crate::render::Page;
use crate::texts::Texts;
use leptos::prelude::*;
use serde::Deserialize;

/// `POST /account/recovery-codes`. Not printable: it holds a password.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct RecoveryForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// The present password.
    pub current: String,
    /// Code of the present authenticator, or a recovery code.
    pub current_code: String,
}

/// The form.
#[derive(Clone, Debug)]
pub struct RecoveryPage {
    /// The account's login name.
    pub login: String,
    /// What must be corrected.
    pub errors: FieldErrors,
}

/// The codes, once. Not printable.
pub struct RecoveryCodesPage {
    /// In groups of four signs.
    pub codes: Vec<String>,
}

impl Page for RecoveryPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.account.recovery_title.into()
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.account;
        let labels = [("current", t.current), ("current_code", t.current_code)];
        view! {
            <div class="pw-narrow">
                <h1 class="utrecht-heading-1">{t.recovery_title}</h1>
                {error_summary(&self.errors, &labels, texts)}
                <p class="utrecht-paragraph pw-lead">{t.recovery_lead}</p>
                <form class="pw-form" method="post" action=paths::ACCOUNT_RECOVERY>
                    {form_token(frame)}
                    {whose(&self.login)}
                    {current(&self.errors, texts)}
                    {current_code(&self.errors, texts)}
                    <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.recovery_submit}</button>
                </form>
                {back(texts)}
            </div>
        }
        .into_any()
    }
}

impl Page for RecoveryCodesPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.account.recovery_title.into()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.account;
        let code = |code| view! { <li><code class="utrecht-code">{code}</code></li> };
        let codes = self.codes.into_iter().map(code).collect_view();
        view! {
            <div class="pw-narrow">
                <h1 class="utrecht-heading-1">{t.recovery_title}</h1>
                {alert(Kind::Warning, None, t.recovery_shown)}
                <ol class="pw-codes" aria-label=t.recovery_list translate="no">{codes}</ol>
                {back(frame.texts)}
            </div>
        }
        .into_any()
    }
}
