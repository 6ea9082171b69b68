//! Register a request of a person.

use crate::components::control::{Choice, Control, Input};
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::persons::kind;
use crate::paths;
use crate::render::Page;
use crate::texts::Texts;
use leptos::prelude::*;
use poortwacht_domain::{IdentityCheck, RequestKind};
use serde::Deserialize;

/// Longest text, in characters.
pub(crate) const LONGEST: u16 = 1_000;

/// `POST /persons/new`. Not printable: it holds a plate.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct PersonForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Code of what is asked.
    pub kind: String,
    /// The plate.
    pub plate: String,
    /// Code of how the identity was made certain.
    pub identity: String,
    /// More about that.
    pub note: String,
    /// The day on which it came in.
    pub received_on: String,
}

/// The page. Not printable: it may hold a plate.
#[derive(Clone)]
pub struct PersonNewPage {
    /// What the form holds.
    pub form: PersonForm,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for PersonNewPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.persons.new_title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Persons)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.persons;
        let labels = [
            ("kind", t.kind),
            ("plate", t.plate),
            ("identity", t.identity),
            ("note", t.note),
            ("received_on", t.received_on),
        ];
        view! {
            <h1 class="utrecht-heading-1">{t.new_title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.new_lead}</p>
            {error_summary(&self.errors, &labels, frame.texts)}
            <form class="pw-form pw-card" method="post" action=paths::PERSONS_NEW>
                {form_token(frame)}
                {fields(&self, frame.texts)}
                <div class="utrecht-button-group utrecht-button-group--row">
                    <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.save}</button>
                    <a class="utrecht-button utrecht-button--subtle pw-button-link" href=paths::PERSONS>{t.cancel}</a>
                </div>
            </form>
        }
        .into_any()
    }
}

fn fields(page: &PersonNewPage, texts: &'static Texts) -> AnyView {
    let (t, form) = (&texts.persons, &page.form);
    let field = |name, label| Control::new(name, label, &page.errors, texts);
    let plate = Input { max: Some(15), ..Input::of("text") };
    view! {
        <div class="pw-grid">
            {field("kind", t.kind).select(kinds(texts), &form.kind)}
            {field("received_on", t.received_on).input(Input::of("date"), &form.received_on)}
            {field("plate", t.plate).hint(t.plate_hint).input(plate, &form.plate)}
            {field("identity", t.identity).select(identities(texts), &form.identity)}
        </div>
        {field("note", t.note).hint(t.note_hint).textarea(3, LONGEST, &form.note)}
    }
    .into_any()
}

fn kinds(texts: &'static Texts) -> Vec<Choice> {
    RequestKind::ALL
        .iter()
        .map(|choice| (choice.as_str().to_owned(), kind(*choice, texts).to_owned()))
        .collect()
}

fn identities(texts: &'static Texts) -> Vec<Choice> {
    let words = |check: &IdentityCheck| (check.as_str().to_owned(), identity(*check, texts).to_owned());
    IdentityCheck::ALL.iter().map(words).collect()
}

/// How it was made certain who asks, in words.
pub(crate) const fn identity(check: IdentityCheck, texts: &'static Texts) -> &'static str {
    let t = &texts.persons;
    match check {
        IdentityCheck::Counter => t.identity_counter,
        IdentityCheck::DigiD => t.identity_digid,
        IdentityCheck::Representative => t.identity_representative,
        IdentityCheck::Other => t.identity_other,
    }
}
