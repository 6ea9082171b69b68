//! Accounts: the list, and closing some of them.

use crate::banner::last_moment;
use crate::components::alert::{Kind, alert};
use crate::components::badge::{Tone, badge};
use crate::components::control::Control;
use crate::components::data_list::text;
use crate::components::form::{error_summary, form_token};
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day_of, minute, moment};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{AccountId, Role};

/// Whether somebody can work with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserState {
    /// Its user can log in.
    Active,
    /// Locked after failed attempts until this instant.
    Locked(Timestamp),
    /// An enrolment link waits until this instant.
    ToEnrol(Timestamp),
    /// The enrolment link was not used in time.
    LinkExpired,
    /// It gets no link before a second person approved.
    AwaitsApproval,
    /// Closed.
    Ended,
}

/// What an officer's authorisations are good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserTerm {
    /// They hold until this instant.
    Until(Timestamp),
    /// They end at this instant, within three months.
    EndsSoon(Timestamp),
    /// None holds.
    Missing,
    /// They are suspended.
    Suspended,
}

/// One account.
#[derive(Clone, Debug)]
pub struct UserRow {
    /// Its id.
    pub id: AccountId,
    /// The user's name.
    pub name: String,
    /// What the user types in.
    pub login: String,
    /// What the user may do.
    pub role: Role,
    /// What the account is good for.
    pub state: UserState,
    /// The last login.
    pub last_login_at: Option<Timestamp>,
    /// Whether a second factor is coupled.
    pub second_factor: bool,
    /// An officer's authorisations.
    pub term: Option<UserTerm>,
    /// Whether it is the reader's own.
    pub is_own: bool,
    /// Whether it is chosen to be closed.
    pub is_chosen: bool,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsersNotice {
    /// An account was closed.
    Closed,
    /// A second person was asked.
    Asked,
}

/// The page.
#[derive(Clone, Debug)]
pub struct UsersPage {
    /// Everybody.
    pub rows: Vec<UserRow>,
    /// Requests that wait for a second person.
    pub waiting: usize,
    /// Reason for closing several accounts, as typed.
    pub close_reason: String,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// What was just done.
    pub notice: Option<UsersNotice>,
}

impl Page for UsersPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.users.title.into()
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
        let notice = self.notice.map(|notice| match notice {
            UsersNotice::Closed => alert(Kind::Ok, None, t.closed_notice),
            UsersNotice::Asked => alert(Kind::Ok, None, t.asked_notice),
        });
        view! {
            <div class="pw-intro">
                <h1 class="utrecht-heading-1">{t.title}</h1>
                <a class="utrecht-button utrecht-button--primary-action pw-button-link" href=paths::USERS_NEW>{t.add}</a>
            </div>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {tabs(paths::USERS, texts)}
            {notice}
            {error_summary(&self.errors, &[("chosen", t.chosen), ("close_reason", t.close_reason)], texts)}
            {waiting(self.waiting, texts)}
            <form class="pw-form" method="post" action=paths::USERS_CLOSE>
                {form_token(frame)}
                {list(&self, texts)}
                {close(&self, texts)}
            </form>
        }
        .into_any()
    }
}

/// The pages about users.
pub(crate) fn tabs(here: &'static str, texts: &'static Texts) -> AnyView {
    let t = &texts.users;
    let links = [(paths::USERS, t.tab_accounts), (paths::ADDRESSES, t.tab_addresses)].map(|(path, words)| {
        let current = (path == here).then_some("page");
        view! { <li><a class="pw-tab" href=path aria-current=current>{words}</a></li> }
    });
    view! { <nav class="pw-tabs" aria-label=t.parts><ul class="pw-tabs__list">{links.collect_view()}</ul></nav> }
        .into_any()
}

