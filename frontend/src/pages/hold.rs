//! A legal hold on the page of its case, the form that asks for one, and that form again.

use crate::components::alert::{Kind, alert};
use crate::components::control::{Choice, Control, Input};
use crate::components::data_list::{data_list, text};
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::Frame;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day_of, minute, moment};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{CaseRef, HoldGround};
use serde::Deserialize;

/// `POST /cases/{reference}/hold`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct HoldForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Code of the ground.
    pub hold_ground: String,
    /// Why, in words.
    pub hold_explanation: String,
}

/// `POST /cases/{reference}/hold/answer`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct HoldAnswerForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Code of the answer.
    pub answer: String,
}

/// What somebody can say to a hold, or to what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldAnswer {
    /// Agrees to what somebody else asked.
    Agree,
    /// Refuses what somebody else asked.
    Refuse,
    /// Withdraws what the reader asked.
    Withdraw,
    /// Reviews a hold: it goes on.
    Confirm,
    /// Ends a hold.
    Release,
}

impl HoldAnswer {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Agree, Self::Refuse, Self::Withdraw, Self::Confirm, Self::Release];

    /// Its code in the form.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Refuse => "refuse",
            Self::Withdraw => "withdraw",
            Self::Confirm => "confirm",
            Self::Release => "release",
        }
    }

    const fn words(self, texts: &'static Texts) -> &'static str {
        let t = &texts.holds;
        match self {
            Self::Agree => t.agree,
            Self::Refuse => t.refuse,
            Self::Withdraw => t.withdraw,
            Self::Confirm => t.confirm,
            Self::Release => t.release,
        }
    }
}

/// A hold, or what was asked.
#[derive(Clone, Debug)]
pub struct HoldFacts {
    /// Why.
    pub ground: HoldGround,
    /// Why, in words.
    pub explanation: String,
    /// Who asked, and when.
    pub asked: (String, Timestamp),
    /// Until when somebody else can agree, while it waits.
    pub lapses_at: Option<Timestamp>,
    /// Who agreed, and when.
    pub placed: Option<(String, Timestamp)>,
    /// Who reviewed it last, and when.
    pub confirmed: Option<(String, Timestamp)>,
    /// When it must be reviewed.
    pub review_at: Option<Timestamp>,
    /// Whether that moment is over.
    pub is_unreviewed: bool,
    /// When the case would be destroyed without the hold.
    pub otherwise: Option<Timestamp>,
    /// What this reader may say to it.
    pub answers: Vec<HoldAnswer>,
}

