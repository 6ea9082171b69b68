//! The form of a dossier, for a new location and for a change.

use crate::components::alert::{Kind, alert};
use crate::components::control::{Control, Input};
use crate::components::form::{error_summary, form_token};
use crate::forms::{FieldErrors, every_placeholder};
use crate::frame::{Frame, Section};
use crate::pages::location_masks::drawing;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::minute;
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{DossierField, LocationId};
use serde::Deserialize;

/// Value of `policy` for the strict policy.
pub const KEEP_DECLARED: &str = "keep_declared";
/// Value of `policy` for the wider one.
pub const MASK_DECLARED: &str = "mask_declared";

/// `POST /locations/new` and `POST /locations/{location}/edit`. Lists are written one item a line.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each member is the dossier's member of that name, as typed")]
pub struct LocationForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// The version that the form began with.
    pub version: String,
    pub code: String,
    pub name: String,
    pub street: String,
    pub municipality_name: String,
    pub direction: String,
    pub lane_note: String,
    /// `Some("on")` when ticked.
    pub built_up: Option<String>,
    pub latitude: String,
    pub longitude: String,
    pub sign: String,
    pub active_from: String,
    pub active_until: String,
    pub offence_codes: String,
    pub windows: String,
    pub special_days: String,
    pub pardon_minutes: String,
    pub merge_window_minutes: String,
    pub consents: String,
    pub warning_periods: String,
    pub policy: String,
    pub cells_per_height: String,
    pub policy_reason: String,
    pub static_masks: String,
    pub grounds_template: String,
    pub not_stopped_reason: String,
    pub reason: String,
    pub reference: String,
}

/// What somebody else changed meanwhile.
#[derive(Clone, Debug)]
pub struct Overtaken {
    /// Who; `None` for the operator.
    pub who: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Which parts.
    pub fields: Vec<DossierField>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct LocationFormPage {
    /// The location; nothing for a new one.
    pub location: Option<(LocationId, String)>,
    /// What the form holds.
    pub form: LocationForm,
    /// Somebody else was faster.
    pub overtaken: Option<Overtaken>,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for LocationFormPage {
    fn title(&self, texts: &'static Texts) -> String {
        let t = &texts.locations;
        self.location.as_ref().map_or_else(|| t.new_title.into(), |(_, name)| fill(t.edit_title, &[name]))
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Locations)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty() || self.overtaken.is_some()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.locations;
        let (action, back) = self.location.as_ref().map_or_else(
            || (paths::LOCATIONS_NEW.to_owned(), paths::LOCATIONS.to_owned()),
            |(id, _)| (paths::location_edit(*id), paths::location(*id)),
        );
        view! {
            <h1 class="utrecht-heading-1">{self.title(texts)}</h1>
            {self.overtaken.as_ref().map(|other| overtaken(other, texts))}
            {error_summary(&self.errors, &labels(texts), texts)}
            <form class="pw-form pw-card" method="post" action=action>
                {form_token(frame)}
                <input type="hidden" name="version" value=self.form.version.clone()/>
                {section(t.place, place(&self, texts))}
                {section(t.closure, closure(&self, texts))}
                {section(t.law, law(&self, texts))}
                {section(t.pictures, pictures(&self, texts))}
                {section(t.words, words(&self, texts))}
                {section(t.why, why(&self, texts))}
                <div class="utrecht-button-group utrecht-button-group--row">
                    <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.submit}</button>
                    <a class="utrecht-button utrecht-button--subtle pw-button-link" href=back>{t.cancel}</a>
                </div>
            </form>
        }
        .into_any()
    }
}

fn overtaken(other: &Overtaken, texts: &'static Texts) -> AnyView {
    let t = &texts.locations;
    let who = other.who.clone().unwrap_or_else(|| t.operator.to_owned());
    let names: Vec<_> = other.fields.iter().map(|field| (texts.labels.dossier_field)(*field)).collect();
    let words = fill(t.overtaken, &[&who, &minute(other.at, texts), &names.join(", ")]);
    alert(Kind::Warning, Some(t.overtaken_heading), words)
}

fn section(legend: &'static str, fields: AnyView) -> AnyView {
    view! {
        <fieldset class="pw-fieldset">
            <legend class="utrecht-heading-3 pw-fieldset__legend">{legend}</legend>
            {fields}
        </fieldset>
    }
    .into_any()
}

/// Every field with its label, in the order of the form.
const fn labels(texts: &'static Texts) -> [(&'static str, &'static str); 26] {
    let t = &texts.locations;
    [
        ("code", t.code),
        ("name", t.name),
        ("street", t.street),
        ("municipality_name", t.municipality),
        ("direction", t.direction),
        ("lane_note", t.lane_note),
        ("latitude", t.latitude),
        ("longitude", t.longitude),
        ("sign", t.sign),
        ("active_from", t.active_from),
        ("active_until", t.active_until),
        ("windows", t.windows),
        ("special_days", t.special_days),
        ("pardon_minutes", t.pardon),
        ("merge_window_minutes", t.merge),
        ("warning_periods", t.warning_periods),
        ("offence_codes", t.offence_codes),
        ("consents", t.consents),
        ("policy", t.policy),
        ("cells_per_height", t.cells),
        ("policy_reason", t.policy_reason),
        ("static_masks", t.static_masks),
        ("grounds_template", t.grounds),
        ("not_stopped_reason", t.not_stopped),
        ("reason", t.reason),
        ("reference", t.reference),
    ]
}

const fn word(max: u16) -> Input {
    Input { max: Some(max), ..Input::of("text") }
}

fn number() -> Input {
    Input { keyboard: Some("numeric"), ..word(4) }
}

