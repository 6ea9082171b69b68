//! Correcting an entry about an inspection: a new one takes its place.

use crate::components::control::Control;
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::inspections::{CorrectionForm, InspectionRow, labels, question};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::minute;
use leptos::prelude::*;

/// The page.
#[derive(Clone, Debug)]
pub struct InspectionCorrectPage {
    /// The entry that is wrong.
    pub row: InspectionRow,
    /// What the form holds.
    pub form: CorrectionForm,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for InspectionCorrectPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.inspections.correct_title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Inspections)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let (t, form) = (&texts.inspections, &self.form);
        let lead = fill(t.correct_lead, &[&minute(self.row.at, texts), &self.row.location]);
        let remark = Control::new("remark", t.why, &self.errors, texts).hint(t.remark_hint);
        let question = |name, label, chosen: &str| question((name, label), chosen, &self.errors, texts);
        view! {
            <h1 class="utrecht-heading-1">{t.correct_title}</h1>
            <p class="utrecht-paragraph pw-lead">{lead}</p>
            {error_summary(&self.errors, &labels(texts), texts)}
            <form class="pw-form pw-card pw-inspection" method="post" action=paths::inspection_correct(self.row.id)>
                {form_token(frame)}
                {question("present", t.present, &form.present)}
                {question("visible", t.visible, &form.visible)}
                {question("undamaged", t.undamaged, &form.undamaged)}
                <div class="pw-days">
                    <label class="pw-check-day"><input type="checkbox" name="mistaken" checked=form.mistaken.is_some()/>{t.is_mistake}</label>
                </div>
                {remark.textarea(2, 300, &form.remark)}
                <div class="utrecht-button-group utrecht-button-group--row">
                    <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.submit_correction}</button>
                    <a class="utrecht-button utrecht-button--subtle pw-button-link" href=paths::INSPECTIONS>{t.cancel}</a>
                </div>
            </form>
        }
        .into_any()
    }
}
