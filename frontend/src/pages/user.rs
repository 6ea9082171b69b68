//! One account: who it is, what opens it, what may be changed.

use super::user_actions::actions;
use super::user_terms::terms;
use super::users::{UserRow, state, tabs};
use crate::components::alert::{Kind, alert};
use crate::components::data_list::{data_list, text};
use crate::components::form::error_summary;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::Texts;
use crate::time::moment;
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{ApprovalKind, RecordId, Role};
use serde::Deserialize;

/// `POST /users/{account}/authorisations/end`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EndTermForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Which authorisation.
    pub authorisation: String,
}

/// Any form of the page; each sends its own fields.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct UserForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Code of the new role.
    pub role: String,
    /// Why.
    pub role_reason: String,
    /// Why a lock is to come off.
    pub unlock_reason: String,
    /// Why credentials are to be set up anew.
    pub reset_reason: String,
    /// Why somebody is let in.
    pub link_reason: String,
    /// Number of an authorisation.
    pub number: String,
    /// Its domain.
    pub domain: String,
    /// Its territory.
    pub territory: String,
    /// Its first day, `YYYY-MM-DD`.
    pub from: String,
    /// Its last day, `YYYY-MM-DD`.
    pub until: String,
}

/// An authorisation of the officer.
#[derive(Clone, Debug)]
pub struct TermRow {
    /// Names the authorisation.
    pub id: RecordId,
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
    /// Since when it is suspended.
    pub suspended_at: Option<Timestamp>,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserNotice {
    /// The role was changed.
    RoleChanged,
    /// A second person was asked.
    Asked,
    /// An authorisation was recorded.
    Authorised,
    /// The authorisations were confirmed.
    Confirmed,
    /// An authorisation was ended.
    TermEnded,
}

/// The page.
#[derive(Clone, Debug)]
pub struct UserPage {
    /// This moment.
    pub now: Timestamp,
    /// As in the list.
    pub row: UserRow,
    /// Since when the account exists.
    pub created_at: Timestamp,
    /// When its user enrolled last.
    pub enrolled_at: Option<Timestamp>,
    /// When access was last set up anew.
    pub reset_at: Option<Timestamp>,
    /// Authorisations, the newest first.
    pub terms: Vec<TermRow>,
    /// What waits for a second person.
    pub waiting: Vec<ApprovalKind>,
    /// Whether letting the user in takes a second person.
    pub needs_two: bool,
    /// Whether authorisations wait to be confirmed, and the reader may do it.
    pub confirm: Option<bool>,
    /// What was typed.
    pub form: UserForm,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// What was just done.
    pub notice: Option<UserNotice>,
}

impl Page for UserPage {
    fn title(&self, texts: &'static Texts) -> String {
        format!("{} – {}", self.row.name, texts.users.title)
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Users)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        view! {
            <h1 class="utrecht-heading-1">{self.row.name.clone()}</h1>
            {tabs(paths::USER, texts)}
            {notice(self.notice, texts)}
            {error_summary(&self.errors, &labels(texts), texts)}
            <div class="pw-account">
                {profile(&self, texts)}
                {(self.row.role == Role::Officer).then(|| terms(&self, frame))}
                {actions(&self, frame)}
            </div>
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::USERS>{texts.users.back}</a></p>
        }
        .into_any()
    }
}

fn notice(notice: Option<UserNotice>, texts: &'static Texts) -> Option<AnyView> {
    let t = &texts.user;
    notice.map(|notice| match notice {
        UserNotice::RoleChanged => alert(Kind::Ok, None, t.role_done),
        UserNotice::Asked => alert(Kind::Ok, None, texts.users.asked_notice),
        UserNotice::Authorised => alert(Kind::Ok, None, t.term_done),
        UserNotice::Confirmed => alert(Kind::Ok, None, t.confirm_done),
        UserNotice::TermEnded => alert(Kind::Ok, None, t.term_ended),
    })
}

fn labels(texts: &'static Texts) -> [(&'static str, &'static str); 10] {
    let t = &texts.user;
    [
        ("role", t.role_new),
        ("role_reason", t.role_reason),
        ("unlock_reason", t.unlock_reason),
        ("reset_reason", t.reset_reason),
        ("link_reason", t.link_reason),
        ("number", t.number),
        ("domain", t.domain),
        ("territory", t.territory),
        ("from", t.from),
        ("until", t.last),
    ]
}

fn profile(page: &UserPage, texts: &'static Texts) -> AnyView {
    let (t, u) = (&texts.user, &texts.users);
    let row = &page.row;
    let at = |instant: Option<Timestamp>, none: &'static str| {
        instant.map_or_else(|| text(none), |instant| moment(instant, texts))
    };
    let factor = if row.second_factor { u.coupled } else { u.not_coupled };
    let mut facts = vec![
        (t.login, text(row.login.clone())),
        (u.role, text((texts.labels.role)(row.role))),
        (u.state, state(row.state, texts)),
        (t.created, moment(page.created_at, texts)),
        (t.enrolled, at(page.enrolled_at, t.not_yet)),
        (u.last_login, at(row.last_login_at, u.never)),
        (u.second_factor, text(factor)),
    ];
    facts.extend(page.reset_at.map(|instant| (t.reset, moment(instant, texts))));
    view! {
        <section class="pw-account__part">
            <h2 class="utrecht-heading-2">{t.profile}</h2>
            {data_list(facts)}
            {row.is_own.then(|| view! { <p class="utrecht-paragraph">{t.own}</p> })}
        </section>
    }
    .into_any()
}
