//! Warning letters for the coordinator: what waits for the letter service and what it has. No plates on the page.

use crate::components::data_list::text;
use crate::components::form::form_token;
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::pages::cjib::nothing;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day, minute};
use jiff::Timestamp;
use jiff::civil::Date;
use leptos::prelude::*;
use poortwacht_domain::LocationId;
use serde::Deserialize;

/// A warning period of a location.
#[derive(Clone, Debug)]
pub struct LetterRow {
    /// The location.
    pub location: LocationId,
    /// Its name.
    pub name: String,
    /// First day of the period.
    pub from: Date,
    /// Its last day.
    pub until: Date,
    /// Letters that wait.
    pub waiting: u64,
    /// When how many were handed over.
    pub issued: Vec<(Timestamp, u64)>,
}

/// What a button of the page sends.
#[derive(Clone, Debug, Deserialize)]
pub struct LetterForm {
    /// The location.
    pub location: String,
    /// First day of the period.
    pub from: String,
    /// Its last day.
    pub until: String,
    /// When the letters were handed over; empty for those that wait.
    #[serde(default)]
    pub issued: String,
}

/// The page.
#[derive(Clone, Debug)]
pub struct LettersPage {
    /// The latest period first.
    pub rows: Vec<LetterRow>,
}

impl Page for LettersPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.letters.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Cjib)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.letters;
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            <section class="pw-section">
                <h2 class="utrecht-heading-2">{t.periods}</h2>
                {periods(&self.rows, frame)}
            </section>
        }
        .into_any()
    }
}

fn periods(rows: &[LetterRow], frame: &Frame) -> AnyView {
    let t = &frame.texts.letters;
    if rows.is_empty() {
        return nothing(t.none_heading, t.none);
    }
    let columns = vec![t.location, t.period, t.waiting, t.issued];
    let rows = rows.iter().map(|row| period(row, frame)).collect();
    let table = Table { id: "letters", caption: t.periods, caption_hidden: true, columns, rows };
    view! { <p class="utrecht-paragraph">{t.logged}</p>{table.view()} }.into_any()
}

fn period(row: &LetterRow, frame: &Frame) -> Vec<AnyView> {
    let texts = frame.texts;
    let days = format!("{} – {}", day(row.from, texts), day(row.until, texts));
    let issued =
        row.issued.iter().map(|bundle| view! { <li>{issued(row, *bundle, frame)}</li> }).collect_view();
    vec![
        text(row.name.clone()),
        text(days),
        waiting(row, frame),
        view! { <ul class="pw-list">{issued}</ul> }.into_any(),
    ]
}

fn waiting(row: &LetterRow, frame: &Frame) -> AnyView {
    let t = &frame.texts.letters;
    if row.waiting == 0 {
        return text(t.nothing_waits);
    }
    let label = fill(t.issue_label, &[&row.waiting, &row.name]);
    let button = button(row, None, (t.issue, label), frame);
    let count = row.waiting.to_string();
    view! { <span class="pw-table__main">{count}</span><span class="pw-table__sub">{t.most}</span>{button} }
        .into_any()
}

fn issued(row: &LetterRow, (at, count): (Timestamp, u64), frame: &Frame) -> AnyView {
    let (texts, t) = (frame.texts, &frame.texts.letters);
    let at_words = minute(at, texts);
    let words = fill(t.bundle, &[&at_words, &count]);
    let label = fill(t.again_label, &[&at_words, &count, &row.name]);
    let button = button(row, Some(at), (t.again, label), frame);
    view! { {words}{button} }.into_any()
}

fn button(
    row: &LetterRow,
    issued: Option<Timestamp>,
    (words, label): (&'static str, String),
    frame: &Frame,
) -> AnyView {
    let issued = issued.map(|at| at.to_string()).unwrap_or_default();
    view! {
        <form method="post" action=paths::LETTERS>
            {form_token(frame)}
            <input type="hidden" name="location" value=row.location.to_string() />
            <input type="hidden" name="from" value=row.from.to_string() />
            <input type="hidden" name="until" value=row.until.to_string() />
            <input type="hidden" name="issued" value=issued />
            <button class="utrecht-button utrecht-button--subtle" type="submit" aria-label=label>{words}</button>
        </form>
    }
    .into_any()
}
