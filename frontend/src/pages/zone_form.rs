//! Make a zone, or change one.

use std::collections::BTreeMap;

use crate::components::alert::{Kind, alert};
use crate::components::control::{Control, Input};
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::search::LocationChoice;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::minute;
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::ZoneId;
use serde::Deserialize;

/// How the name of a location's box begins; its code follows.
const LOCATION: &str = "location-";

/// `POST /zones/new` and `POST /zones/{zone}/edit`. A checked location is `on` under a name of its own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ZoneForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// The version that the form began with; 0 for a new zone.
    pub version: String,
    /// What the zone is called.
    pub name: String,
    /// Why it changes.
    pub reason: String,
    /// The chosen locations.
    #[serde(flatten)]
    pub chosen: BTreeMap<String, String>,
}

impl ZoneForm {
    /// Codes of the chosen locations.
    #[must_use]
    pub fn locations(&self) -> Vec<String> {
        let boxes = self.chosen.keys().filter_map(|name| name.strip_prefix(LOCATION));
        boxes.map(ToOwned::to_owned).collect()
    }

    /// Chooses a location.
    pub fn choose(&mut self, code: &str) {
        self.chosen.insert(format!("{LOCATION}{code}"), "on".to_owned());
    }
}

/// What somebody else did meanwhile.
#[derive(Clone, Debug)]
pub struct ZoneOvertaken {
    /// Who, where that is known.
    pub who: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// The page.
#[derive(Clone, Debug)]
pub struct ZoneFormPage {
    /// The zone that is changed, and how many exemptions name it; nothing makes one.
    pub changes: Option<(ZoneId, u64)>,
    /// Locations to choose from.
    pub locations: Vec<LocationChoice>,
    /// What the form holds.
    pub form: ZoneForm,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// Somebody else was faster.
    pub overtaken: Option<ZoneOvertaken>,
}

impl Page for ZoneFormPage {
    fn title(&self, texts: &'static Texts) -> String {
        let t = &texts.zones;
        if self.changes.is_some() { t.edit_title } else { t.new_title }.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Exemptions)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty() || self.overtaken.is_some()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.zones;
        let lead = match self.changes {
            Some((_, exemptions)) => fill(t.edit_lead, &[&exemptions]),
            None => t.new_lead.to_owned(),
        };
        let action = self.changes.map_or_else(|| paths::ZONES_NEW.to_owned(), |(id, _)| paths::zone_edit(id));
        let back = self.changes.map_or_else(|| paths::ZONES.to_owned(), |(id, _)| paths::zone(id));
        let labels = [("name", t.name), ("location", t.locations), ("reason", t.reason)];
        view! {
            <h1 class="utrecht-heading-1">{self.title(texts)}</h1>
            <p class="utrecht-paragraph pw-lead">{lead}</p>
            {self.overtaken.as_ref().map(|other| told(other, texts))}
            {error_summary(&self.errors, &labels, texts)}
            <form class="pw-form pw-card" method="post" action=action>
                {form_token(frame)}
                <input type="hidden" name="version" value=self.form.version.clone()/>
                {fields(&self, texts)}
                <div class="utrecht-button-group utrecht-button-group--row">
                    <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.save}</button>
                    <a class="utrecht-button utrecht-button--subtle pw-button-link" href=back>{t.cancel}</a>
                </div>
            </form>
        }
        .into_any()
    }
}

fn told(other: &ZoneOvertaken, texts: &'static Texts) -> AnyView {
    let t = &texts.zones;
    let who = other.who.clone().unwrap_or_else(|| t.unknown_person.to_owned());
    let words = fill(t.overtaken, &[&who, &minute(other.at, texts)]);
    alert(Kind::Warning, Some(t.overtaken_heading), words)
}

fn fields(page: &ZoneFormPage, texts: &'static Texts) -> AnyView {
    let t = &texts.zones;
    let form = &page.form;
    let field = |name, label| Control::new(name, label, &page.errors, texts);
    let word = |max| Input { max: Some(max), ..Input::of("text") };
    let chosen = form.locations();
    let wrong = page.errors.of("location").map(|problem| {
        view! { <div class="utrecht-form-field-error-message">{problem.text(texts)}</div> }
    });
    let boxes = page.locations.iter().map(|place| {
        let name = format!("{LOCATION}{}", place.code);
        view! {
            <label class="pw-check-day"><input type="checkbox" name=name checked=chosen.contains(&place.code)/>{place.name.clone()}</label>
        }
    });
    view! {
        {field("name", t.name).hint(t.name_hint).input(word(60), &form.name)}
        <fieldset class="pw-fieldset" id="field-location" aria-describedby="zone-locations-hint">
            <legend class="utrecht-heading-3 pw-fieldset__legend">{t.locations}</legend>
            <p class="utrecht-form-field-description" id="zone-locations-hint">{t.locations_hint}</p>
            {wrong}
            <div class="pw-days">{boxes.collect_view()}</div>
        </fieldset>
        {field("reason", t.reason).hint(t.reason_hint).input(word(300), &form.reason)}
    }
    .into_any()
}
