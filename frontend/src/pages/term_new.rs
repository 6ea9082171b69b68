//! The form that proposes another retention term.

use crate::components::control::{Choice, Control, Input};
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::terms::{ground, words};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use leptos::prelude::*;
use poortwacht_domain::{Limits, LongerGround, RetentionClass, Term};
use serde::Deserialize;

/// `POST /retention-terms/new`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TermForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Code of the class.
    pub term_class: String,
    /// The number, in the unit of the class.
    pub term_amount: String,
    /// Code of the ground for longer.
    pub term_ground: String,
    /// Why, in words.
    pub term_reason: String,
}

/// A class whose term can be changed.
#[derive(Clone, Copy, Debug)]
pub struct TermChoice {
    /// The class.
    pub class: RetentionClass,
    /// Its term now.
    pub term: Term,
    /// Its limits.
    pub limits: Limits,
}

/// The page.
#[derive(Clone, Debug)]
pub struct TermNewPage {
    /// What can be changed.
    pub choices: Vec<TermChoice>,
    /// What the form holds.
    pub form: TermForm,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for TermNewPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.terms.form_title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Compliance)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.terms;
        let labels = [
            ("term_class", t.class),
            ("term_amount", t.amount),
            ("term_ground", t.ground),
            ("term_reason", t.reason),
        ];
        view! {
            <h1 class="utrecht-heading-1">{t.form_title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.form_lead}</p>
            {error_summary(&self.errors, &labels, frame.texts)}
            {form(&self, frame)}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::RETENTION_TERMS>{t.back}</a></p>
        }
        .into_any()
    }
}

fn form(page: &TermNewPage, frame: &Frame) -> AnyView {
    let (texts, t, filled) = (frame.texts, &frame.texts.terms, &page.form);
    let control = |name, label| Control::new(name, label, &page.errors, texts);
    let classes: Vec<Choice> = page.choices.iter().map(|choice| class(choice, texts)).collect();
    let ground = |why: &LongerGround| (why.as_str().to_owned(), ground(*why, texts).to_owned());
    let grounds: Vec<Choice> = LongerGround::ALL.iter().map(ground).collect();
    let number = Input { keyboard: Some("numeric"), max: Some(4), ..Input::of("text") };
    let why =
        control("term_ground", t.ground).hint(t.ground_hint).optional(texts).empty_choice(t.ground_none);
    view! {
        <form class="pw-form" method="post" action=paths::RETENTION_TERM_NEW>
            {form_token(frame)}
            <div class="pw-grid">
                {control("term_class", t.class).select(classes, &filled.term_class)}
                {control("term_amount", t.amount).hint(t.amount_hint).input(number, &filled.term_amount)}
                {why.select(grounds, &filled.term_ground)}
                {control("term_reason", t.reason).hint(t.reason_hint).textarea(3, 500, &filled.term_reason)}
            </div>
            <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.send}</button>
        </form>
    }
    .into_any()
}

fn class(choice: &TermChoice, texts: &'static Texts) -> Choice {
    let TermChoice { class, term, limits } = choice;
    let values: [&dyn std::fmt::Display; 4] = [
        &(texts.compliance_words.class)(*class),
        &words(*term, texts),
        &limits.minimum,
        &words(term.with(limits.ceiling), texts),
    ];
    (class.as_str().to_owned(), fill(texts.terms.choice, &values))
}
