//! Starts in the past that wait for a second person.

use crate::components::alert::{Kind, alert, empty_state};
use crate::components::data_list::{data_list, text};
use crate::components::form::form_token;
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::pages::exemption_new::{StateCounts, covered};
use crate::pages::exemptions::{ExemptionRow, cells};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day_of, moment};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::RecordId;
use serde::Deserialize;

/// `POST /exemptions/late-starts/{late}`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DecideForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// `agree` or `refuse`.
    pub decision: String,
}

/// What was just decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LateNotice {
    /// The exemptions count.
    Agreed,
    /// They never will.
    Refused,
}

/// One of them. Not printable: it holds plates and holders.
#[derive(Clone)]
pub struct LateRow {
    /// Its id.
    pub id: RecordId,
    /// Who proposes it; nothing for the operator or another system.
    pub proposed_by: Option<String>,
    /// When.
    pub proposed_at: Timestamp,
    /// When it lapses.
    pub lapses_at: Timestamp,
    /// Reference of the document.
    pub document: String,
    /// Why it was not entered in time.
    pub reason: String,
    /// How many exemptions.
    pub exemptions: u64,
    /// The first of them.
    pub rows: Vec<ExemptionRow>,
    /// The cases that they cover.
    pub concerned: StateCounts,
    /// Whether this reader may decide.
    pub may_decide: bool,
}

/// The page. Not printable.
#[derive(Clone)]
pub struct LateStartsPage {
    /// Tells which exemptions are valid.
    pub now: Timestamp,
    /// All that wait.
    pub rows: Vec<LateRow>,
    /// What was just decided.
    pub notice: Option<LateNotice>,
}

impl Page for LateStartsPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.late_starts.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Exemptions)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.late_starts;
        let notice = self.notice.map(|notice| match notice {
            LateNotice::Agreed => alert(Kind::Ok, None, t.agreed),
            LateNotice::Refused => alert(Kind::Ok, None, t.refused),
        });
        let rows = self.rows.iter().zip(1..).map(|(row, number)| late_start(row, number, self.now, frame));
        let rows = rows.collect_view();
        let empty = self.rows.is_empty().then(|| empty_state(t.empty_heading, t.empty));
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {notice}
            {empty}
            {rows}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::EXEMPTIONS>{t.back}</a></p>
        }
        .into_any()
    }
}

fn late_start(row: &LateRow, number: usize, now: Timestamp, frame: &Frame) -> AnyView {
    let (texts, t, e) = (frame.texts, &frame.texts.late_starts, &frame.texts.exemptions);
    let by = row.proposed_by.clone().unwrap_or_else(|| e.by_system.to_owned());
    let facts = data_list(vec![
        (t.proposed_by, text(by)),
        (t.proposed_at, moment(row.proposed_at, texts)),
        (t.lapses_at, text(day_of(row.lapses_at, texts))),
        (e.document, text(row.document.clone())),
        (e.late_reason, text(row.reason.clone())),
    ]);
    let columns = vec![e.plate, e.category, e.holder, e.valid, e.hours, e.locations, e.state];
    let rows = row.rows.iter().map(|row| cells(row, now, texts)).collect();
    let table = Table { id: "late", caption: t.exemptions, caption_hidden: true, columns, rows };
    let table = table.view_as(format!("late-{number}"));
    view! {
        <section class="pw-card">
            <h2 class="utrecht-heading-2">{fill(t.heading, &[&row.exemptions])}</h2>
            {covered(&row.concerned, texts)}
            {facts}
            {table}
            {decide(row, frame)}
        </section>
    }
    .into_any()
}

fn decide(row: &LateRow, frame: &Frame) -> AnyView {
    let t = &frame.texts.late_starts;
    if !row.may_decide {
        return view! { <p class="utrecht-paragraph pw-quiet">{t.your_own}</p> }.into_any();
    }
    view! {
        <form class="pw-form" method="post" action=paths::late_start(row.id)>
            {form_token(frame)}
            <div class="utrecht-button-group utrecht-button-group--row">
                <button class="utrecht-button utrecht-button--primary-action" type="submit" name="decision" value="agree">{t.agree}</button>
                <button class="utrecht-button utrecht-button--secondary-action" type="submit" name="decision" value="refuse">{t.refuse}</button>
            </div>
        </form>
    }
    .into_any()
}
