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
    /// They begin when they were agreed to.
    Withdrawn,
    /// Their cases are dismissed although a second look disagreed.
    Kept,
}

/// `POST /exemptions/late-starts/{late}/dismissals`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SettleForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// `withdraw` or `keep`.
    pub order: String,
}

/// A late start that was agreed to, of which dismissals wait.
#[derive(Clone, Debug)]
pub struct SettleRow {
    /// Its id.
    pub id: RecordId,
    /// When it was agreed to.
    pub agreed_at: Option<Timestamp>,
    /// Cases that wait to be dismissed.
    pub cases: u64,
    /// When the first of them is, unless somebody objects.
    pub due: Timestamp,
    /// Cases that a second look disagreed about.
    pub objections: u64,
    /// Whether this reader may keep it.
    pub may_keep: bool,
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
    /// Those that were agreed to, of which dismissals wait.
    pub settling: Vec<SettleRow>,
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
            LateNotice::Withdrawn => alert(Kind::Ok, None, t.withdrawn),
            LateNotice::Kept => alert(Kind::Ok, None, t.kept),
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
            {settling(&self.settling, frame)}
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

/// Late starts that count already: what they dismiss waits, and can still be stopped.
fn settling(rows: &[SettleRow], frame: &Frame) -> Option<AnyView> {
    let t = &frame.texts.late_starts;
    let cards = rows.iter().zip(1..).map(|(row, number)| settle(row, number, frame)).collect_view();
    let lead = view! { <p class="utrecht-paragraph">{t.settling_lead}</p> };
    let section = view! { <section><h2 class="utrecht-heading-2">{t.settling}</h2>{lead}{cards}</section> };
    (!rows.is_empty()).then(|| section.into_any())
}

fn settle(row: &SettleRow, number: usize, frame: &Frame) -> AnyView {
    let (texts, t) = (frame.texts, &frame.texts.late_starts);
    let mut facts: Vec<_> = row.agreed_at.map(|at| (t.agreed_at, moment(at, texts))).into_iter().collect();
    facts.extend([
        (t.cases, text(row.cases.to_string())),
        (t.due, moment(row.due, texts)),
        (t.objections, text(row.objections.to_string())),
    ]);
    let objected = (row.objections > 0).then(|| alert(Kind::Warning, None, t.objected));
    let keep = (row.objections > 0 && row.may_keep).then(|| {
        view! { <button class="utrecht-button utrecht-button--secondary-action" type="submit" name="order" value="keep">{t.keep}</button> }
    });
    view! {
        <section class="pw-card">
            <h3 class="utrecht-heading-3">{fill(t.settle_heading, &[&number])}</h3>
            {objected}
            {data_list(facts)}
            <form class="pw-form" method="post" action=paths::late_dismissals(row.id)>
                {form_token(frame)}
                <div class="utrecht-button-group utrecht-button-group--row">
                    <button class="utrecht-button utrecht-button--secondary-action" type="submit" name="order" value="withdraw">{t.withdraw}</button>
                    {keep}
                </div>
            </form>
        </section>
    }
    .into_any()
}
