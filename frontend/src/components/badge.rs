//! Small marks: states and deadlines. Never by colour alone, the words say the same.

use crate::texts::{Texts, fill};
use crate::time::{day_of, span};
use jiff::Timestamp;
use leptos::prelude::*;

/// How much attention a mark asks for.
#[derive(Clone, Copy)]
pub(crate) enum Tone {
    /// No attention.
    Calm,
    /// Fine.
    Good,
    /// Soon.
    Soon,
    /// Now.
    Urgent,
}

const SOON_HOURS: i64 = 14 * 24;
const URGENT_HOURS: i64 = 3 * 24;

/// A mark with words.
pub(crate) fn badge(tone: Tone, words: impl Into<String>) -> AnyView {
    let class = match tone {
        Tone::Calm => "utrecht-data-badge pw-badge",
        Tone::Good => "utrecht-data-badge pw-badge pw-badge--good",
        Tone::Soon => "utrecht-data-badge pw-badge pw-badge--soon",
        Tone::Urgent => "utrecht-data-badge pw-badge pw-badge--urgent",
    };
    view! { <span class=class>{words.into()}</span> }.into_any()
}

/// How long is left until a deadline, and its day.
pub(crate) fn deadline(at: Timestamp, now: Timestamp, texts: &'static Texts) -> AnyView {
    let left = at.duration_since(now);
    let (tone, words) = if left.is_negative() {
        (Tone::Urgent, texts.layout.deadline_passed.to_owned())
    } else {
        (tone_of(left.as_hours()), fill(texts.layout.deadline_left, &[&span(left, texts)]))
    };
    view! {
        <span class="pw-deadline">
            <time datetime=at.to_string()>{day_of(at, texts)}</time>
            {badge(tone, words)}
        </span>
    }
    .into_any()
}

const fn tone_of(hours_left: i64) -> Tone {
    match hours_left {
        ..URGENT_HOURS => Tone::Urgent,
        URGENT_HOURS..SOON_HOURS => Tone::Soon,
        _ => Tone::Calm,
    }
}
