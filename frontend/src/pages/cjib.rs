//! The traffic with the CJIB: batches with their answers, and what came back. No plates, no pictures.

use crate::components::alert::{Kind, alert};
use crate::components::badge::{Tone, badge, deadline};
use crate::components::data_list::text;
use crate::components::form::form_token;
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::pages::cjib_months::{MonthRow, months};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day_of, minute, moment};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{BatchId, CaseRef};

/// How far a batch is.
#[derive(Clone, Copy, Debug)]
pub enum BatchStage {
    /// Built, not sent.
    Built,
    /// Its delivery failed and is repeated.
    Failing,
    /// The CJIB has it.
    Sent,
    /// Every case is answered.
    Processed,
    /// It never arrived; its cases wait for another one.
    GivenUp,
}

/// A batch.
#[derive(Clone, Debug)]
pub struct BatchRow {
    /// Its identifier.
    pub id: BatchId,
    /// How far it is.
    pub stage: BatchStage,
    /// When it was built.
    pub built_at: Timestamp,
    /// Cases in it.
    pub cases: u64,
    /// Of those, accepted.
    pub accepted: u64,
    /// Of those, returned.
    pub returned: u64,
    /// How often its delivery was tried.
    pub attempts: u64,
    /// The receipt number.
    pub receipt_number: Option<String>,
    /// When the CJIB gave it.
    pub sent_at: Option<Timestamp>,
    /// When every case was answered.
    pub processed_at: Option<Timestamp>,
}

/// Why a case came back.
#[derive(Clone, Debug)]
pub struct ReturnNote {
    /// When.
    pub at: Timestamp,
    /// The code; nothing where it must not be told in a list.
    pub code: Option<String>,
    /// The words; nothing where they must not be told in a list.
    pub text: Option<String>,
}

/// The time that a case has left.
#[derive(Clone, Copy, Debug)]
pub struct SendClock {
    /// From then on it is not sent any more.
    pub before: Timestamp,
    /// The statutory limit.
    pub limit: Timestamp,
}

/// A case that came back.
#[derive(Clone, Debug)]
pub struct ReturnedRow {
    /// The case.
    pub reference: CaseRef,
    /// The location's name.
    pub location: String,
    /// Why.
    pub note: Option<ReturnNote>,
    /// The time left.
    pub clock: SendClock,
    /// Whether it can still be corrected and sent.
    pub in_time: bool,
}

/// The page.
#[derive(Clone, Debug)]
pub struct CjibPage {
    /// Times left are told from here.
    pub now: Timestamp,
    /// The latest batches first.
    pub batches: Vec<BatchRow>,
    /// What came back.
    pub returned: Vec<ReturnedRow>,
    /// Months that were compared with the CJIB's own list, the latest first.
    pub months: Vec<MonthRow>,
    /// A case was just put back on the desk.
    pub sent_back: bool,
}

impl Page for CjibPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.cjib.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Cjib)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.cjib;
        let notice = self.sent_back.then(|| alert(Kind::Ok, None, t.sent_back));
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {notice}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::LETTERS>{t.letters}</a></p>
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::ANNULMENTS>{frame.texts.annulments.title}</a></p>
            <section class="pw-section">
                <h2 class="utrecht-heading-2">{t.returned}</h2>
                {returned(&self, frame)}
            </section>
            <section class="pw-section">
                <h2 class="utrecht-heading-2">{t.batches}</h2>
                {batches(&self, frame.texts)}
            </section>
            <section class="pw-section">
                <h2 class="utrecht-heading-2">{t.months}</h2>
                {months(&self.months, frame.texts)}
            </section>
        }
        .into_any()
    }
}

/// What stands where a table would, below a heading of its own.
pub(crate) fn nothing(heading: &'static str, words: &'static str) -> AnyView {
    view! { <div class="pw-empty"><h3 class="utrecht-heading-3">{heading}</h3><p class="utrecht-paragraph">{words}</p></div> }
        .into_any()
}

fn returned(page: &CjibPage, frame: &Frame) -> AnyView {
    let t = &frame.texts.cjib;
    if page.returned.is_empty() {
        return nothing(t.returned_none_heading, t.returned_none);
    }
    let columns = vec![t.case, t.location, t.why, t.clock, t.action];
    let rows = page.returned.iter().map(|row| returned_row(row, page.now, frame)).collect();
    let table = Table { id: "cjib-returned", caption: t.returned, caption_hidden: true, columns, rows };
    view! { <p class="utrecht-paragraph">{t.returned_lead}</p>{table.view()} }.into_any()
}