/// The lines of a list and one to spare.
fn rows(text: &str) -> u8 {
    u8::try_from(text.lines().count().clamp(1, 11) + 1).unwrap_or(2)
}

/// The most characters of a list or a text.
const LONG: u16 = 4_000;

fn place(page: &LocationFormPage, texts: &'static Texts) -> AnyView {
    let (t, form) = (&texts.locations, &page.form);
    let field = |name, label| Control::new(name, label, &page.errors, texts);
    let code =
        page.location.is_none().then(|| field("code", t.code).hint(t.code_hint).input(word(40), &form.code));
    let degrees = |name, label, example: &str| {
        field(name, label).hint(fill(t.degrees_hint, &[&example])).optional(texts)
    };
    view! {
        <div class="pw-grid">
            {code}
            {field("name", t.name).input(word(120), &form.name)}
            {field("street", t.street).input(word(120), &form.street)}
            {field("municipality_name", t.municipality).hint(t.municipality_hint).input(word(120), &form.municipality_name)}
            {field("direction", t.direction).input(word(120), &form.direction)}
            {field("lane_note", t.lane_note).optional(texts).input(word(120), &form.lane_note)}
            {field("sign", t.sign).hint(t.sign_hint).input(word(8), &form.sign)}
            {degrees("latitude", t.latitude, "52.0907").input(word(16), &form.latitude)}
            {degrees("longitude", t.longitude, "5.1214").input(word(16), &form.longitude)}
            {field("active_from", t.active_from).input(Input::of("date"), &form.active_from)}
            {field("active_until", t.active_until).optional(texts).input(Input::of("date"), &form.active_until)}
        </div>
        <div class="pw-days">
            <label class="pw-check-day"><input type="checkbox" name="built_up" checked=form.built_up.is_some()/>{t.built_up}</label>
        </div>
    }
    .into_any()
}

/// A list of one item a line.
fn list(
    page: &LocationFormPage,
    texts: &'static Texts,
    (name, label): (&'static str, &'static str),
    (hint, example): (&'static str, &'static str),
    value: &str,
) -> AnyView {
    let hint = format!("{hint} {}", fill(texts.locations.example, &[&example]));
    let control = Control::new(name, label, &page.errors, texts).hint(hint).optional(texts);
    control.textarea(rows(value), LONG, value)
}

fn closure(page: &LocationFormPage, texts: &'static Texts) -> AnyView {
    let (t, form) = (&texts.locations, &page.form);
    let field = |name, label| Control::new(name, label, &page.errors, texts);
    view! {
        {list(page, texts, ("windows", t.windows), (t.windows_hint, t.windows_example), &form.windows)}
        {list(page, texts, ("special_days", t.special_days), (t.special_days_hint, t.special_days_example), &form.special_days)}
        <div class="pw-grid">
            {field("pardon_minutes", t.pardon).input(number(), &form.pardon_minutes)}
            {field("merge_window_minutes", t.merge).input(number(), &form.merge_window_minutes)}
        </div>
        {list(page, texts, ("warning_periods", t.warning_periods), (t.warning_periods_hint, "2026-01-01 2026-01-31"), &form.warning_periods)}
    }
    .into_any()
}

fn law(page: &LocationFormPage, texts: &'static Texts) -> AnyView {
    let (t, form) = (&texts.locations, &page.form);
    let hint = format!("{} {}", t.offence_codes_hint, fill(t.example, &[&"R559 2026-01-01 -"]));
    let codes = Control::new("offence_codes", t.offence_codes, &page.errors, texts).hint(hint);
    view! {
        {codes.textarea(rows(&form.offence_codes), LONG, &form.offence_codes)}
        {list(page, texts, ("consents", t.consents), (t.consents_hint, "2026-01-01 - OM-2026-1"), &form.consents)}
    }
    .into_any()
}

fn pictures(page: &LocationFormPage, texts: &'static Texts) -> AnyView {
    let (t, form) = (&texts.locations, &page.form);
    let field = |name, label| Control::new(name, label, &page.errors, texts);
    let policies = [(KEEP_DECLARED, t.keep_declared), (MASK_DECLARED, t.mask_declared)];
    let policies = policies.map(|(code, words)| (code.to_owned(), words.to_owned())).to_vec();
    view! {
        <div class="pw-grid">
            {field("policy", t.policy).select(policies, &form.policy)}
            {field("cells_per_height", t.cells).hint(t.cells_hint).optional(texts).input(number(), &form.cells_per_height)}
        </div>
        {field("policy_reason", t.policy_reason).optional(texts).textarea(2, 300, &form.policy_reason)}
        {list(page, texts, ("static_masks", t.static_masks), (t.static_masks_hint, "0 0 640 120"), &form.static_masks)}
        {drawing(texts)}
    }
    .into_any()
}

fn words(page: &LocationFormPage, texts: &'static Texts) -> AnyView {
    let (t, form) = (&texts.locations, &page.form);
    let field = |name, label| Control::new(name, label, &page.errors, texts);
    view! {
        {field("grounds_template", t.grounds).hint(fill(t.grounds_hint, &[&every_placeholder()])).textarea(5, LONG, &form.grounds_template)}
        {field("not_stopped_reason", t.not_stopped).textarea(3, LONG, &form.not_stopped_reason)}
    }
    .into_any()
}

fn why(page: &LocationFormPage, texts: &'static Texts) -> AnyView {
    let (t, form) = (&texts.locations, &page.form);
    let field = |name, label| Control::new(name, label, &page.errors, texts);
    view! {
        {field("reason", t.reason).hint(t.reason_hint).textarea(2, 300, &form.reason)}
        {field("reference", t.reference).hint(t.reference_hint).optional(texts).input(word(120), &form.reference)}
    }
    .into_any()
}
