//! The restriction of a case on its page: why it is left alone, and the forms that restrict it and lift that.

use crate::components::alert::{Kind, alert};
use crate::components::control::{Choice, Control};
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::Frame;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::day_of;
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{CaseRef, LiftReason, RestrictionGround};
use serde::Deserialize;

/// `POST /cases/{reference}/restriction`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RestrictForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Code of the ground.
    pub restriction_ground: String,
}

/// `POST /cases/{reference}/restriction/lift`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LiftForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Code of the reason.
    pub lift_reason: String,
}

/// Which of the two forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestrictionStep {
    /// Restrict.
    Restrict,
    /// Lift.
    Lift,
}

/// Told before anything else: the case is left alone.
pub(crate) fn mark((ground, at): (RestrictionGround, Timestamp), texts: &'static Texts) -> AnyView {
    let t = &texts.restriction;
    alert(Kind::Info, Some(t.title), fill(t.mark, &[&day_of(at, texts), &words(ground, texts)]))
}

/// The empty form of a step.
pub(crate) fn blank_form(reference: &CaseRef, step: RestrictionStep, frame: &Frame) -> AnyView {
    form(reference, step, &FieldErrors::none(), frame)
}

fn form(reference: &CaseRef, step: RestrictionStep, errors: &FieldErrors, frame: &Frame) -> AnyView {
    let (texts, t) = (frame.texts, &frame.texts.restriction);
    let (action, lead, button) = match step {
        RestrictionStep::Restrict => (paths::case_restriction(reference), t.restrict_lead, t.restrict),
        RestrictionStep::Lift => (paths::case_restriction_lift(reference), t.lift_lead, t.lift),
    };
    let choice = match step {
        RestrictionStep::Restrict => {
            Control::new("restriction_ground", t.ground, errors, texts).select(grounds(texts), "")
        }
        RestrictionStep::Lift => {
            Control::new("lift_reason", t.reason, errors, texts).select(reasons(texts), "")
        }
    };
    view! {
        <p class="utrecht-paragraph">{lead}</p>
        <form class="pw-form" method="post" action=action>
            {form_token(frame)}
            {choice}
            <button class="utrecht-button utrecht-button--secondary-action" type="submit">{button}</button>
        </form>
    }
    .into_any()
}

fn grounds(texts: &'static Texts) -> Vec<Choice> {
    let one = |ground: &RestrictionGround| (ground.as_str().to_owned(), words(*ground, texts).to_owned());
    RestrictionGround::ALL.iter().map(one).collect()
}

fn reasons(texts: &'static Texts) -> Vec<Choice> {
    let t = &texts.restriction;
    let words = |reason: LiftReason| match reason {
        LiftReason::Settled => t.reason_settled,
        LiftReason::LegalClaim => t.reason_legal_claim,
        LiftReason::PublicInterest => t.reason_public_interest,
    };
    let one = |reason: &LiftReason| (reason.as_str().to_owned(), words(*reason).to_owned());
    LiftReason::ALL.iter().map(one).collect()
}

const fn words(ground: RestrictionGround, texts: &'static Texts) -> &'static str {
    let t = &texts.restriction;
    match ground {
        RestrictionGround::AccuracyContested => t.ground_accuracy,
        RestrictionGround::Unlawful => t.ground_unlawful,
        RestrictionGround::NeededForClaim => t.ground_claim,
        RestrictionGround::ObjectionPending => t.ground_objection,
    }
}

/// The form again, after nothing was changed. It shows nothing of the case, so it leaves no view behind.
#[derive(Clone, Debug)]
pub struct RestrictionPage {
    /// The case.
    pub reference: CaseRef,
    /// Which form.
    pub step: RestrictionStep,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for RestrictionPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.restriction.title.into()
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.restriction;
        let labels = [("restriction_ground", t.ground), ("lift_reason", t.reason)];
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph">{fill(frame.texts.holds.of_case, &[&self.reference.as_str()])}</p>
            {error_summary(&self.errors, &labels, frame.texts)}
            {form(&self.reference, self.step, &self.errors, frame)}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::case(&self.reference)>{frame.texts.holds.back}</a></p>
        }
        .into_any()
    }
}