fn waiting(count: usize, texts: &'static Texts) -> Option<AnyView> {
    let t = &texts.users;
    let words = match count {
        0 => return None,
        1 => t.waiting_one.to_owned(),
        count => fill(t.waiting, &[&count]),
    };
    let link =
        view! { <a class="utrecht-link utrecht-link--html-a" href=paths::REQUESTS>{t.waiting_link}</a> };
    Some(view! { <p class="utrecht-paragraph">{words}" "{link}</p> }.into_any())
}

fn list(page: &UsersPage, texts: &'static Texts) -> AnyView {
    let t = &texts.users;
    let columns = vec![t.name, t.role, t.state, t.last_login, t.second_factor, t.authorisation, t.choose];
    let rows = page.rows.iter().map(|row| cells(row, texts)).collect();
    let table = Table { id: "user-list", caption: t.list, caption_hidden: true, columns, rows }.view();
    // What a complaint about the choice links to.
    view! { <div id="field-chosen" tabindex="-1">{table}</div> }.into_any()
}

fn cells(row: &UserRow, texts: &'static Texts) -> Vec<AnyView> {
    let t = &texts.users;
    let path = paths::user(paths::USER, row.id);
    let name = view! {
        <a class="utrecht-link utrecht-link--html-a" href=path>{row.name.clone()}</a>
        <span class="pw-table__sub">{row.login.clone()}</span>
    };
    let factor = if row.second_factor { t.coupled } else { t.not_coupled };
    vec![
        name.into_any(),
        text((texts.labels.role)(row.role)),
        state(row.state, texts),
        row.last_login_at.map_or_else(|| text(t.never), |at| moment(at, texts)),
        text(factor),
        row.term.map(|held| term(held, texts)).into_any(),
        choice(row, texts),
    ]
}

/// What an account is good for, as a mark.
pub(crate) fn state(state: UserState, texts: &'static Texts) -> AnyView {
    let t = &texts.users;
    match state {
        UserState::Active => badge(Tone::Good, t.active),
        UserState::Locked(until) => badge(Tone::Urgent, fill(t.locked, &[&minute(until, texts)])),
        UserState::ToEnrol(until) => badge(Tone::Soon, fill(t.to_enrol, &[&minute(until, texts)])),
        UserState::LinkExpired => badge(Tone::Urgent, t.link_expired),
        UserState::AwaitsApproval => badge(Tone::Soon, t.awaits),
        UserState::Ended => badge(Tone::Calm, t.ended),
    }
}

fn term(term: UserTerm, texts: &'static Texts) -> AnyView {
    let t = &texts.users;
    let last = |at| day_of(last_moment(at), texts);
    match term {
        UserTerm::Until(at) => text(fill(t.until, &[&last(at)])),
        UserTerm::EndsSoon(at) => badge(Tone::Soon, fill(t.ends_soon, &[&last(at)])),
        UserTerm::Missing => badge(Tone::Urgent, t.missing),
        UserTerm::Suspended => badge(Tone::Urgent, t.suspended),
    }
}

fn choice(row: &UserRow, texts: &'static Texts) -> AnyView {
    let t = &texts.users;
    if row.is_own {
        return text(t.own);
    }
    if row.state == UserState::Ended {
        return ().into_any();
    }
    let label = fill(t.choose_label, &[&row.name]);
    view! {
        <label class="pw-choice"><input type="checkbox" name="chosen" value=row.id.to_string() checked=row.is_chosen/><span class="pw-hidden">{label}</span></label>
    }
    .into_any()
}

fn close(page: &UsersPage, texts: &'static Texts) -> AnyView {
    let t = &texts.users;
    view! {
        <section class="pw-section">
            <h2 class="utrecht-heading-2">{t.close_heading}</h2>
            <p class="utrecht-paragraph">{t.close_lead}</p>
            {Control::new("close_reason", t.close_reason, &page.errors, texts)
                .optional(texts)
                .hint(t.close_reason_hint)
                .textarea(2, 500, &page.close_reason)}
            <button class="utrecht-button utrecht-button--secondary-action" type="submit">{t.close_submit}</button>
        </section>
    }
    .into_any()
}
