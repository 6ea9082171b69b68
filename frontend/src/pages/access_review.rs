//! One review of who has access: the account to be judged now, and all of them.

use super::access_reviews::ReviewRow;
use super::users::{UserState, state};
use crate::banner::last_moment;
use crate::components::alert::{Kind, alert};
use crate::components::control::Control;
use crate::components::data_list::{data_list, text};
use crate::components::form::{error_summary, form_token};
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day_of, moment};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{AccessVerdict, AccountId, Role};
use serde::Deserialize;

/// `GET /access-reviews/{review}`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReviewQuery {
    /// The account whose form is open; nothing is the first that was not judged.
    pub account: String,
    /// Code of what was just done.
    pub notice: String,
}

/// `POST /access-reviews/{review}/accounts/{account}`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct JudgeForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Code of the verdict.
    pub verdict: String,
    /// Why, or what to do.
    pub remark: String,
}

/// What a reviewer said.
#[derive(Clone, Debug)]
pub struct Said {
    /// The verdict.
    pub verdict: AccessVerdict,
    /// Why, or what to do.
    pub remark: String,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// One account.
#[derive(Clone, Debug)]
pub struct LineRow {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// Its login.
    pub login: String,
    /// The role when the review began.
    pub role: Role,
    /// The last login before that.
    pub last_login_at: Option<Timestamp>,
    /// Until when authorisations held then.
    pub authorised_until: Option<Timestamp>,
    /// What it is good for now.
    pub state: Option<UserState>,
    /// What was said.
    pub said: Option<Said>,
    /// Whether it is the reader's own.
    pub is_own: bool,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewNotice {
    /// The review began.
    Begun,
    /// A verdict was recorded.
    Saved,
}

/// The page.
#[derive(Clone, Debug)]
pub struct AccessReviewPage {
    /// As in the list.
    pub review: ReviewRow,
    /// By name.
    pub lines: Vec<LineRow>,
    /// The account whose form is open.
    pub open: Option<AccountId>,
    /// What was typed.
    pub form: JudgeForm,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// What was just done.
    pub notice: Option<ReviewNotice>,
}

impl Page for AccessReviewPage {
    fn title(&self, texts: &'static Texts) -> String {
        fill(texts.access_reviews.one_title, &[&(texts.access.review_reach)(self.review.reach)])
    }

    fn section(&self) -> Option<Section> {
        Some(Section::AccessReviews)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.access_reviews;
        let notice = self.notice.map(|notice| match notice {
            ReviewNotice::Begun => alert(Kind::Ok, None, t.begun_notice),
            ReviewNotice::Saved => alert(Kind::Ok, None, t.saved_notice),
        });
        let count = fill(t.count, &[&self.review.judged.0, &self.review.judged.1]);
        view! {
            <h1 class="utrecht-heading-1">{self.title(texts)}</h1>
            <p class="utrecht-paragraph pw-lead">{t.one_lead}</p>
            {notice}
            {error_summary(&self.errors, &[("verdict", t.verdict), ("remark", t.remark)], texts)}
            <p class="utrecht-paragraph">{t.judged}": "{count}</p>
            {task(&self, frame)}
            {list(&self, texts)}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::ACCESS_REVIEWS>{t.back}</a></p>
        }
        .into_any()
    }
}

/// What is to be done now.
fn task(page: &AccessReviewPage, frame: &Frame) -> AnyView {
    let t = &frame.texts.access_reviews;
    if let Some((at, by)) = &page.review.closed {
        return alert(Kind::Info, None, fill(t.closed_lead, &[&day_of(*at, frame.texts), by]));
    }
    if let Some(line) = page.lines.iter().find(|line| Some(line.account) == page.open) {
        return judge(page, line, frame);
    }
    if page.lines.iter().any(|line| line.said.is_none()) {
        return alert(Kind::Info, None, t.wait_lead);
    }
    view! {
        <form class="pw-form pw-card" method="post" action=paths::access_review_close(page.review.id)>
            {form_token(frame)}
            <p class="utrecht-paragraph">{t.close_lead}</p>
            <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.close_submit}</button>
        </form>
    }
    .into_any()
}

fn judge(page: &AccessReviewPage, line: &LineRow, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.access_reviews;
    let label = texts.access.access_verdict;
    let verdicts =
        AccessVerdict::ALL.iter().map(|one| (one.as_str().to_owned(), label(*one).to_owned())).collect();
    view! {
        <form class="pw-form pw-card" method="post" action=paths::access_review_judge(page.review.id, line.account)>
            {form_token(frame)}
            <h2 class="utrecht-heading-2">{fill(t.now_judge, &[&line.name])}</h2>
            {data_list(facts(line, texts))}
            <div class="pw-grid">
                {Control::new("verdict", t.verdict, &page.errors, texts).select(verdicts, &page.form.verdict)}
            </div>
            {Control::new("remark", t.remark, &page.errors, texts)
                .optional(texts)
                .hint(t.remark_hint)
                .textarea(2, 500, &page.form.remark)}
            <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.save}</button>
        </form>
    }
    .into_any()
}

