//! Register a unit.

use crate::components::control::{Control, Input};
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::search::LocationChoice;
use crate::pages::unit_keys::LONGEST_PEM;
use crate::paths;
use crate::render::Page;
use crate::texts::Texts;
use leptos::prelude::*;
use serde::Deserialize;

/// `POST /units/new`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewUnitForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// What the unit is called.
    pub name: String,
    /// Code of the location where it stands.
    pub location: String,
    /// The lane it watches.
    pub lane: String,
    /// Its client certificate, PEM.
    pub pem: String,
    /// The public key of its packet signatures, PEM.
    pub key: String,
    /// First day of that key.
    pub valid_from: String,
}

/// The page.
#[derive(Clone, Debug)]
pub struct NewUnitPage {
    /// Locations to choose from.
    pub locations: Vec<LocationChoice>,
    /// What the form holds.
    pub form: NewUnitForm,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for NewUnitPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.unit.new_title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Units)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.unit;
        let labels = [
            ("name", t.name),
            ("location", texts.units.location),
            ("lane", t.lane),
            ("pem", t.certificate),
            ("key", t.key),
            ("valid_from", t.valid_from),
        ];
        view! {
            <h1 class="utrecht-heading-1">{t.new_title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.new_lead}</p>
            {error_summary(&self.errors, &labels, texts)}
            <form class="pw-form pw-card" method="post" action=paths::UNITS_NEW>
                {form_token(frame)}
                {fields(&self, texts)}
                <div class="utrecht-button-group utrecht-button-group--row">
                    <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.register}</button>
                    <a class="utrecht-button utrecht-button--subtle pw-button-link" href=paths::UNITS>{t.cancel}</a>
                </div>
            </form>
        }
        .into_any()
    }
}

fn fields(page: &NewUnitPage, texts: &'static Texts) -> AnyView {
    let t = &texts.unit;
    let form = &page.form;
    let field = |name, label| Control::new(name, label, &page.errors, texts);
    let name = Input { max: Some(60), ..Input::of("text") };
    let lane = Input { keyboard: Some("numeric"), max: Some(2), ..Input::of("text") };
    let places = page.locations.iter().map(|place| (place.code.clone(), place.name.clone())).collect();
    view! {
        <div class="pw-grid">
            {field("name", t.name).hint(t.name_hint).input(name, &form.name)}
            {field("location", texts.units.location).select(places, &form.location)}
            {field("lane", t.lane).hint(t.lane_hint).input(lane, &form.lane)}
        </div>
        {field("pem", t.certificate).hint(t.pem_hint).textarea(5, LONGEST_PEM, &form.pem)}
        {field("key", t.key).hint(t.key_hint).textarea(4, LONGEST_PEM, &form.key)}
        <div class="pw-grid">{field("valid_from", t.valid_from).hint(t.first_day_hint).optional(texts).input(Input::of("date"), &form.valid_from)}</div>
    }
    .into_any()
}
