//! Samples for inspection: the list, what stays of earlier ones, and drawing one.

use super::log;
use crate::components::alert::{Kind, alert, empty_state};
use crate::components::control::{Choice, Control, Input};
use crate::components::data_list::text;
use crate::components::form::{error_summary, form_token};
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::case::section;
use crate::pages::search::LocationChoice;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day, day_of, moment};
use jiff::Timestamp;
use jiff::civil::Date;
use leptos::prelude::*;
use poortwacht_domain::sampling::MOST_DRAWN;
use poortwacht_domain::{RecordId, SampleKind, SampleOutcome, SampleReach};
use serde::Deserialize;

/// `POST /samples`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DrawForm {
    /// Code of what is drawn from.
    pub kind: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Code of a location.
    pub location: String,
    /// Code of which views.
    pub reach: String,
    /// How many lines.
    pub size: String,
}

/// One sample.
#[derive(Clone, Debug)]
pub struct SampleRow {
    /// Names the sample.
    pub id: RecordId,
    /// What it was drawn from.
    pub kind: SampleKind,
    /// First and last day of the period.
    pub days: (Date, Date),
    /// Name of the location, where it is of one alone.
    pub location: Option<String>,
    /// Which views.
    pub reach: SampleReach,
    /// When it was drawn, and by whom.
    pub drawn: (Timestamp, String),
    /// How many there were to draw from.
    pub population: u64,
    /// Lines that are settled, of how many.
    pub settled: (usize, usize),
    /// How many lines ended in which way so far.
    pub outcomes: Vec<(SampleOutcome, u64)>,
    /// When it was finished, and by whom.
    pub closed: Option<(Timestamp, String)>,
}

/// What stays of a sample.
#[derive(Clone, Debug)]
pub struct FiguresRow {
    /// When it was drawn.
    pub drawn_at: Timestamp,
    /// First and last day of the period.
    pub days: (Date, Date),
    /// When it was finished, if anybody did.
    pub closed_at: Option<Timestamp>,
    /// How many there were to draw from.
    pub population: u64,
    /// How many lines ended in which way.
    pub outcomes: Vec<(SampleOutcome, u64)>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct SamplesPage {
    /// What the reader draws from.
    pub kinds: Vec<SampleKind>,
    /// Open ones first.
    pub rows: Vec<SampleRow>,
    /// Destroyed ones.
    pub figures: Vec<FiguresRow>,
    /// Locations to choose from.
    pub locations: Vec<LocationChoice>,
    /// What was typed.
    pub form: DrawForm,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// Whether one was just finished.
    pub is_closed: bool,
}

/// Where the pages of a kind stand in the navigation.
pub(crate) const fn section_of(kind: SampleKind) -> Section {
    match kind {
        SampleKind::DecidedCases => Section::Quality,
        SampleKind::Views => Section::Log,
    }
}

impl SamplesPage {
    fn is_of(&self, kind: SampleKind) -> bool {
        self.kinds.contains(&kind)
    }
}

impl Page for SamplesPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.samples.title.into()
    }

    fn section(&self) -> Option<Section> {
        self.kinds.first().copied().map(section_of)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.samples;
        let (closed, open): (Vec<_>, Vec<_>) = self.rows.iter().partition(|row| row.closed.is_some());
        let lead = if self.is_of(SampleKind::Views) { t.lead_views } else { t.lead_cases };
        let labels = [
            ("kind", t.kind),
            ("from", t.from),
            ("until", t.until),
            ("location", t.location),
            ("reach", t.reach),
            ("size", t.size),
        ];
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{lead}</p>
            {self.is_of(SampleKind::Views).then(|| log::tabs(Some(paths::SAMPLES), frame))}
            {self.is_closed.then(|| alert(Kind::Ok, None, t.closed_notice))}
            {error_summary(&self.errors, &labels, texts)}
            {self.rows.is_empty().then(|| empty_state(t.empty_heading, t.empty))}
            {(!open.is_empty()).then(|| section(t.open_list, open_table(&open, texts)))}
            {section(t.draw_title, draw(&self, frame))}
            {(!closed.is_empty()).then(|| section(t.closed_list, closed_table(&closed, texts)))}
            {(!self.figures.is_empty()).then(|| section(t.figures_list, figures_table(&self.figures, texts)))}
        }
        .into_any()
    }
}

fn open_table(rows: &[&SampleRow], texts: &'static Texts) -> AnyView {
    let t = &texts.samples;
    let cells = |row: &&SampleRow| {
        vec![
            link(row, texts),
            text(period(row.days, texts)),
            text(of_what(row, texts)),
            text(row.population.to_string()),
            text(fill(t.count, &[&row.settled.0, &row.settled.1])),
        ]
    };
    let columns = vec![t.drawn, t.period, t.of_what, t.population, t.settled];
    let rows = rows.iter().map(cells).collect();
    Table { id: "samples-open", caption: t.open_list, caption_hidden: true, columns, rows }.view()
}

