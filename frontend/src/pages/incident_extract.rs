//! Securing an extract of the ledger with an incident.

use crate::components::control::{Control, Input};
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::incident_scope::ScopeForm;
use crate::paths;
use crate::render::Page;
use crate::texts::Texts;
use leptos::prelude::*;

/// The page.
#[derive(Clone, Debug)]
pub struct IncidentExtractPage {
    /// The incident's number.
    pub number: u64,
    /// What the form holds.
    pub form: ScopeForm,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for IncidentExtractPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.incidents.extract_title.into()
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
        let day = |name, label, value: &str| {
            Control::new(name, label, &self.errors, frame.texts).input(Input::of("date"), value)
        };
        view! {
            <h1 class="utrecht-heading-1">{t.extract_title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.extract_lead}</p>
            {error_summary(&self.errors, &labels, frame.texts)}
            <form class="pw-form" method="post" action=paths::incident_extracts(self.number)>
                {form_token(frame)}
                <div class="pw-grid">
                    {day("from", t.scope_from, &self.form.from)}
                    {day("until", t.scope_until, &self.form.until)}
                </div>
                <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.extract_submit}</button>
            </form>
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::incident(self.number)>{t.back}</a></p>
        }
        .into_any()
    }
}
