//! Reviews of who has access: the list, and beginning one.

use crate::components::alert::{Kind, alert, empty_state};
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
use crate::time::{day_of, moment};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{RecordId, ReviewReach};
use serde::Deserialize;

/// `POST /access-reviews`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BeginReviewForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Code of whom it is about.
    pub reach: String,
}

/// One review.
#[derive(Clone, Debug)]
pub struct ReviewRow {
    /// Names the review.
    pub id: RecordId,
    /// Whom it is about.
    pub reach: ReviewReach,
    /// When it began.
    pub begun_at: Timestamp,
    /// When it should be finished.
    pub due_at: Timestamp,
    /// When it was finished, and by whom.
    pub closed: Option<(Timestamp, String)>,
    /// Accounts judged, of how many.
    pub judged: (usize, usize),
}

/// The page.
#[derive(Clone, Debug)]
pub struct AccessReviewsPage {
    /// This moment.
    pub now: Timestamp,
    /// The newest first.
    pub rows: Vec<ReviewRow>,
    /// When the next ones begin by themselves.
    pub next: Vec<(ReviewReach, Timestamp)>,
    /// What was chosen.
    pub form: BeginReviewForm,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// Whether one was just finished.
    pub is_closed: bool,
}

impl Page for AccessReviewsPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.access_reviews.title.into()
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
        let list =
            if self.rows.is_empty() { empty_state(t.empty_heading, t.empty) } else { list(&self, texts) };
        let reach = texts.access.review_reach;
        let next = self.next.iter().map(|(of, at)| {
            view! { <li>{fill(t.next, &[&reach(*of), &day_of(*at, texts)])}</li> }
        });
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {self.is_closed.then(|| alert(Kind::Ok, None, t.closed_notice))}
            {error_summary(&self.errors, &[("reach", t.reach)], texts)}
            {list}
            <ul class="pw-plain-list">{next.collect_view()}</ul>
            {begin(&self, frame)}
        }
        .into_any()
    }
}

fn list(page: &AccessReviewsPage, texts: &'static Texts) -> AnyView {
    let t = &texts.access_reviews;
    let columns = vec![t.reach, t.begun, t.due, t.judged, t.state];
    let rows = page.rows.iter().map(|row| cells(row, page.now, texts)).collect();
    Table { id: "review-list", caption: t.list, caption_hidden: true, columns, rows }.view()
}

fn cells(row: &ReviewRow, now: Timestamp, texts: &'static Texts) -> Vec<AnyView> {
    let t = &texts.access_reviews;
    let reach = (texts.access.review_reach)(row.reach);
    let label = fill(t.open_label, &[&reach, &day_of(row.begun_at, texts)]);
    let link = view! {
        <a class="utrecht-link utrecht-link--html-a" href=paths::access_review(row.id) aria-label=label>{reach}</a>
    };
    vec![
        link.into_any(),
        moment(row.begun_at, texts),
        moment(row.due_at, texts),
        text(fill(t.count, &[&row.judged.0, &row.judged.1])),
        standing(row, now, texts),
    ]
}

fn standing(row: &ReviewRow, now: Timestamp, texts: &'static Texts) -> AnyView {
    let t = &texts.access_reviews;
    match &row.closed {
        Some((at, by)) => text(fill(t.closed, &[&day_of(*at, texts), by])),
        None if row.due_at <= now => badge(Tone::Urgent, t.late),
        None => badge(Tone::Soon, t.open),
    }
}

fn begin(page: &AccessReviewsPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.access_reviews;
    let label = texts.access.review_reach;
    let choices =
        ReviewReach::ALL.iter().map(|one| (one.as_str().to_owned(), label(*one).to_owned())).collect();
    view! {
        <form class="pw-form pw-card" method="post" action=paths::ACCESS_REVIEWS>
            {form_token(frame)}
            <h2 class="utrecht-heading-2">{t.begin_heading}</h2>
            {Control::new("reach", t.reach, &page.errors, texts).select(choices, &page.form.reach)}
            <button class="utrecht-button utrecht-button--secondary-action" type="submit">{t.begin_submit}</button>
        </form>
    }
    .into_any()
}
