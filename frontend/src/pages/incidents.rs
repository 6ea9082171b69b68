//! The register of incidents.

use crate::components::alert::{Kind, alert, empty_state};
use crate::components::data_list::text;
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day_of, minute, moment};
use leptos::prelude::*;
use poortwacht_domain::incident::{
    ClockReading, ClockStanding, IncidentFacts, IncidentKind, IncidentSource, Priority,
};

/// An incident in the list.
#[derive(Clone, Debug)]
pub struct IncidentRow {
    /// Its number.
    pub number: u64,
    /// What it seems to be about.
    pub kind: IncidentKind,
    /// Who brought it in.
    pub source: IncidentSource,
    /// What the clocks need to know.
    pub facts: IncidentFacts,
    /// The clock that ends first among those that run.
    pub next: Option<ClockReading>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct IncidentsPage {
    /// The register, the newest first.
    pub rows: Vec<IncidentRow>,
    /// Whether an incident was just reported.
    pub is_reported: bool,
}

impl Page for IncidentsPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.incidents.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Incidents)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.incidents;
        let is_late =
            |row: &IncidentRow| row.next.is_some_and(|next| next.standing == ClockStanding::Overdue);
        let late = self.rows.iter().any(is_late);
        let rows = if self.rows.is_empty() {
            empty_state(t.empty_heading, t.empty)
        } else {
            table(&self.rows, texts)
        };
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {self.is_reported.then(|| alert(Kind::Ok, None, t.reported_notice))}
            {late.then(|| alert(Kind::Error, Some(t.overdue_heading), t.overdue_text))}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::INCIDENT_REPORT>{t.report}</a>" · "<a class="utrecht-link utrecht-link--html-a" href=paths::INCIDENT_SCOPE>{t.scope}</a>" · "<a class="utrecht-link utrecht-link--html-a" href=paths::INCIDENT_MONTH>{t.month_title}</a></p>
            {rows}
        }
        .into_any()
    }
}

fn table(rows: &[IncidentRow], texts: &'static Texts) -> AnyView {
    let t = &texts.incidents;
    let cells = |row: &IncidentRow| {
        vec![
            link(row.number, texts),
            moment(row.facts.reported_at, texts),
            text((texts.incident_labels.kind)(row.kind)),
            text((texts.incident_labels.source)(row.source)),
            text(priority(row.facts.priority(), texts)),
            text(row.next.map(|next| deadline(&next, texts)).unwrap_or_default()),
            text(state(&row.facts, texts)),
        ]
    };
    let columns = vec![t.number, t.reported, t.about, t.source, t.priority, t.deadline, t.state];
    let rows = rows.iter().map(cells).collect();
    Table { id: "incidents", caption: t.title, caption_hidden: true, columns, rows }.view()
}

pub(crate) fn link(number: u64, texts: &'static Texts) -> AnyView {
    let words = fill(texts.incidents.number_value, &[&number]);
    view! { <a class="utrecht-link utrecht-link--html-a" href=paths::incident(number)>{words}</a> }.into_any()
}

/// The priority's number, or that nobody judged it yet.
pub(crate) fn priority(priority: Option<Priority>, texts: &'static Texts) -> String {
    priority.map_or_else(|| texts.incidents.not_judged.to_owned(), |priority| priority.to_string())
}

fn deadline(next: &ClockReading, texts: &'static Texts) -> String {
    let what = (texts.incident_labels.clock)(next.clock);
    let when = minute(next.due, texts);
    let standing = (texts.incident_labels.clock_standing)(next.standing);
    format!("{} ({standing})", fill(texts.incidents.deadline_value, &[&what, &when]))
}

/// Open, or closed since.
pub(crate) fn state(facts: &IncidentFacts, texts: &'static Texts) -> String {
    let t = &texts.incidents;
    facts.closed_at.map_or_else(|| t.open_state.to_owned(), |at| fill(t.closed_state, &[&day_of(at, texts)]))
}
