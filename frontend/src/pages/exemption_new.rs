//! Add an exemption.

use crate::components::control::{Control, Input};
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::search::{LocationChoice, location_choices};
use crate::paths;
use crate::render::Page;
use crate::texts::Texts;
use leptos::prelude::*;
use poortwacht_domain::ExemptionCategory;
use serde::Deserialize;

/// `POST /exemptions/new`. Not printable: it holds a plate and a holder. A checked day is `Some("on")`.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct ExemptionForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Plate, as typed.
    pub plate: String,
    /// Kind, by its code.
    pub category: String,
    /// Name or permit of the holder.
    pub holder: String,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Last day, `YYYY-MM-DD`.
    pub valid_until: String,
    /// Code of a location; empty is all.
    pub location: String,
    /// Monday.
    pub monday: Option<String>,
    /// Tuesday.
    pub tuesday: Option<String>,
    /// Wednesday.
    pub wednesday: Option<String>,
    /// Thursday.
    pub thursday: Option<String>,
    /// Friday.
    pub friday: Option<String>,
    /// Saturday.
    pub saturday: Option<String>,
    /// Sunday.
    pub sunday: Option<String>,
    /// Start of the window, `HH:MM`.
    pub time_from: String,
    /// End of the window, `HH:MM`.
    pub time_until: String,
}

impl ExemptionForm {
    /// The days from Monday to Sunday: the field's name and whether it was chosen.
    #[must_use]
    pub fn days(&self) -> [(&'static str, bool); 7] {
        [
            ("monday", self.monday.is_some()),
            ("tuesday", self.tuesday.is_some()),
            ("wednesday", self.wednesday.is_some()),
            ("thursday", self.thursday.is_some()),
            ("friday", self.friday.is_some()),
            ("saturday", self.saturday.is_some()),
            ("sunday", self.sunday.is_some()),
        ]
    }
}

/// The page.
#[derive(Clone)]
pub struct NewExemptionPage {
    /// Locations to choose from.
    pub locations: Vec<LocationChoice>,
    /// What the form holds.
    pub form: ExemptionForm,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for NewExemptionPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.exemptions.new_title.into()
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
        let labels = [
            ("plate", t.plate),
            ("category", t.category),
            ("holder", t.holder),
            ("valid_from", t.valid_from),
            ("valid_until", t.valid_until),
            ("location", t.location),
            ("time_from", t.time_from),
            ("time_until", t.time_until),
        ];
        view! {
            <h1 class="utrecht-heading-1">{t.new_title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.new_lead}</p>
            {error_summary(&self.errors, &labels, texts)}
            <form class="pw-form pw-card" method="post" action=paths::EXEMPTIONS_NEW>
                {form_token(frame)}
                {who_and_how_long(&self, texts)}
                {when(&self, texts)}
                <div class="utrecht-button-group utrecht-button-group--row">
                    <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.save}</button>
                    <a class="utrecht-button utrecht-button--subtle pw-button-link" href=paths::EXEMPTIONS>{t.cancel}</a>
                </div>
            </form>
        }
        .into_any()
    }
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
            {field("location", t.location).optional(texts).empty_choice(t.all_locations).select(location_choices(&page.locations), &form.location)}
            {field("valid_from", t.valid_from).input(Input::of("date"), &form.valid_from)}
            {field("valid_until", t.valid_until).input(Input::of("date"), &form.valid_until)}
            {field("holder", t.holder).hint(t.holder_hint).input(word(200), &form.holder)}
        </div>
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
