//! All exemptions as a file: the form.

use crate::components::control::{Control, Input};
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::Texts;
use leptos::prelude::*;
use poortwacht_domain::DisclosureReason;
use serde::Deserialize;

/// `POST /exemptions/export`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ExemptionsExportForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// The reason's code.
    pub reason: String,
    /// The reason in words.
    pub explanation: String,
}

/// The page.
#[derive(Clone, Debug)]
pub struct ExemptionsExportPage {
    /// What the form holds.
    pub form: ExemptionsExportForm,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for ExemptionsExportPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.exemption_export.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Exemptions)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let (texts, t) = (frame.texts, &frame.texts.exemption_export);
        let labels = [("reason", t.reason), ("explanation", t.explanation)];
        let reasons = DisclosureReason::ALL
            .iter()
            .map(|reason| (reason.as_str().to_owned(), (texts.labels.disclosure_reason)(*reason).to_owned()))
            .collect();
        let control = |name, label| Control::new(name, label, &self.errors, texts);
        let word = Input { max: Some(300), ..Input::of("text") };
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {error_summary(&self.errors, &labels, texts)}
            <form class="pw-form pw-card" method="post" action=paths::EXEMPTIONS_EXPORT>
                {form_token(frame)}
                <div class="pw-grid">
                    {control("reason", t.reason).select(reasons, &self.form.reason)}
                    {control("explanation", t.explanation).hint(t.explanation_hint).input(word, &self.form.explanation)}
                </div>
                <div class="utrecht-button-group utrecht-button-group--row">
                    <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.download}</button>
                    <a class="utrecht-button utrecht-button--subtle pw-button-link" href=paths::EXEMPTIONS>{t.back}</a>
                </div>
            </form>
        }
        .into_any()
    }
}
