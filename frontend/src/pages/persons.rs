//! Requests of persons and their clocks.

use crate::components::alert::{Kind, alert, empty_state};
use crate::components::badge::{Tone, badge};
use crate::components::data_list::text;
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::pages::case::section;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day, day_of};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use leptos::prelude::*;
use poortwacht_domain::{RecordId, Regime, RequestKind, RequestOutcome};

/// A request in the list. No plate.
#[derive(Clone, Debug)]
pub struct PersonRow {
    /// Its id.
    pub id: RecordId,
    /// What is asked.
    pub kind: RequestKind,
    /// The day on which it came in.
    pub received_on: Date,
    /// The law that sets its term.
    pub regime: Regime,
    /// The first instant at which an answer is too late.
    pub due_at: Timestamp,
    /// Whether that moment is over and nobody answered.
    pub is_late: bool,
    /// What became of it, and when; `None` while it waits.
    pub handled: Option<(RequestOutcome, Timestamp)>,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonNotice {
    /// A request was registered.
    Registered,
    /// A request was given more time.
    Extended,
    /// A request was answered.
    Answered,
}

/// The page.
#[derive(Clone, Debug)]
pub struct PersonsPage {
    /// The requests, what waits first on top.
    pub rows: Vec<PersonRow>,
    /// What was just done.
    pub notice: Option<PersonNotice>,
}

impl Page for PersonsPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.persons.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Persons)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.persons;
        let (handled, waiting): (Vec<_>, Vec<_>) = self.rows.iter().partition(|row| row.handled.is_some());
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {self.notice.map(|notice| told(notice, frame.texts))}
            <p class="utrecht-paragraph"><a class="utrecht-button utrecht-button--primary-action pw-button-link" href=paths::PERSONS_NEW>{t.register}</a></p>
            {self.rows.is_empty().then(|| empty_state(t.empty_heading, t.empty))}
            {(!waiting.is_empty()).then(|| section(t.waiting, waiting_table(&waiting, frame.texts)))}
            {(!handled.is_empty()).then(|| section(t.handled, handled_table(&handled, frame.texts)))}
        }
        .into_any()
    }
}

/// What was just done, in words.
pub(crate) fn told(notice: PersonNotice, texts: &'static Texts) -> AnyView {
    let t = &texts.persons;
    let words = match notice {
        PersonNotice::Registered => t.registered_notice,
        PersonNotice::Extended => t.extended_notice,
        PersonNotice::Answered => t.answered_notice,
    };
    alert(Kind::Ok, None, words)
}

fn waiting_table(rows: &[&PersonRow], texts: &'static Texts) -> AnyView {
    let t = &texts.persons;
    let cells = |row: &&PersonRow| {
        vec![
            link(row, texts),
            text(day(row.received_on, texts)),
            text(term(row.regime, texts)),
            clock(row.due_at, row.is_late, texts),
        ]
    };
    let columns = vec![t.kind, t.received, t.regime, t.answer_by];
    let rows = rows.iter().map(cells).collect();
    Table { id: "waiting-requests", caption: t.waiting, caption_hidden: true, columns, rows }.view()
}

fn handled_table(rows: &[&PersonRow], texts: &'static Texts) -> AnyView {
    let t = &texts.persons;
    let cells = |row: &&PersonRow| {
        let (result, at) = row.handled.unzip();
        vec![
            link(row, texts),
            text(day(row.received_on, texts)),
            text(at.map(|at| day_of(at, texts)).unwrap_or_default()),
            text(result.map(|result| outcome(result, texts)).unwrap_or_default()),
        ]
    };
    let columns = vec![t.kind, t.received, t.answered_at, t.outcome];
    let rows = rows.iter().map(cells).collect();
    Table { id: "handled-requests", caption: t.handled, caption_hidden: true, columns, rows }.view()
}

fn link(row: &PersonRow, texts: &'static Texts) -> AnyView {
    let words = kind(row.kind, texts);
    let label = fill(texts.persons.open_label, &[&words, &day(row.received_on, texts)]);
    view! { <a class="utrecht-link utrecht-link--html-a" href=paths::person(row.id) aria-label=label>{words}</a> }
        .into_any()
}

/// The last day on which an answer is in time.
pub(crate) fn clock(due_at: Timestamp, is_late: bool, texts: &'static Texts) -> AnyView {
    let last = due_at.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(due_at);
    let late = is_late.then(|| badge(Tone::Urgent, texts.persons.late));
    view! { <span class="pw-deadline"><time datetime=due_at.to_string()>{day_of(last, texts)}</time>{late}</span> }
        .into_any()
}

/// What is asked, in words.
pub(crate) const fn kind(kind: RequestKind, texts: &'static Texts) -> &'static str {
    let t = &texts.persons;
    match kind {
        RequestKind::Access => t.kind_access,
        RequestKind::Rectification => t.kind_rectification,
        RequestKind::Restriction => t.kind_restriction,
        RequestKind::Erasure => t.kind_erasure,
        RequestKind::Objection => t.kind_objection,
    }
}

/// A law and its term, in words.
pub(crate) const fn term(regime: Regime, texts: &'static Texts) -> &'static str {
    match regime {
        Regime::Avg => texts.persons.regime_avg,
        Regime::Wpg => texts.persons.regime_wpg,
    }
}

/// What became of a request, in words.
pub(crate) const fn outcome(outcome: RequestOutcome, texts: &'static Texts) -> &'static str {
    let t = &texts.persons;
    match outcome {
        RequestOutcome::Granted => t.outcome_granted,
        RequestOutcome::Partly => t.outcome_partly,
        RequestOutcome::Refused => t.outcome_refused,
        RequestOutcome::NothingHeld => t.outcome_nothing_held,
        RequestOutcome::Withdrawn => t.outcome_withdrawn,
    }
}