fn closed_table(rows: &[&SampleRow], texts: &'static Texts) -> AnyView {
    let t = &texts.samples;
    let cells = |row: &&SampleRow| {
        let closed = row.closed.as_ref().map(|(at, by)| fill(t.by_at, &[by, &day_of(*at, texts)]));
        vec![
            link(row, texts),
            text(period(row.days, texts)),
            text(of_what(row, texts)),
            text(row.population.to_string()),
            results(&row.outcomes, texts),
            text(closed.unwrap_or_default()),
        ]
    };
    let columns = vec![t.drawn, t.period, t.of_what, t.population, t.result, t.finished];
    let rows = rows.iter().map(cells).collect();
    Table { id: "samples-closed", caption: t.closed_list, caption_hidden: true, columns, rows }.view()
}

fn figures_table(rows: &[FiguresRow], texts: &'static Texts) -> AnyView {
    let t = &texts.samples;
    let cells = |row: &FiguresRow| {
        vec![
            moment(row.drawn_at, texts),
            text(period(row.days, texts)),
            text(row.population.to_string()),
            results(&row.outcomes, texts),
            text(row.closed_at.map_or_else(|| t.never.to_owned(), |at| day_of(at, texts))),
        ]
    };
    let columns = vec![t.drawn, t.period, t.population, t.result, t.finished];
    let rows = rows.iter().map(cells).collect();
    Table { id: "samples-figures", caption: t.figures_list, caption_hidden: true, columns, rows }.view()
}

fn link(row: &SampleRow, texts: &'static Texts) -> AnyView {
    let (at, by) = &row.drawn;
    let label = fill(texts.samples.open_label, &[&day_of(*at, texts)]);
    view! {
        <a class="utrecht-link utrecht-link--html-a" href=paths::sample(row.id) aria-label=label>{day_of(*at, texts)}</a>
        <span class="pw-table__sub">{by.clone()}</span>
    }
    .into_any()
}

fn results(outcomes: &[(SampleOutcome, u64)], texts: &'static Texts) -> AnyView {
    let ended = outcomes.iter().filter(|(_, count)| *count > 0);
    let items = ended
        .map(|(end, count)| {
            let words = format!("{count} {}", outcome(*end, texts));
            view! { <li>{words}</li> }
        })
        .collect_view();
    view! { <ul class="pw-list">{items}</ul> }.into_any()
}

/// A period in words.
pub(crate) fn period((from, until): (Date, Date), texts: &'static Texts) -> String {
    fill(texts.samples.days, &[&day(from, texts), &day(until, texts)])
}

/// What a sample was drawn from, in words.
pub(crate) fn of_what(row: &SampleRow, texts: &'static Texts) -> String {
    let t = &texts.samples;
    match (row.kind, &row.location) {
        (SampleKind::DecidedCases, None) => t.kind_cases.to_owned(),
        (SampleKind::DecidedCases, Some(place)) => fill(t.cases_at, &[place]),
        (SampleKind::Views, _) => fill(t.views_reach, &[&reach(row.reach, texts)]),
    }
}

const fn reach(reach: SampleReach, texts: &'static Texts) -> &'static str {
    match reach {
        SampleReach::Everything => texts.samples.reach_everything,
        SampleReach::OutsideDesk => texts.samples.reach_outside_desk,
    }
}

/// An outcome in words.
pub(crate) const fn outcome(outcome: SampleOutcome, texts: &'static Texts) -> &'static str {
    let t = &texts.samples;
    match outcome {
        SampleOutcome::InOrder => t.in_order,
        SampleOutcome::Remark => t.remark,
        SampleOutcome::Wrong => t.wrong,
        SampleOutcome::Destroyed => t.gone,
    }
}

fn draw(page: &SamplesPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.samples;
    let control = |name, label| Control::new(name, label, &page.errors, texts);
    let days = Input { keyboard: Some("numeric"), max: Some(3), ..Input::of("text") };
    let place = page.is_of(SampleKind::DecidedCases).then(|| {
        let places = page.locations.iter().map(|place| (place.code.clone(), place.name.clone())).collect();
        control("location", t.location)
            .optional(texts)
            .empty_choice(t.all_locations)
            .select(places, &page.form.location)
    });
    let reach = page
        .is_of(SampleKind::Views)
        .then(|| control("reach", t.reach).select(reaches(texts), &page.form.reach));
    view! {
        <form class="pw-form pw-card" method="post" action=paths::SAMPLES>
            {form_token(frame)}
            <div class="pw-grid">
                {control("kind", t.kind).select(kinds(page, texts), &page.form.kind)}
                {place}
                {reach}
                {control("from", t.from).input(Input::of("date"), &page.form.from)}
                {control("until", t.until).hint(t.until_hint).input(Input::of("date"), &page.form.until)}
                {control("size", t.size).hint(fill(t.size_hint, &[&MOST_DRAWN])).input(days, &page.form.size)}
            </div>
            <p class="utrecht-paragraph">{t.draw_once}</p>
            <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.draw}</button>
        </form>
    }
    .into_any()
}

fn kinds(page: &SamplesPage, texts: &'static Texts) -> Vec<Choice> {
    let words = |kind: SampleKind| match kind {
        SampleKind::DecidedCases => texts.samples.kind_cases,
        SampleKind::Views => texts.samples.kind_views,
    };
    page.kinds.iter().map(|kind| (kind.as_str().to_owned(), words(*kind).to_owned())).collect()
}

fn reaches(texts: &'static Texts) -> Vec<Choice> {
    SampleReach::ALL.iter().map(|one| (one.as_str().to_owned(), reach(*one, texts).to_owned())).collect()
}
