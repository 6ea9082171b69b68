//! What stands above and below a page, apart from the page itself: an authorisation that ends, and where help is.

use crate::frame::{Frame, Section, TermWarning};
use crate::paths;
use crate::texts::{Texts, fill};
use crate::time::{day_of, span};
use jiff::{SignedDuration, Timestamp};
use leptos::prelude::*;

/// The instant before: what ends at midnight was last valid on the day before.
const MOMENT: SignedDuration = SignedDuration::from_nanos(1);

/// What an officer must be told about the authorisation, above the stock and the desk.
pub(crate) fn of_authorisation(frame: &Frame, section: Option<Section>) -> Option<AnyView> {
    let warning = frame.viewer.as_ref()?.warning?;
    let daily = matches!(section, Some(Section::Stock | Section::Review));
    daily.then(|| {
        let texts = frame.texts;
        view! {
            <aside class="pw-banner" aria-label=texts.layout.warning>
                <p class="pw-banner__words">{words(warning, texts)}</p>
                <a class="utrecht-link utrecht-link--html-a" href=paths::ACCOUNT>{texts.account.more}</a>
            </aside>
        }
        .into_any()
    })
}

/// The last instant at which something holds that ends at `until`.
pub(crate) fn last_moment(until: Timestamp) -> Timestamp {
    until.saturating_sub(MOMENT).unwrap_or(until)
}

/// The warning in words.
pub(crate) fn words(warning: TermWarning, texts: &'static Texts) -> String {
    match warning {
        TermWarning::Ends { at, left } => {
            let day = day_of(last_moment(at), texts);
            fill(texts.account.ends, &[&day, &span(left, texts)])
        }
        TermWarning::Missing => texts.account.missing.into(),
        TermWarning::Suspended(at) => fill(texts.account.suspended, &[&day_of(at, texts)]),
    }
}

/// Where the municipality's people get help, and where an incident is reported, with an account and without one.
pub(crate) fn help(frame: &Frame) -> AnyView {
    let place = if frame.viewer.is_some() {
        paths::INCIDENT_REPORT.to_owned()
    } else {
        paths::in_language(paths::REPORT_OPENLY, frame.chosen)
    };
    let words = frame.local.help.clone().map(|words| view! { <p class="pw-footer__words">{words}</p> });
    let (label, report) = (frame.texts.layout.help, frame.texts.incidents.report);
    view! {
        <footer class="pw-footer" aria-label=label>
            {words}
            <p class="pw-footer__words"><a class="utrecht-link utrecht-link--html-a" href=place>{report}</a></p>
        </footer>
    }
    .into_any()
}
