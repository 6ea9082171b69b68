//! Search with a mandatory reason. Sent as a form, never in the address: an address is written down in too many places.

use crate::components::alert::empty_state;
use crate::components::control::{Choice, Control, Input};
use crate::components::data_list::text;
use crate::components::form::{error_summary, form_token};
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{minute, moment};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{CaseRef, CaseState, Permission, SearchReason};
use serde::Deserialize;

/// `POST /search`. Not printable: it may hold a plate.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct SearchForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Case reference.
    pub reference: String,
    /// Plate, as typed.
    pub plate: String,
    /// Code of a location; empty is all.
    pub location: String,
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day, `YYYY-MM-DD`.
    pub until: String,
    /// The reason's code.
    pub reason: String,
    /// The reason in words.
    pub explanation: String,
}

/// A location to choose from.
#[derive(Clone, Debug)]
pub struct LocationChoice {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A case that was found. No plate.
#[derive(Clone, Debug)]
pub struct SearchRow {
    /// Its reference.
    pub reference: CaseRef,
    /// The location's name.
    pub location: String,
    /// When the vehicle passed.
    pub captured_at: Timestamp,
    /// Where it stands.
    pub state: CaseState,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct SearchResults {
    /// The cases, newest first.
    pub rows: Vec<SearchRow>,
    /// Whether there are more than are listed.
    pub truncated: bool,
    /// When the search was written to the ledger.
    pub logged_at: Timestamp,
    /// The reason it was logged with.
    pub reason: SearchReason,
}

/// The page.
#[derive(Clone)]
pub struct SearchPage {
    /// Locations to choose from.
    pub locations: Vec<LocationChoice>,
    /// What the form holds.
    pub form: SearchForm,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// Nothing before the first search.
    pub results: Option<SearchResults>,
}

impl Page for SearchPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.search.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Search)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.search;
        let labels = [
            ("reference", t.reference),
            ("plate", t.plate),
            ("location", t.location),
            ("from", t.from),
            ("until", t.until),
            ("reason", t.reason),
            ("explanation", t.explanation),
        ];
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {error_summary(&self.errors, &labels, frame.texts)}
            {self.results.as_ref().map(|found| results(found, frame.texts))}
            <form class="pw-form pw-card" method="post" action=paths::SEARCH>
                {form_token(frame)}
                {what(&self, frame)}
                {why(&self, frame.texts)}
                <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.submit}</button>
            </form>
        }
        .into_any()
    }
}

/// A location select's choices.
pub(crate) fn location_choices(locations: &[LocationChoice]) -> Vec<Choice> {
    locations.iter().map(|location| (location.code.clone(), location.name.clone())).collect()
}

fn what(page: &SearchPage, frame: &Frame) -> AnyView {
    let (texts, t) = (frame.texts, &frame.texts.search);
    let wide = frame.viewer.as_ref().is_some_and(|viewer| viewer.role.allows(Permission::SearchWide));
    let plate_hint = if wide { t.plate_hint_wide } else { t.plate_hint };
    let field = |name, label| Control::new(name, label, &page.errors, texts).optional(texts);
    let word = |max| Input { max: Some(max), ..Input::of("text") };
    let form = &page.form;
    view! {
        <fieldset class="pw-fieldset">
            <legend class="utrecht-heading-3 pw-fieldset__legend">{t.what}</legend>
            <div class="pw-grid">
                {field("reference", t.reference).hint(t.reference_hint).input(word(14), &form.reference)}
                {field("plate", t.plate).hint(plate_hint).input(word(16), &form.plate)}
                {field("location", t.location).empty_choice(t.any_location).select(location_choices(&page.locations), &form.location)}
                <div class="pw-grid pw-grid--pair">
                    {field("from", t.from).input(Input::of("date"), &form.from)}
                    {field("until", t.until).input(Input::of("date"), &form.until)}
                </div>
            </div>
        </fieldset>
    }
    .into_any()
}

fn why(page: &SearchPage, texts: &'static Texts) -> AnyView {
    let t = &texts.search;
    let label = texts.labels.search_reason;
    let reasons = SearchReason::ALL
        .iter()
        .map(|reason| (reason.as_str().to_owned(), label(*reason).to_owned()))
        .collect();
    let explanation = Input { max: Some(300), ..Input::of("text") };
    view! {
        <fieldset class="pw-fieldset">
            <legend class="utrecht-heading-3 pw-fieldset__legend">{t.why}</legend>
            <div class="pw-grid">
                {Control::new("reason", t.reason, &page.errors, texts).select(reasons, &page.form.reason)}
                {Control::new("explanation", t.explanation, &page.errors, texts).hint(t.explanation_hint).input(explanation, &page.form.explanation)}
            </div>
        </fieldset>
    }
    .into_any()
}

fn results(found: &SearchResults, texts: &'static Texts) -> AnyView {
    let t = &texts.search;
    let logged =
        fill(t.logged, &[&minute(found.logged_at, texts), &(texts.labels.search_reason)(found.reason)]);
    let list = if found.rows.is_empty() {
        empty_state(t.empty_heading, t.empty)
    } else {
        let rows = found.rows.iter().map(|row| result(row, texts)).collect();
        let columns = vec![t.case, t.captured, t.location, t.state];
        Table { id: "search-results", caption: t.results, caption_hidden: true, columns, rows }.view()
    };
    view! {
        <section class="pw-section" aria-live="polite">
            <h2 class="utrecht-heading-2">{t.results}</h2>
            <p class="utrecht-paragraph">{count(found, texts)}" "<span class="pw-quiet">{logged}</span></p>
            {list}
        </section>
    }
    .into_any()
}

fn count(found: &SearchResults, texts: &'static Texts) -> String {
    let t = &texts.search;
    match (found.truncated, found.rows.len()) {
        (true, shown) => fill(t.truncated, &[&shown]),
        (false, 1) => t.found_one.into(),
        (false, shown) => fill(t.found, &[&shown]),
    }
}

fn result(row: &SearchRow, texts: &'static Texts) -> Vec<AnyView> {
    let reference = row.reference.as_str().to_owned();
    let link = view! { <a class="utrecht-link utrecht-link--html-a pw-reference" href=paths::case(&row.reference)>{reference}</a> };
    vec![
        link.into_any(),
        moment(row.captured_at, texts),
        text(row.location.clone()),
        text((texts.labels.case_state)(row.state)),
    ]
}
