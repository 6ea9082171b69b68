//! How far a leak may reach: vehicles, places and times that are held, and who saw what.

use crate::components::control::{Control, Input};
use crate::components::data_list::{data_list, text};
use crate::components::form::{error_summary, form_token};
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::case::section;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::minute;
use jiff::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;

/// The period in which it may have leaked.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ScopeForm {
    /// First day.
    #[serde(default)]
    pub from: String,
    /// Last day.
    #[serde(default)]
    pub until: String,
}

/// What one person saw.
#[derive(Clone, Debug)]
pub struct ScopeViewer {
    /// Who.
    pub name: String,
    /// Different cases.
    pub cases: u64,
    /// How often.
    pub times: u64,
}

/// How far it may reach.
#[derive(Clone, Debug)]
pub struct ScopeFacts {
    /// Cases held.
    pub cases: u64,
    /// Different vehicles, at most.
    pub vehicles: u64,
    /// The first and the last passage.
    pub passages: Option<(Timestamp, Timestamp)>,
    /// Cases by location.
    pub places: Vec<(String, u64)>,
    /// Who saw anything in the period.
    pub viewers: Vec<ScopeViewer>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct IncidentScopePage {
    /// What the form holds.
    pub form: ScopeForm,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// The answer, once it was asked.
    pub facts: Option<ScopeFacts>,
}

impl Page for IncidentScopePage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.incidents.scope_title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Incidents)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.incidents;
        let labels = [("from", t.scope_from), ("until", t.scope_until)];
        view! {
            <h1 class="utrecht-heading-1">{t.scope_title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.scope_lead}</p>
            {error_summary(&self.errors, &labels, frame.texts)}
            {form(&self, frame)}
            {self.facts.map(|facts| found(facts, frame.texts))}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::INCIDENTS>{t.back_to_list}</a></p>
        }
        .into_any()
    }
}

fn form(page: &IncidentScopePage, frame: &Frame) -> AnyView {
    let t = &frame.texts.incidents;
    let day = |name, label, value: &str| {
        Control::new(name, label, &page.errors, frame.texts).input(Input::of("date"), value)
    };
    view! {
        <form class="pw-form" method="post" action=paths::INCIDENT_SCOPE>
            {form_token(frame)}
            <div class="pw-grid">
                {day("from", t.scope_from, &page.form.from)}
                {day("until", t.scope_until, &page.form.until)}
            </div>
            <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.scope_submit}</button>
        </form>
    }
    .into_any()
}

fn found(facts: ScopeFacts, texts: &'static Texts) -> AnyView {
    let t = &texts.incidents;
    let between = |(first, last)| fill(t.scope_between, &[&minute(first, texts), &minute(last, texts)]);
    let numbers = data_list(vec![
        (t.scope_cases, text(facts.cases.to_string())),
        (t.scope_vehicles, text(facts.vehicles.to_string())),
        (t.scope_passages, text(facts.passages.map(between).unwrap_or_default())),
    ]);
    let place = |(name, cases): (String, u64)| vec![text(name), text(cases.to_string())];
    let places = facts.places.into_iter().map(place).collect();
    let viewer =
        |one: ScopeViewer| vec![text(one.name), text(one.cases.to_string()), text(one.times.to_string())];
    let viewers = facts.viewers.into_iter().map(viewer).collect();
    let table =
        |id, caption, columns, rows| Table { id, caption, caption_hidden: true, columns, rows }.view();
    view! {
        {section(t.scope_held, numbers)}
        {section(t.scope_places, table("scope-places", t.scope_places, vec![t.scope_place, t.scope_cases], places))}
        {section(t.scope_viewers, table("scope-viewers", t.scope_viewers, vec![t.scope_viewer, t.scope_cases, t.scope_times], viewers))}
    }
    .into_any()
}
