//! One batch and its cases.

use crate::components::data_list::{data_list, text};
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::pages::cjib::{BatchRow, ReturnNote, SendClock, case_link, clock, stage, why};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{minute, moment};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{CaseRef, CaseState};

/// The CJIB's answer about a case.
#[derive(Clone, Debug)]
pub enum ItemAnswer {
    /// None yet.
    Open,
    /// Accepted.
    Accepted(Timestamp),
    /// Returned.
    Returned(ReturnNote),
    /// It never reached the CJIB in this batch.
    Unsent(Timestamp),
}

/// A case of the batch.
#[derive(Clone, Debug)]
pub struct ItemRow {
    /// Its place in the file, from 1.
    pub position: u64,
    /// The case.
    pub reference: CaseRef,
    /// What the CJIB said.
    pub answer: ItemAnswer,
    /// Where it stands now, and the time it has left; nothing once its data were destroyed.
    pub now: Option<(CaseState, SendClock)>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct CjibBatchPage {
    /// Times left are told from here.
    pub now: Timestamp,
    /// The batch.
    pub batch: BatchRow,
    /// SHA-256 of its file, hexadecimal.
    pub sha256: String,
    /// Its cases, in the order of the file.
    pub items: Vec<ItemRow>,
}

impl Page for CjibBatchPage {
    fn title(&self, texts: &'static Texts) -> String {
        fill(texts.cjib.batch_title, &[&minute(self.batch.built_at, texts)])
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Cjib)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.cjib;
        let columns = vec![t.position, t.case, t.answer, t.now, t.clock];
        let rows = self.items.iter().map(|row| item(row, self.now, texts)).collect();
        view! {
            <h1 class="utrecht-heading-1">{self.title(texts)}</h1>
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::CJIB>{t.back}</a></p>
            {data_list(facts(&self, texts))}
            {Table { id: "cjib-items", caption: t.batch_cases, caption_hidden: false, columns, rows }.view()}
        }
        .into_any()
    }
}

fn facts(page: &CjibBatchPage, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let (t, batch) = (&texts.cjib, &page.batch);
    let none = || text(texts.layout.none);
    let at = |at: Option<Timestamp>| at.map_or_else(none, |at| moment(at, texts));
    let hash = page.sha256.clone();
    vec![
        (t.state, stage(batch, texts)),
        (t.cases, text(batch.cases.to_string())),
        (t.accepted, text(batch.accepted.to_string())),
        (t.came_back, text(batch.returned.to_string())),
        (t.receipt, batch.receipt_number.clone().map_or_else(none, text)),
        (t.sent, at(batch.sent_at)),
        (t.processed, at(batch.processed_at)),
        (t.attempts, text(batch.attempts.to_string())),
        (t.hash, view! { <code class="utrecht-code pw-hash">{hash}</code> }.into_any()),
    ]
}

fn item(row: &ItemRow, now: Timestamp, texts: &'static Texts) -> Vec<AnyView> {
    let (state, left) = match row.now {
        Some((state, left)) => ((texts.labels.case_state)(state), still(row, left, state, now, texts)),
        None => (texts.cjib.gone, text(texts.layout.none)),
    };
    vec![text(row.position.to_string()), case(row), answer(&row.answer, texts), text(state), left]
}

/// A page of a case is there as long as its data are.
fn case(row: &ItemRow) -> AnyView {
    match row.now {
        Some(_) => case_link(&row.reference),
        None => {
            let words = row.reference.as_str().to_owned();
            view! { <span class="pw-reference">{words}</span> }.into_any()
        }
    }
}

/// The clock ends with the CJIB's acceptance.
fn still(row: &ItemRow, left: SendClock, state: CaseState, now: Timestamp, texts: &'static Texts) -> AnyView {
    let returned = matches!(row.answer, ItemAnswer::Returned(_));
    if returned && state.is_open() { clock(left, now, texts) } else { text(texts.layout.none) }
}

fn answer(answer: &ItemAnswer, texts: &'static Texts) -> AnyView {
    match answer {
        ItemAnswer::Open => text(texts.cjib.answer_open),
        ItemAnswer::Accepted(at) => text(fill(texts.cjib.answer_accepted, &[&minute(*at, texts)])),
        ItemAnswer::Returned(note) => why(note, texts),
        ItemAnswer::Unsent(at) => text(fill(texts.cjib.answer_unsent, &[&minute(*at, texts)])),
    }
}
