//! The ledger of one case: who saw it, and everything else that was done with it.

use crate::components::badge::{Tone, badge};
use crate::components::data_list::text;
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::pages::log::tabs;
use crate::pages::log_row::{LogRow, LogWho, table, who};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::moment;
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{CaseRef, CaseState, Permission};
use serde::Deserialize;

/// `GET /log/cases/{reference}`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LogCaseQuery {
    /// Code of the reason; empty is the reader's own duty.
    pub reason: String,
}

/// Somebody who saw the case.
#[derive(Clone, Debug)]
pub struct LogReader {
    /// Who.
    pub who: LogWho,
    /// How often.
    pub views: u64,
    /// The first time.
    pub first: Timestamp,
    /// The last time.
    pub last: Timestamp,
}

/// The page.
#[derive(Clone, Debug)]
pub struct LogCasePage {
    /// The case's reference.
    pub reference: CaseRef,
    /// Where it stands.
    pub state: CaseState,
    /// Who saw it; the last one first.
    pub readers: Vec<LogReader>,
    /// All its entries, newest first.
    pub rows: Vec<LogRow>,
}

impl Page for LogCasePage {
    fn title(&self, texts: &'static Texts) -> String {
        fill(texts.log.of_case, &[&self.reference.as_str()])
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Log)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.log;
        view! {
            <div class="pw-intro">
                <h1 class="utrecht-heading-1">{self.title(texts)}</h1>
                {badge(Tone::Calm, (texts.labels.case_state)(self.state))}
                {open_case(&self, frame)}
            </div>
            {tabs(None, frame)}
            <section class="pw-section">
                <h2 class="utrecht-heading-2">{t.readers}</h2>
                {readers(&self.readers, texts)}
            </section>
            <section class="pw-section">
                <h2 class="utrecht-heading-2">{t.all_of_case}</h2>
                {table("log-of-case", t.all_of_case, &self.rows, None, frame)}
            </section>
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::LOG>{t.back}</a></p>
        }
        .into_any()
    }
}

/// The case itself, for those who may open it.
fn open_case(page: &LogCasePage, frame: &Frame) -> Option<AnyView> {
    let may = frame.viewer.as_ref().is_some_and(|viewer| viewer.role.allows(Permission::ViewCase));
    let link = view! { <a class="utrecht-link utrecht-link--html-a" href=paths::case(&page.reference)>{frame.texts.log.open_case}</a> };
    may.then(|| link.into_any())
}

fn readers(readers: &[LogReader], texts: &'static Texts) -> AnyView {
    let t = &texts.log;
    if readers.is_empty() {
        return view! { <p class="utrecht-paragraph">{t.readers_empty}</p> }.into_any();
    }
    let row = |reader: &LogReader| {
        vec![
            who(&reader.who, texts),
            text(reader.views.to_string()),
            moment(reader.first, texts),
            moment(reader.last, texts),
        ]
    };
    let columns = vec![t.who, t.views, t.first, t.last];
    let rows = readers.iter().map(row).collect();
    Table { id: "log-readers", caption: t.readers, caption_hidden: true, columns, rows }.view()
}