fn facts(line: &LineRow, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let t = &texts.access_reviews;
    let now = line.state.map_or_else(|| text(t.destroyed), |now| state(now, texts));
    vec![
        (t.login, text(line.login.clone())),
        (t.role, text((texts.labels.role)(line.role))),
        (t.last_login, last_login(line, texts)),
        (t.authorised, authorised(line, texts)),
        (t.state_now, now),
    ]
}

fn last_login(line: &LineRow, texts: &'static Texts) -> AnyView {
    line.last_login_at.map_or_else(|| text(texts.access_reviews.never), |at| moment(at, texts))
}

fn authorised(line: &LineRow, texts: &'static Texts) -> AnyView {
    let until = line.authorised_until.map(|at| fill(texts.users.until, &[&day_of(last_moment(at), texts)]));
    text(until.unwrap_or_else(|| texts.access_reviews.none.to_owned()))
}

fn list(page: &AccessReviewPage, texts: &'static Texts) -> AnyView {
    let t = &texts.access_reviews;
    let columns = vec![t.name, t.role, t.last_login, t.authorised, t.verdict];
    let rows = page.lines.iter().map(|line| cells(line, page, texts)).collect();
    Table { id: "review-lines", caption: t.lines, caption_hidden: true, columns, rows }.view()
}

fn cells(line: &LineRow, page: &AccessReviewPage, texts: &'static Texts) -> Vec<AnyView> {
    let name = view! { {line.name.clone()}<span class="pw-table__sub">{line.login.clone()}</span> };
    vec![
        name.into_any(),
        text((texts.labels.role)(line.role)),
        last_login(line, texts),
        authorised(line, texts),
        verdict(line, page, texts),
    ]
}

fn verdict(line: &LineRow, page: &AccessReviewPage, texts: &'static Texts) -> AnyView {
    let t = &texts.access_reviews;
    let said = match &line.said {
        Some(said) => {
            let words = (texts.access.access_verdict)(said.verdict);
            let words = fill(t.said_by, &[&words, &said.by, &day_of(said.at, texts)]);
            view! { {words}<span class="pw-table__sub">{said.remark.clone()}</span> }.into_any()
        }
        None if line.is_own => text(t.own),
        None => text(t.not_yet),
    };
    let may = page.review.closed.is_none() && !line.is_own && page.open != Some(line.account);
    let link = may.then(|| {
        let label = fill(t.again_label, &[&line.name]);
        let path = paths::access_review_of(page.review.id, line.account);
        view! { " "<a class="utrecht-link utrecht-link--html-a" href=path aria-label=label>{t.again}</a> }
    });
    view! { {said}{link} }.into_any()
}
