//! Noting that a sanction was taken back: the form on the page of its case, and that form again.

use crate::components::control::{Choice, Control, Input};
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use leptos::prelude::*;
use poortwacht_domain::{AnnulmentGround, CaseRef};
use serde::Deserialize;

/// `POST /cases/{reference}/annul`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AnnulForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Code of the ground.
    pub annulment_ground: String,
    /// Number of the document that says so.
    pub annulment_document: String,
}

/// The empty form.
pub(crate) fn blank_form(reference: &CaseRef, frame: &Frame) -> AnyView {
    form(reference, &AnnulForm::default(), &FieldErrors::none(), frame)
}

fn form(reference: &CaseRef, filled: &AnnulForm, errors: &FieldErrors, frame: &Frame) -> AnyView {
    let (texts, t) = (frame.texts, &frame.texts.annul);
    let control = |name, label| Control::new(name, label, errors, texts);
    let document = Input { max: Some(100), ..Input::of("text") };
    view! {
        <p class="utrecht-paragraph">{t.lead}</p>
        <form class="pw-form" method="post" action=paths::case_annul(reference)>
            {form_token(frame)}
            <div class="pw-grid">
                {control("annulment_ground", t.ground).select(grounds(texts), &filled.annulment_ground)}
                {control("annulment_document", t.document).hint(t.document_hint).input(document, &filled.annulment_document)}
            </div>
            <button class="utrecht-button utrecht-button--secondary-action" type="submit">{t.send}</button>
        </form>
    }
    .into_any()
}

fn grounds(texts: &'static Texts) -> Vec<Choice> {
    let words = texts.labels.annulment_ground;
    let one = |ground: &AnnulmentGround| (ground.as_str().to_owned(), words(*ground).to_owned());
    AnnulmentGround::ALL.iter().map(one).collect()
}

/// The form again, after nothing was noted. It shows nothing of the case, so it leaves no view behind.
#[derive(Clone, Debug)]
pub struct AnnulPage {
    /// The case.
    pub reference: CaseRef,
    /// What the form holds.
    pub filled: AnnulForm,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for AnnulPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.annul.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Cjib)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.annul;
        let labels = [("annulment_ground", t.ground), ("annulment_document", t.document)];
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph">{fill(frame.texts.holds.of_case, &[&self.reference.as_str()])}</p>
            {error_summary(&self.errors, &labels, frame.texts)}
            {form(&self.reference, &self.filled, &self.errors, frame)}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::case(&self.reference)>{frame.texts.holds.back}</a></p>
        }
        .into_any()
    }
}
