//! One incident: its clocks, what is left to do, and everything that was written down.

use crate::components::alert::{Kind, alert};
use crate::components::data_list::{data_list, text};
use crate::components::form::form_token;
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::pages::case::section;
use crate::pages::incident_form::said;
use crate::pages::incidents::{priority, state};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day, day_of, minute, moment};
use jiff::Timestamp;
use jiff::civil::Date;
use leptos::prelude::*;
use poortwacht_domain::incident::{
    ClockReading, ClockStanding, IncidentFacts, IncidentKind, IncidentSource, IncidentStep, IncidentWords,
};

/// A step with what was said.
#[derive(Clone, Debug)]
pub struct IncidentEntry {
    /// When.
    pub at: Timestamp,
    /// Name of who took it; nobody for a visitor and for the system itself.
    pub by: Option<String>,
    /// Which.
    pub step: IncidentStep,
    /// What was said.
    pub words: IncidentWords,
}

/// An extract of the ledger that was secured.
#[derive(Clone, Debug)]
pub struct SecuredExtract {
    /// Its place among those of the incident.
    pub position: u64,
    /// When it was made.
    pub at: Timestamp,
    /// Name of who did.
    pub by: String,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub until: Date,
    /// How many entries it proves.
    pub entries: u64,
}

/// The page.
#[derive(Clone, Debug)]
pub struct IncidentPage {
    /// Its number.
    pub number: u64,
    /// What it seems to be about.
    pub kind: IncidentKind,
    /// Who brought it in.
    pub source: IncidentSource,
    /// What the clocks need to know.
    pub facts: IncidentFacts,
    /// Its clocks.
    pub clocks: Vec<ClockReading>,
    /// The record, in its order.
    pub entries: Vec<IncidentEntry>,
    /// Extracts of the ledger that were secured.
    pub extracts: Vec<SecuredExtract>,
    /// Steps that can be taken now.
    pub steps: Vec<IncidentStep>,
    /// What must be done before it can be closed.
    pub missing: Vec<IncidentStep>,
    /// When it dies, or must be reviewed while it is open.
    pub destroy_after: Timestamp,
    /// Whether a step was just taken.
    pub is_saved: bool,
}

impl Page for IncidentPage {
    fn title(&self, texts: &'static Texts) -> String {
        fill(texts.incidents.incident_title, &[&self.number])
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Incidents)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.incidents;
        let late = self.facts.closed_at.is_none()
            && self.clocks.iter().any(|reading| reading.standing == ClockStanding::Overdue);
        view! {
            <h1 class="utrecht-heading-1">{fill(t.incident_title, &[&self.number])}</h1>
            {self.is_saved.then(|| alert(Kind::Ok, None, t.saved_notice))}
            {late.then(|| alert(Kind::Error, Some(t.overdue_heading), t.overdue_text))}
            {section(t.facts, facts(&self, texts))}
            {(!self.clocks.is_empty()).then(|| section(t.clocks, clocks(&self.clocks, texts)))}
            {(!self.missing.is_empty()).then(|| section(t.missing, missing(&self, texts)))}
            {(!self.steps.is_empty()).then(|| section(t.steps, steps(&self, texts)))}
            {self.facts.closed_at.is_none().then(|| section(t.stop_title, emergency(self.number, frame.texts)))}
            {section(t.extracts, extracts(&self, frame))}
            {section(t.record, record(&self, texts))}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::INCIDENTS>{t.back_to_list}</a></p>
        }
        .into_any()
    }
}

fn facts(page: &IncidentPage, texts: &'static Texts) -> AnyView {
    let (t, labels) = (&texts.incidents, &texts.incident_labels);
    let kept = if page.facts.closed_at.is_some() { t.kept } else { t.review };
    let mut items = vec![
        (t.about, text((labels.kind)(page.kind))),
        (t.source, text((labels.source)(page.source))),
        (t.reported, moment(page.facts.reported_at, texts)),
        (t.priority, text(priority(page.facts.priority(), texts))),
        (t.state, text(state(&page.facts, texts))),
    ];
    let decided = [
        (IncidentStep::Assess, page.facts.breach.map(|verdict| (labels.verdict)(verdict))),
        (IncidentStep::Notify, page.facts.risk.map(|risk| (labels.risk)(risk))),
        (IncidentStep::Persons, page.facts.persons.map(|decision| (labels.persons)(decision))),
    ];
    items.extend(decided.into_iter().filter_map(|(step, words)| Some(((labels.step)(step), text(words?)))));
    items.push((kept, text(day_of(page.destroy_after, texts))));
    data_list(items)
}

