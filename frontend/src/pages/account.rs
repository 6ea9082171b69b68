//! The reader's own account: who they are to the system, and what opens it.

use super::account_sessions::{SessionRow, sessions};
use crate::banner;
use crate::components::alert::{Kind, alert};
use crate::components::control::Control;
use crate::components::data_list::{data_list, text};
use crate::components::form::form_token;
use crate::forms::FieldErrors;
use crate::frame::Frame;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill, own_name};
use crate::time::day_of;
use jiff::{SignedDuration, Timestamp};
use leptos::prelude::*;
use poortwacht_domain::{Language, Role};
use serde::Deserialize;

pub use super::account_sessions::SessionRow as AccountSession;

/// `POST /account/language`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LanguageForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Tag of the language.
    pub language: String,
    /// The page that it was chosen on.
    pub back: String,
}

/// `POST /account/sessions/end`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EndSessionForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Names the session to end.
    pub session: String,
}

/// One authorisation (akte).
#[derive(Clone, Debug)]
pub struct AccountTerm {
    /// The officer's number.
    pub number: String,
    /// Domain of offences.
    pub domain: String,
    /// Where it holds.
    pub territory: String,
    /// From when it holds.
    pub from: Timestamp,
    /// The first instant at which it does not.
    pub until: Timestamp,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountNotice {
    /// The language was chosen.
    LanguageChosen,
    /// The password was changed.
    PasswordChanged,
    /// The authenticator was renewed.
    AuthenticatorRenewed,
    /// Sessions were ended.
    SessionsEnded,
    /// A recovery code stood in for the authenticator at login.
    RecoveryUsed,
}

/// The page.
#[derive(Clone, Debug)]
pub struct AccountPage {
    /// What the reader types in at login.
    pub login: String,
    /// The reader's name.
    pub name: String,
    /// The reader's role.
    pub role: Role,
    /// The municipality's name.
    pub municipality: String,
    /// Since when the account exists.
    pub since: Timestamp,
    /// The language that the account reads.
    pub language: Language,
    /// Authorisations that hold now or later; an officer's alone are shown.
    pub terms: Vec<AccountTerm>,
    /// Recovery codes that were not used yet.
    pub recovery_left: u64,
    /// The account's live sessions.
    pub sessions: Vec<SessionRow>,
    /// Message at the top.
    pub notice: Option<AccountNotice>,
}

impl Page for AccountPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.account.title.into()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let warning = frame.viewer.as_ref().and_then(|viewer| viewer.warning);
        let warning = warning.map(|warning| alert(Kind::Warning, None, banner::words(warning, texts)));
        view! {
            <h1 class="utrecht-heading-1">{texts.account.title}</h1>
            {self.notice.map(|notice| alert(Kind::Ok, None, told(notice, texts)))}
            {warning}
            <div class="pw-account">
                {section(texts.account.profile, profile(&self, texts))}
                {(self.role == Role::Officer).then(|| section(texts.account.term, terms(&self.terms, texts)))}
                {section(texts.account.security, security(&self, texts))}
                {section(texts.account.language, language(&self, frame))}
            </div>
            {sessions(&self.sessions, frame)}
        }
        .into_any()
    }
}

const fn told(notice: AccountNotice, texts: &'static Texts) -> &'static str {
    let t = &texts.account;
    match notice {
        AccountNotice::LanguageChosen => t.language_chosen,
        AccountNotice::PasswordChanged => t.password_changed,
        AccountNotice::AuthenticatorRenewed => t.authenticator_renewed,
        AccountNotice::SessionsEnded => t.sessions_ended,
        AccountNotice::RecoveryUsed => t.recovery_used,
    }
}

fn section(heading: &'static str, content: AnyView) -> AnyView {
    view! {
        <section class="pw-account__part">
            <h2 class="utrecht-heading-2">{heading}</h2>
            {content}
        </section>
    }
    .into_any()
}

fn profile(page: &AccountPage, texts: &'static Texts) -> AnyView {
    let t = &texts.account;
    data_list(vec![
        (t.name, text(page.name.clone())),
        (t.login, text(page.login.clone())),
        (t.role, text((texts.labels.role)(page.role))),
        (t.municipality, text(page.municipality.clone())),
        (t.since, text(day_of(page.since, texts))),
    ])
}

fn terms(terms: &[AccountTerm], texts: &'static Texts) -> AnyView {
    if terms.is_empty() {
        return view! { <p class="utrecht-paragraph">{texts.account.term_none}</p> }.into_any();
    }
    terms.iter().map(|one| term(one, texts)).collect_view().into_any()
}

fn term(term: &AccountTerm, texts: &'static Texts) -> AnyView {
    let t = &texts.account;
    // What ends at midnight was last valid on the day before.
    let last = term.until.saturating_sub(SignedDuration::from_nanos(1)).unwrap_or(term.until);
    let period = fill(t.period_value, &[&day_of(term.from, texts), &day_of(last, texts)]);
    data_list(vec![
        (t.number, text(term.number.clone())),
        (t.domain, text(term.domain.clone())),
        (t.territory, text(term.territory.clone())),
        (t.period, text(period)),
    ])
}

fn security(page: &AccountPage, texts: &'static Texts) -> AnyView {
    let t = &texts.account;
    let left = match page.recovery_left {
        0 => t.recovery_none.to_owned(),
        1 => t.recovery_one.to_owned(),
        left => fill(t.recovery_left, &[&left]),
    };
    let links = [
        (paths::ACCOUNT_PASSWORD, t.password_link),
        (paths::ACCOUNT_AUTHENTICATOR, t.authenticator_link),
        (paths::ACCOUNT_RECOVERY, t.recovery_link),
    ];
    let link =
        |(path, words)| view! { <li><a class="utrecht-link utrecht-link--html-a" href=path>{words}</a></li> };
    view! {
        <ul class="pw-account__links">{links.map(link).collect_view()}</ul>
        <p class="utrecht-paragraph">{left}</p>
    }
    .into_any()
}

fn language(page: &AccountPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.account;
    let choices = Language::ALL.iter().map(|one| (one.to_string(), own_name(*one).to_owned())).collect();
    view! {
        <form class="pw-form" method="post" action=paths::ACCOUNT_LANGUAGE>
            {form_token(frame)}
            <input type="hidden" name="back" value=paths::ACCOUNT/>
            {Control::new("language", t.language, &FieldErrors::none(), texts)
                .hint(t.language_hint)
                .select(choices, page.language.as_str())}
            <button class="utrecht-button utrecht-button--secondary-action" type="submit">{t.language_save}</button>
        </form>
    }
    .into_any()
}
