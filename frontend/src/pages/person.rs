//! One request of a person: what is held about its plate, more time, and the answer.

use crate::components::alert::{Kind, alert};
use crate::components::control::{Choice, Control};
use crate::components::data_list::{data_list, text};
use crate::components::form::{error_summary, form_token};
use crate::components::plate::plate;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::case::section;
use crate::pages::person_found::{cases, exemptions};
use crate::pages::person_new::{LONGEST, identity};
use crate::pages::persons::{PersonNotice, clock, kind, outcome, term, told};
use crate::paths;
use crate::render::Page;
use crate::texts::Texts;
use crate::time::{day, day_of};
use jiff::Timestamp;
use jiff::civil::Date;
use leptos::prelude::*;
use poortwacht_domain::{
    ExtensionReason, IdentityCheck, Plate, RecordId, Regime, RequestKind, RequestOutcome,
};
use serde::Deserialize;

pub use crate::pages::person_found::{Disclosed, FoundCase, FoundExemption};

/// `POST /persons/{person}/extend`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PersonExtendForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Code of the reason.
    pub extension: String,
}

/// `POST /persons/{person}/answer`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PersonAnswerForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Code of the outcome.
    pub outcome: String,
    /// What was answered, in words.
    pub words: String,
}

/// What was answered.
#[derive(Clone)]
pub struct Answer {
    /// The outcome.
    pub outcome: RequestOutcome,
    /// When.
    pub at: Timestamp,
    /// In words.
    pub words: String,
}

/// The page. Not printable: it holds a plate.
#[derive(Clone)]
pub struct PersonPage {
    /// The request's id.
    pub id: RecordId,
    /// What is asked.
    pub kind: RequestKind,
    /// About which plate.
    pub plate: Plate,
    /// How it was made certain who asks.
    pub identity: IdentityCheck,
    /// More about that.
    pub note: String,
    /// The day on which it came in.
    pub received_on: Date,
    /// The law that sets its term.
    pub regime: Regime,
    /// The first instant at which an answer is too late.
    pub due_at: Timestamp,
    /// Whether that moment is over and nobody answered.
    pub is_late: bool,
    /// Why it may take longer, if it may.
    pub extended_for: Option<ExtensionReason>,
    /// Whether it can be given more time.
    pub may_extend: bool,
    /// What was answered; `None` while it waits.
    pub answer: Option<Answer>,
    /// Cases about the plate.
    pub cases: Vec<FoundCase>,
    /// Exemptions of the plate.
    pub exemptions: Vec<FoundExemption>,
    /// What the form of the answer holds.
    pub form: PersonAnswerForm,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// What was just done.
    pub notice: Option<PersonNotice>,
}

impl Page for PersonPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.persons.request.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Persons)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let (texts, t) = (frame.texts, &frame.texts.persons);
        let labels = [("outcome", t.outcome), ("words", t.words), ("extension", t.extension)];
        let late = self.is_late.then(|| alert(Kind::Error, Some(t.is_late), t.is_late_text));
        let waits = self.answer.is_none();
        view! {
            <h1 class="utrecht-heading-1">{t.request}": "{kind(self.kind, texts)}</h1>
            {error_summary(&self.errors, &labels, texts)}
            {self.notice.map(|notice| told(notice, texts))}
            {late}
            {facts(&self, texts)}
            {waits.then(|| section(t.cases, cases(&self.cases, texts)))}
            {waits.then(|| section(t.exemptions, exemptions(&self.exemptions, texts)))}
            {waits.then(|| section(t.answer_title, answer_form(&self, frame)))}
            {self.may_extend.then(|| section(t.extend_title, extend_form(&self, frame)))}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::PERSONS>{t.back}</a></p>
        }
        .into_any()
    }
}

fn facts(page: &PersonPage, texts: &'static Texts) -> AnyView {
    let t = &texts.persons;
    let mut items = vec![
        (t.plate, plate(&page.plate, None, false)),
        (t.identity, text(identity(page.identity, texts))),
        (t.note, text(page.note.clone())),
        (t.received, text(day(page.received_on, texts))),
        (t.regime, text(term(page.regime, texts))),
        (t.answer_by, clock(page.due_at, page.is_late, texts)),
    ];
    items.extend(page.extended_for.map(|reason| (t.extended_for, text(extension(reason, texts)))));
    if let Some(answer) = &page.answer {
        items.push((t.answered_at, text(day_of(answer.at, texts))));
        items.push((t.outcome, text(outcome(answer.outcome, texts))));
        items.push((t.words, text(answer.words.clone())));
    }
    data_list(items)
}

fn answer_form(page: &PersonPage, frame: &Frame) -> AnyView {
    let (texts, t) = (frame.texts, &frame.texts.persons);
    let field = |name, label| Control::new(name, label, &page.errors, texts);
    let outcomes: Vec<Choice> = RequestOutcome::ALL
        .iter()
        .map(|choice| (choice.as_str().to_owned(), outcome(*choice, texts).to_owned()))
        .collect();
    view! {
        <p class="utrecht-paragraph">{t.answer_lead}</p>
        <form class="pw-form" method="post" action=paths::person_answer(page.id)>
            {form_token(frame)}
            {field("outcome", t.outcome).select(outcomes, &page.form.outcome)}
            {field("words", t.words).hint(t.words_hint).textarea(4, LONGEST, &page.form.words)}
            <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.answer}</button>
        </form>
    }
    .into_any()
}

fn extend_form(page: &PersonPage, frame: &Frame) -> AnyView {
    let (texts, t) = (frame.texts, &frame.texts.persons);
    let reasons: Vec<Choice> = ExtensionReason::ALL
        .iter()
        .map(|choice| (choice.as_str().to_owned(), extension(*choice, texts).to_owned()))
        .collect();
    view! {
        <p class="utrecht-paragraph">{t.extend_lead}</p>
        <form class="pw-form" method="post" action=paths::person_extend(page.id)>
            {form_token(frame)}
            {Control::new("extension", t.extension, &page.errors, texts).select(reasons, "")}
            <button class="utrecht-button utrecht-button--secondary-action" type="submit">{t.extend}</button>
        </form>
    }
    .into_any()
}

const fn extension(reason: ExtensionReason, texts: &'static Texts) -> &'static str {
    match reason {
        ExtensionReason::Complex => texts.persons.extension_complex,
        ExtensionReason::ManyRequests => texts.persons.extension_many_requests,
    }
}