fn clocks(readings: &[ClockReading], texts: &'static Texts) -> AnyView {
    let t = &texts.incidents;
    let cells = |reading: &ClockReading| {
        vec![
            text((texts.incident_labels.clock)(reading.clock)),
            moment(reading.due, texts),
            text(reading.met_at.map(|at| minute(at, texts)).unwrap_or_default()),
            text((texts.incident_labels.clock_standing)(reading.standing)),
        ]
    };
    let columns = vec![t.clock, t.due, t.met, t.standing];
    let rows = readings.iter().map(cells).collect();
    Table { id: "incident-clocks", caption: t.clocks, caption_hidden: true, columns, rows }.view()
}

fn missing(page: &IncidentPage, texts: &'static Texts) -> AnyView {
    let items = page.missing.iter().map(|step| view! { <li>{(texts.incident_labels.step)(*step)}</li> });
    view! { <ul class="utrecht-unordered-list">{items.collect_view()}</ul> }.into_any()
}

fn steps(page: &IncidentPage, texts: &'static Texts) -> AnyView {
    let items = page.steps.iter().map(|step| {
        let place = paths::incident_step(page.number, *step);
        let words = (texts.incident_labels.step)(*step);
        view! { <li><a class="utrecht-link utrecht-link--html-a" href=place>{words}</a></li> }
    });
    view! { <ul class="utrecht-unordered-list" data-steps="">{items.collect_view()}</ul> }.into_any()
}

fn emergency(number: u64, texts: &'static Texts) -> AnyView {
    let t = &texts.incidents;
    view! { <p class="utrecht-paragraph">{t.stop_intro}" "<a class="utrecht-link utrecht-link--html-a" data-stop="" href=paths::incident_emergency(number)>{t.stop_link}</a></p> }.into_any()
}

/// What was secured, and the way to more while the incident is open.
fn extracts(page: &IncidentPage, frame: &Frame) -> AnyView {
    let t = &frame.texts.incidents;
    let cells = |one: &SecuredExtract| {
        vec![
            text(fill(t.scope_between, &[&day(one.from, frame.texts), &day(one.until, frame.texts)])),
            text(one.entries.to_string()),
            text(fill(t.by_at, &[&one.by, &minute(one.at, frame.texts)])),
            download(page.number, one.position, frame),
        ]
    };
    let columns = vec![t.extract_days, t.extract_entries, t.extract_by, t.extract_file];
    let rows: Vec<_> = page.extracts.iter().map(cells).collect();
    let table = (!rows.is_empty()).then(|| {
        Table { id: "incident-extracts", caption: t.extracts, caption_hidden: true, columns, rows }.view()
    });
    let place = paths::incident_extracts(page.number);
    let more = page.facts.closed_at.is_none().then(|| view! {
        <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" data-extract="" href=place>{t.extract_title}</a></p>
    });
    view! { <p class="utrecht-paragraph">{t.extracts_lead}</p>{table}{more} }.into_any()
}

fn download(number: u64, extract: u64, frame: &Frame) -> AnyView {
    let t = &frame.texts.incidents;
    view! {
        <form method="post" action=paths::incident_extract(number, extract)>
            {form_token(frame)}
            <button class="utrecht-button utrecht-button--secondary-action" type="submit">{fill(t.extract_download, &[&extract])}</button>
        </form>
    }
    .into_any()
}

fn record(page: &IncidentPage, texts: &'static Texts) -> AnyView {
    let entries = page.entries.iter().map(|entry| one(entry, page.source, texts)).collect_view();
    view! { <p class="utrecht-paragraph">{texts.incidents.record_lead}</p>{entries} }.into_any()
}

fn one(entry: &IncidentEntry, source: IncidentSource, texts: &'static Texts) -> AnyView {
    let (t, labels) = (&texts.incidents, &texts.incident_labels);
    let nobody = if source == IncidentSource::Alarm { t.the_system } else { t.somebody };
    let by = entry.by.clone().unwrap_or_else(|| nobody.to_owned());
    let when = minute(entry.at, texts);
    let items = entry.words.iter().map(|(field, words)| ((labels.field)(*field), said(*field, words, texts)));
    view! {
        <section class="pw-account__part">
            <h3 class="utrecht-heading-3">{(labels.step)(entry.step)}</h3>
            <p class="utrecht-paragraph">{fill(t.by_at, &[&by, &when])}</p>
            {data_list(items.collect())}
        </section>
    }
    .into_any()
}
