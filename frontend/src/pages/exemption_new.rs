//! Add or change an exemption.

use crate::components::alert::{Kind, alert};
use crate::components::control::{Control, Input};
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::exemption_form::ExemptionForm;
use crate::pages::search::LocationChoice;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use leptos::prelude::*;
use poortwacht_domain::{CaseState, ExemptionCategory, ExemptionId};

/// Cases by state.
pub type StateCounts = Vec<(CaseState, u64)>;

/// The page. Not printable: it holds a plate and a holder.
#[derive(Clone)]
pub struct NewExemptionPage {
    /// The exemption that is changed; nothing adds one.
    pub changes: Option<ExemptionId>,
    /// Locations to choose from.
    pub locations: Vec<LocationChoice>,
    /// Names of the zones to choose from.
    pub zones: Vec<String>,
    /// What the form holds.
    pub form: ExemptionForm,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// The cases that a start in the past covers, to be seen before it is stored.
    pub concerned: Option<StateCounts>,
}

impl Page for NewExemptionPage {
    fn title(&self, texts: &'static Texts) -> String {
        let t = &texts.exemptions;
        if self.changes.is_some() { t.change_title } else { t.new_title }.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Exemptions)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.exemptions;
        let lead = if self.changes.is_some() { t.change_lead } else { t.new_lead };
        let seen = self.concerned.as_ref().map(|_| view! { <input type="hidden" name="seen" value="on"/> });
        view! {
            <h1 class="utrecht-heading-1">{self.title(texts)}</h1>
            <p class="utrecht-paragraph pw-lead">{lead}</p>
            {error_summary(&self.errors, &labels(texts), texts)}
            {self.concerned.as_ref().map(|counts| covered(counts, texts))}
            <form class="pw-form pw-card" method="post" action=self.action()>
                {form_token(frame)}
                {seen}
                {who_and_how_long(&self, texts)}
                {places(&self, texts)}
                {when(&self, texts)}
                {late(&self, texts)}
                <div class="utrecht-button-group utrecht-button-group--row">
                    <button class="utrecht-button utrecht-button--primary-action" type="submit">{self.button(texts)}</button>
                    <a class="utrecht-button utrecht-button--subtle pw-button-link" href=self.back()>{t.cancel}</a>
                </div>
            </form>
        }
        .into_any()
    }
}

impl NewExemptionPage {
    fn action(&self) -> String {
        self.changes.map_or_else(|| paths::EXEMPTIONS_NEW.to_owned(), paths::exemption_change)
    }

    fn back(&self) -> String {
        self.changes.map_or_else(|| paths::EXEMPTIONS.to_owned(), paths::exemption)
    }

