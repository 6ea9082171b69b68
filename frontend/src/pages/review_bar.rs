//! The line above the review desk: which case, how many wait, and the last decision with its way back.

use crate::components::decision::{self, RecentDecision};
use crate::frame::Frame;
use crate::paths;
use crate::render::Fragment;
use crate::texts::fill;
use crate::time::minute;
use leptos::prelude::*;
use poortwacht_domain::CaseRef;

/// What stands in it.
#[derive(Clone, Debug)]
pub struct Bar {
    /// The case on the desk.
    pub reference: Option<CaseRef>,
    /// Cases that wait, the one on the desk not counted.
    pub waiting: u64,
    /// Whether more wait than were counted.
    pub more_waiting: bool,
    /// The reader's last decision that can be taken back.
    pub last: Option<RecentDecision>,
    /// Until when the reader's claims last unless renewed, in microseconds since 1970.
    pub claimed_until: i64,
}

impl Fragment for Bar {
    fn view(self, frame: &Frame) -> AnyView {
        bar(&self, frame)
    }
}

pub(crate) fn bar(bar: &Bar, frame: &Frame) -> AnyView {
    let t = &frame.texts.review;
    let case = bar.reference.as_ref().map(|reference| fill(t.case, &[&reference.as_str()]));
    let left = if bar.more_waiting { t.left_more } else { t.left };
    view! {
        <div class="pw-bar" data-desk-bar data-until=bar.claimed_until.to_string()>
            <h1 class="utrecht-heading-1 pw-bar__title" tabindex="-1">{t.title}</h1>
            {case.map(|words| view! { <span class="pw-bar__case pw-reference">{words}</span> })}
            <span class="pw-bar__count">{fill(left, &[&bar.waiting])}</span>
            {bar.last.as_ref().map(|last| last_decision(last, frame))}
        </div>
    }
    .into_any()
}

fn last_decision(last: &RecentDecision, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let words = decision::words(last.decision, texts);
    let words = fill(texts.review.undo_last, &[&words, &minute(last.at, texts)]);
    view! {
        <div class="pw-bar__last">
            <a class="utrecht-link utrecht-link--html-a" href=paths::case(&last.reference)>{words}</a>
            {decision::undo_button(&last.reference, Some("z"), frame)}
        </div>
    }
    .into_any()
}