/// The words of a ground.
pub(crate) const fn ground(ground: HoldGround, texts: &'static Texts) -> &'static str {
    let t = &texts.holds;
    match ground {
        HoldGround::Appeal => t.ground_appeal,
        HoldGround::Incident => t.ground_incident,
        HoldGround::Authority => t.ground_authority,
    }
}

/// Everything about a hold, with what the reader may say to it.
pub(crate) fn facts(reference: &CaseRef, hold: &HoldFacts, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.holds;
    let by_at = |(by, at): &(String, Timestamp)| text(fill(t.by_at, &[by, &minute(*at, texts)]));
    let mut items = vec![
        (t.ground, text(ground(hold.ground, texts))),
        (t.explanation, text(hold.explanation.clone())),
        (t.asked, by_at(&hold.asked)),
    ];
    items.extend(hold.lapses_at.map(|at| (t.lapses, moment(at, texts))));
    items.extend(hold.placed.as_ref().map(|placed| (t.agreed, by_at(placed))));
    items.extend(hold.confirmed.as_ref().map(|confirmed| (t.reviewed, by_at(confirmed))));
    items.extend(hold.review_at.map(|at| (t.review, text(day_of(at, texts)))));
    items.extend(hold.otherwise.map(|at| (t.otherwise, text(day_of(at, texts)))));
    let late = hold.is_unreviewed.then(|| alert(Kind::Error, Some(t.unreviewed), t.unreviewed_text));
    view! { {late}{data_list(items)}{answers(reference, hold, frame)} }.into_any()
}

fn answers(reference: &CaseRef, hold: &HoldFacts, frame: &Frame) -> Option<AnyView> {
    let t = &frame.texts.holds;
    let button = |answer: &HoldAnswer| {
        let words = answer.words(frame.texts);
        let label = fill(t.label, &[&words, &reference.as_str()]);
        let first = hold.answers.first() == Some(answer);
        let class = if first { "primary-action" } else { "secondary-action" };
        let class = format!("utrecht-button utrecht-button--{class}");
        view! { <button class=class type="submit" name="answer" value=answer.code() aria-label=label>{words}</button> }
    };
    let own = (hold.answers == [HoldAnswer::Withdraw])
        .then(|| view! { <p class="utrecht-paragraph">{t.waits_own}</p> });
    let released = hold
        .answers
        .contains(&HoldAnswer::Release)
        .then(|| view! { <p class="utrecht-paragraph pw-quiet">{t.release_hint}</p> });
    let form = view! {
        <form method="post" action=paths::case_hold_answer(reference)>
            {form_token(frame)}
            {own}
            <div class="utrecht-button-group utrecht-button-group--row">{hold.answers.iter().map(button).collect_view()}</div>
            {released}
        </form>
    };
    (!hold.answers.is_empty()).then(|| form.into_any())
}

/// The empty form, for the page of a case that would be destroyed then.
pub(crate) fn blank_form(reference: &CaseRef, destroy_after: Option<Timestamp>, frame: &Frame) -> AnyView {
    let t = &frame.texts.holds;
    let lead = destroy_after.map(|at| {
        let words = fill(t.ask_lead, &[&day_of(at, frame.texts)]);
        view! { <p class="utrecht-paragraph">{words}</p> }
    });
    view! { {lead}{form(reference, &HoldForm::default(), &FieldErrors::none(), frame)} }.into_any()
}

fn form(reference: &CaseRef, filled: &HoldForm, errors: &FieldErrors, frame: &Frame) -> AnyView {
    let (texts, t) = (frame.texts, &frame.texts.holds);
    let control = |name, label| Control::new(name, label, errors, texts);
    let explanation = Input { max: Some(300), ..Input::of("text") };
    let grounds: Vec<Choice> = HoldGround::ALL
        .iter()
        .map(|choice| (choice.as_str().to_owned(), ground(*choice, texts).to_owned()))
        .collect();
    view! {
        <form class="pw-form" method="post" action=paths::case_hold(reference)>
            {form_token(frame)}
            <div class="pw-grid">
                {control("hold_ground", t.ground).select(grounds, &filled.hold_ground)}
                {control("hold_explanation", t.explanation).hint(t.explanation_hint).input(explanation, &filled.hold_explanation)}
            </div>
            <button class="utrecht-button utrecht-button--secondary-action" type="submit">{t.ask}</button>
        </form>
    }
    .into_any()
}

/// The form again, after nothing was asked. It shows nothing of the case, so it leaves no view behind.
#[derive(Clone, Debug)]
pub struct HoldAskPage {
    /// The case.
    pub reference: CaseRef,
    /// What the form holds.
    pub form: HoldForm,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for HoldAskPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.holds.ask_title.into()
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.holds;
        let labels = [("hold_ground", t.ground), ("hold_explanation", t.explanation)];
        view! {
            <h1 class="utrecht-heading-1">{t.ask_title}</h1>
            <p class="utrecht-paragraph">{fill(t.of_case, &[&self.reference.as_str()])}</p>
            {error_summary(&self.errors, &labels, frame.texts)}
            {form(&self.reference, &self.form, &self.errors, frame)}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::case(&self.reference)>{t.back}</a></p>
        }
        .into_any()
    }
}