fn returned_row(row: &ReturnedRow, now: Timestamp, frame: &Frame) -> Vec<AnyView> {
    let texts = frame.texts;
    let note = row.note.as_ref().map(|note| why(note, texts));
    vec![
        case_link(&row.reference),
        text(row.location.clone()),
        note.into_any(),
        clock(row.clock, now, texts),
        row.in_time.then(|| send_back(&row.reference, frame)).into_any(),
    ]
}

/// A case's reference as a link to its page.
pub(crate) fn case_link(reference: &CaseRef) -> AnyView {
    let words = reference.as_str().to_owned();
    view! { <a class="utrecht-link utrecht-link--html-a pw-reference" href=paths::case(reference)>{words}</a> }
        .into_any()
}

/// Code and words of a return, with its day.
pub(crate) fn why(note: &ReturnNote, texts: &'static Texts) -> AnyView {
    let code = note.code.clone().unwrap_or_default();
    let words = note.text.clone().unwrap_or_else(|| texts.cjib.withheld.to_owned());
    let day = fill(texts.cjib.answer_returned, &[&minute(note.at, texts)]);
    view! { <span class="pw-table__main">{code}" "{words}</span><span class="pw-table__sub">{day}</span> }
        .into_any()
}

/// Until when a case can be sent, and the statutory limit.
pub(crate) fn clock(clock: SendClock, now: Timestamp, texts: &'static Texts) -> AnyView {
    let left = if clock.before > now {
        deadline(clock.before, now, texts)
    } else {
        badge(Tone::Urgent, texts.cjib.too_late)
    };
    let limit = fill(texts.cjib.limit, &[&day_of(clock.limit, texts)]);
    view! { {left}<span class="pw-table__sub">{limit}</span> }.into_any()
}

fn send_back(reference: &CaseRef, frame: &Frame) -> AnyView {
    let t = &frame.texts.cjib;
    let label = fill(t.send_back_label, &[&reference.as_str()]);
    view! {
        <form method="post" action=paths::case_send_back(reference)>
            {form_token(frame)}
            <button class="utrecht-button utrecht-button--subtle" type="submit" aria-label=label>{t.send_back}</button>
        </form>
    }
    .into_any()
}

fn batches(page: &CjibPage, texts: &'static Texts) -> AnyView {
    let t = &texts.cjib;
    if page.batches.is_empty() {
        return nothing(t.batches_none_heading, t.batches_none);
    }
    let columns =
        vec![t.built, t.state, t.cases, t.accepted, t.came_back, t.open, t.receipt, t.sent, t.processed];
    let rows = page.batches.iter().map(|row| batch(row, texts)).collect();
    Table { id: "cjib-batches", caption: t.batches, caption_hidden: true, columns, rows }.view()
}

fn batch(row: &BatchRow, texts: &'static Texts) -> Vec<AnyView> {
    let none = || text(texts.layout.none);
    let at = |at: Option<Timestamp>| at.map_or_else(none, |at| moment(at, texts));
    let link = view! { <a class="utrecht-link utrecht-link--html-a" href=paths::cjib_batch(row.id)>{minute(row.built_at, texts)}</a> };
    let open = match row.stage {
        BatchStage::GivenUp => 0,
        _ => row.cases.saturating_sub(row.accepted).saturating_sub(row.returned),
    };
    vec![
        link.into_any(),
        stage(row, texts),
        text(row.cases.to_string()),
        text(row.accepted.to_string()),
        text(row.returned.to_string()),
        text(open.to_string()),
        row.receipt_number.clone().map_or_else(none, text),
        at(row.sent_at),
        at(row.processed_at),
    ]
}

/// How far a batch is, in words.
pub(crate) fn stage(row: &BatchRow, texts: &'static Texts) -> AnyView {
    let t = &texts.cjib;
    match row.stage {
        BatchStage::Built => badge(Tone::Calm, t.state_built),
        BatchStage::Failing => badge(Tone::Urgent, fill(t.state_failing, &[&row.attempts])),
        BatchStage::Sent => badge(Tone::Soon, t.state_sent),
        BatchStage::Processed => badge(Tone::Good, t.state_processed),
        BatchStage::GivenUp => badge(Tone::Calm, t.state_given_up),
    }
}
