//! Decisions that can still be taken back.

use crate::components::form::form_token;
use crate::frame::Frame;
use crate::paths;
use crate::texts::{Texts, fill};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{CaseRef, DismissalReason};

/// What an officer decided.
#[derive(Clone, Copy, Debug)]
pub enum Decision {
    /// A violation.
    Confirmed,
    /// No violation, or none that can be proven.
    Dismissed(DismissalReason),
}

/// An own decision of today.
#[derive(Clone, Debug)]
pub struct RecentDecision {
    /// The case.
    pub reference: CaseRef,
    /// What was decided.
    pub decision: Decision,
    /// When.
    pub at: Timestamp,
    /// Until when it can be taken back at the latest. `None`: no longer.
    pub undo_until: Option<Timestamp>,
}

/// The decision in words.
pub(crate) fn words(decision: Decision, texts: &'static Texts) -> String {
    match decision {
        Decision::Confirmed => texts.layout.confirmed.into(),
        Decision::Dismissed(reason) => {
            fill(texts.layout.dismissed, &[&(texts.labels.dismissal_reason)(reason)])
        }
    }
}

/// The button that takes a decision back; `key` is its key on the review desk.
pub(crate) fn undo_button(reference: &CaseRef, key: Option<&'static str>, frame: &Frame) -> AnyView {
    let label = frame.texts.layout.undo;
    let hint = key.map(|key| view! { <kbd aria-hidden="true">{key.to_uppercase()}</kbd> });
    view! {
        <form method="post" action=paths::REVIEW_UNDO>
            {form_token(frame)}
            <input type="hidden" name="case" value=reference.as_str().to_owned()/>
            <button class="utrecht-button utrecht-button--subtle" type="submit" data-key=key aria-keyshortcuts=key>{label}{hint}</button>
        </form>
    }
    .into_any()
}
