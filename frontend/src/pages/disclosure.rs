//! Taking something of a case out of the system: the form on its page, and the page that shows the form again.

use crate::components::alert::{Kind, alert};
use crate::components::control::{Choice, Control, Input};
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::Frame;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use leptos::prelude::*;
use poortwacht_domain::{CaseRef, DisclosureReason, Recipient};
use serde::Deserialize;

/// `POST /cases/{reference}/dossier` and `POST /cases/{reference}/offender-picture`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DisclosureForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Code of the recipient.
    pub recipient: String,
    /// The reason's code.
    pub reason: String,
    /// The reason in words.
    pub explanation: String,
}

/// Why nothing was issued, whatever is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// The case has been destroyed.
    Destroyed,
    /// A dismissed case opens only for a second look.
    Dismissed,
    /// No picture says where the vehicle or its plate is.
    NoVehicle,
}

/// The form again, after nothing was issued. It shows nothing of the case, so it leaves no view behind.
#[derive(Clone, Debug)]
pub struct DisclosurePage {
    /// The case.
    pub reference: CaseRef,
    /// What the form holds.
    pub form: DisclosureForm,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// Why it cannot be done at all.
    pub closed: Option<Closed>,
}

impl Page for DisclosurePage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.disclosure.title.into()
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.disclosure;
        let labels = [("recipient", t.recipient), ("reason", t.reason), ("explanation", t.explanation)];
        let closed = self.closed.map(|why| alert(Kind::Error, Some(t.closed), in_words(why, frame.texts)));
        let form = self.may_try_again().then(|| form(&self.reference, &self.form, &self.errors, frame));
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph">{fill(t.of_case, &[&self.reference.as_str()])}</p>
            {error_summary(&self.errors, &labels, frame.texts)}
            {closed}
            {form}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::case(&self.reference)>{t.back}</a></p>
        }
        .into_any()
    }
}

impl DisclosurePage {
    /// Without a declared vehicle the dossier can still be issued.
    fn may_try_again(&self) -> bool {
        matches!(self.closed, None | Some(Closed::NoVehicle))
    }
}

const fn in_words(why: Closed, texts: &'static Texts) -> &'static str {
    let t = &texts.disclosure;
    match why {
        Closed::Destroyed => t.destroyed,
        Closed::Dismissed => t.dismissed,
        Closed::NoVehicle => t.no_vehicle,
    }
}

/// The empty form, for the page of a case.
pub(crate) fn blank_form(reference: &CaseRef, frame: &Frame) -> AnyView {
    form(reference, &DisclosureForm::default(), &FieldErrors::none(), frame)
}

/// One form, two buttons: each sends it to its own address.
fn form(reference: &CaseRef, filled: &DisclosureForm, errors: &FieldErrors, frame: &Frame) -> AnyView {
    let (texts, t) = (frame.texts, &frame.texts.disclosure);
    let recipients = choices(Recipient::ALL, Recipient::as_str, texts.labels.recipient);
    let reasons = choices(DisclosureReason::ALL, DisclosureReason::as_str, texts.labels.disclosure_reason);
    let control = |name, label| Control::new(name, label, errors, texts);
    let explanation = Input { max: Some(300), ..Input::of("text") };
    view! {
        <form class="pw-form" method="post" action=paths::case_dossier(reference)>
            {form_token(frame)}
            <p class="utrecht-paragraph">{t.lead}</p>
            <div class="pw-grid">
                {control("recipient", t.recipient).select(recipients, &filled.recipient)}
                {control("reason", t.reason).select(reasons, &filled.reason)}
                {control("explanation", t.explanation).hint(t.explanation_hint).input(explanation, &filled.explanation)}
            </div>
            <p class="utrecht-paragraph pw-quiet">{t.picture_hint}</p>
            <div class="utrecht-button-group">
                <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.dossier}</button>
                <button class="utrecht-button utrecht-button--secondary-action" type="submit"
                    formaction=paths::case_offender_picture(reference)>{t.picture}</button>
            </div>
        </form>
    }
    .into_any()
}

fn choices<T: Copy>(all: &[T], code: fn(T) -> &'static str, words: fn(T) -> &'static str) -> Vec<Choice> {
    all.iter().map(|choice| (code(*choice).to_owned(), words(*choice).to_owned())).collect()
}