    const fn button(&self, texts: &'static Texts) -> &'static str {
        let t = &texts.exemptions;
        match (&self.concerned, self.changes) {
            (Some(_), _) => t.propose,
            (None, Some(_)) => t.save_change,
            (None, None) => t.save,
        }
    }
}

const fn labels(texts: &'static Texts) -> [(&'static str, &'static str); 11] {
    let t = &texts.exemptions;
    [
        ("plate", t.plate),
        ("category", t.category),
        ("holder", t.holder),
        ("valid_from", t.valid_from),
        ("valid_until", t.valid_until),
        ("location", t.locations),
        ("zone", t.zone),
        ("time_from", t.time_from),
        ("time_until", t.time_until),
        ("document", t.document),
        ("late_reason", t.late_reason),
    ]
}

/// What a start in the past covers, state by state.
pub(crate) fn covered(counts: &StateCounts, texts: &'static Texts) -> AnyView {
    let t = &texts.exemptions;
    let states: Vec<String> = counts
        .iter()
        .map(|(state, count)| format!("{}: {count}", (texts.labels.case_state)(*state)))
        .collect();
    let words = if states.is_empty() {
        t.covers_none.to_owned()
    } else {
        fill(t.covers, &[&counts.iter().map(|(_, count)| count).sum::<u64>(), &states.join(", ")])
    };
    alert(Kind::Warning, Some(t.late_heading), words)
}

fn who_and_how_long(page: &NewExemptionPage, texts: &'static Texts) -> AnyView {
    let t = &texts.exemptions;
    let form = &page.form;
    let field = |name, label| Control::new(name, label, &page.errors, texts);
    let word = |max| Input { max: Some(max), ..Input::of("text") };
    let label = texts.labels.exemption_category;
    let categories = ExemptionCategory::ALL
        .iter()
        .map(|kind| (kind.as_str().to_owned(), label(*kind).to_owned()))
        .collect();
    view! {
        <div class="pw-grid">
            {field("plate", t.plate).hint(t.plate_hint).input(word(16), &form.plate)}
            {field("category", t.category).select(categories, &form.category)}
            {field("holder", t.holder).hint(t.holder_hint).input(word(200), &form.holder)}
            {field("valid_from", t.valid_from).input(Input::of("date"), &form.valid_from)}
            {field("valid_until", t.valid_until).optional(texts).hint(t.until_hint).input(Input::of("date"), &form.valid_until)}
        </div>
    }
    .into_any()
}

fn places(page: &NewExemptionPage, texts: &'static Texts) -> AnyView {
    let t = &texts.exemptions;
    let chosen = page.form.locations();
    let wrong = page.errors.of("location").map(|problem| {
        view! { <div class="utrecht-form-field-error-message">{problem.text(texts)}</div> }
    });
    let zone = (!page.zones.is_empty()).then(|| {
        let names = page.zones.iter().map(|zone| (zone.clone(), zone.clone())).collect();
        let field = Control::new("zone", t.zone, &page.errors, texts).optional(texts).hint(t.zone_hint);
        view! { <div class="pw-grid">{field.empty_choice(t.no_zone).select(names, &page.form.zone)}</div> }
    });
    let boxes = page.locations.iter().map(|place| {
        let name = ExemptionForm::location_field(&place.code);
        view! {
            <label class="pw-check-day"><input type="checkbox" name=name checked=chosen.contains(&place.code)/>{place.name.clone()}</label>
        }
    });
    view! {
        <fieldset class="pw-fieldset" id="field-location" aria-describedby="places-hint">
            <legend class="utrecht-heading-3 pw-fieldset__legend">{t.where_}</legend>
            <p class="utrecht-form-field-description" id="places-hint">{t.where_hint}</p>
            {wrong}
            {zone}
            <div class="pw-days">{boxes.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

fn when(page: &NewExemptionPage, texts: &'static Texts) -> AnyView {
    let t = &texts.exemptions;
    let days =
        page.form.days().into_iter().zip(texts.calendar.weekdays_long).map(|((name, chosen), label)| {
            view! {
                <label class="pw-check-day"><input type="checkbox" name=name checked=chosen/>{label}</label>
            }
        });
    let time = |name, label| Control::new(name, label, &page.errors, texts).optional(texts).hint(t.time_hint);
    view! {
        <fieldset class="pw-fieldset" aria-describedby="days-hint">
            <legend class="utrecht-heading-3 pw-fieldset__legend">{t.when}</legend>
            <p class="utrecht-form-field-description" id="days-hint">{t.when_hint}</p>
            <div class="pw-days">{days.collect_view()}</div>
            <div class="pw-grid">
                {time("time_from", t.time_from).input(Input::of("time"), &page.form.time_from)}
                {time("time_until", t.time_until).input(Input::of("time"), &page.form.time_until)}
            </div>
        </fieldset>
    }
    .into_any()
}

fn late(page: &NewExemptionPage, texts: &'static Texts) -> AnyView {
    let t = &texts.exemptions;
    let form = &page.form;
    grounds((&form.document, &form.late_reason), &page.errors, t.late_hint, texts)
}

/// Document and reason of a start in the past.
pub(crate) fn grounds(
    (document, reason): (&str, &str),
    errors: &FieldErrors,
    hint: &'static str,
    texts: &'static Texts,
) -> AnyView {
    let t = &texts.exemptions;
    let field = |name, label| Control::new(name, label, errors, texts).optional(texts);
    let word = |max| Input { max: Some(max), ..Input::of("text") };
    view! {
        <fieldset class="pw-fieldset" aria-describedby="late-hint">
            <legend class="utrecht-heading-3 pw-fieldset__legend">{t.late}</legend>
            <p class="utrecht-form-field-description" id="late-hint">{hint}</p>
            <div class="pw-grid">
                {field("document", t.document).hint(t.document_hint).input(word(120), document)}
                {field("late_reason", t.late_reason).hint(t.late_reason_hint).input(word(300), reason)}
            </div>
        </fieldset>
    }
    .into_any()
}
