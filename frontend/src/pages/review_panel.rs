//! The decision half of the review desk.

use crate::components::alert::{Kind, alert};
use crate::components::badge::deadline;
use crate::components::control::{Choice, Control, Input};
use crate::components::data_list::{data_list, text};
use crate::components::form::form_token;
use crate::components::plate::plate;
use crate::frame::Frame;
use crate::pages::facts::{self, ExemptionResult};
use crate::pages::review::{DeskCase, EarlierCase, NearMatch, Returned, ReviewPage};
use crate::pages::{review_checklist, review_correct, review_grounds, review_windscreen};
use crate::paths;
use crate::texts::{Texts, fill};
use crate::time::{day_of, exact_moment, minute};
use leptos::prelude::*;
use poortwacht_domain::DismissalReason;

/// The keys of the reasons after the dismiss key, by the reason's number. Digits first, as officers know them by number.
const REASON_KEYS: &[&str] = &["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "d", "t", "x"];

/// What the officer must know at a glance, and the decision.
pub(crate) fn decision(case: &DeskCase, page: &ReviewPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.review;
    view! {
        <section class="pw-desk__decision" aria-label=t.decision>
            {review_correct::reading(case, page, texts)}
            {exemption(case, texts)}
            {data_list(at_a_glance(case, page, texts))}
            {warnings(case, texts)}
            {review_windscreen::question(case, page, frame)}
            {confirm_form(case, page, frame)}
            {actions(case, page, frame)}
            {help(texts)}
        </section>
    }
    .into_any()
}

fn exemption(case: &DeskCase, texts: &'static Texts) -> AnyView {
    let t = &texts.review;
    let class = match case.exemption {
        ExemptionResult::None => "pw-check pw-check--clear",
        ExemptionResult::Valid { .. } => "pw-check pw-check--stop",
        ExemptionResult::NotThenOrThere { .. } => "pw-check pw-check--look",
    };
    let checked = fill(t.exemption_checked, &[&minute(case.exemption_checked_at, texts)]);
    view! {
        <div class=class>
            <p class="pw-check__main">{facts::exemption(case.exemption, texts)}<span class="pw-check__note">{checked}</span></p>
            {near(&case.near, texts)}
        </div>
    }
    .into_any()
}

fn near(matches: &[NearMatch], texts: &'static Texts) -> Option<AnyView> {
    let t = &texts.review;
    let items = matches
        .iter()
        .map(|near| {
            let label = (texts.labels.exemption_category)(near.category);
            let words = fill(t.near_entry, &[&label, &day_of(near.until, texts)]);
            view! { <li>{plate(&near.plate, None, false)}<span>{words}</span></li> }
        })
        .collect_view();
    let list = view! { <p class="pw-check__near">{t.near}</p><ul class="pw-near">{items}</ul> };
    (!matches.is_empty()).then(|| list.into_any())
}

fn at_a_glance(case: &DeskCase, page: &ReviewPage, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let t = &texts.review;
    vec![
        (t.captured, exact_moment(case.captured_at, texts)),
        (t.place, text(case.location.clone())),
        (t.vehicle, text(facts::vehicle(&case.vehicle, texts))),
        (t.deadline, deadline(case.deadline, page.now, texts)),
        (t.earlier, earlier(&case.earlier, texts)),
    ]
}

fn earlier(cases: &[EarlierCase], texts: &'static Texts) -> AnyView {
    if cases.is_empty() {
        return text(texts.layout.none);
    }
    let items = cases
        .iter()
        .map(|case| {
            let state = (texts.labels.case_state)(case.state);
            let words = format!("{}, {state}", minute(case.captured_at, texts));
            view! { <li><a class="utrecht-link utrecht-link--html-a" href=paths::case(&case.reference)>{words}</a></li> }
        })
        .collect_view();
    view! { <ul class="pw-plain-list">{items}</ul> }.into_any()
}

fn warnings(case: &DeskCase, texts: &'static Texts) -> Vec<AnyView> {
    let t = &texts.review;
    let returned = case.returned.as_ref().map(|note| returned(note, texts));
    let warnings = [
        (case.dossier.warning_period, Kind::Info, t.warning_note),
        (case.incomplete, Kind::Warning, t.incomplete),
        (case.plate_masked, Kind::Info, t.plate_masked),
    ];
    let warnings =
        warnings.into_iter().filter(|(holds, ..)| *holds).map(|(_, kind, words)| alert(kind, None, words));
    returned.into_iter().chain(warnings).collect()
}

/// What the CJIB said when it sent the case back.
fn returned(note: &Returned, texts: &'static Texts) -> AnyView {
    let t = &texts.review;
    let code = note.code.as_deref().unwrap_or(t.returned_withheld);
    let told = fill(t.returned, &[&minute(note.at, texts), &code, &note.words]);
    alert(Kind::Warning, None, told.trim_end().trim_end_matches(':').to_owned())
}

fn confirm_form(case: &DeskCase, page: &ReviewPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.review;
    let category = Control::new("vehicle_category", t.category, &page.errors, texts);
    let offence = Control::new("offence_code", t.offence, &page.errors, texts);
    let grounds = Control::new("grounds", t.grounds, &page.errors, texts);
    view! {
        <form id="confirm" class="pw-form pw-form--tight" method="post" action=paths::REVIEW_CONFIRM>
            {form_token(frame)}
            {case_field(case)}
            <input type="hidden" name="corrections" value=case.form.corrections.clone()/>
            <div class="pw-judgement">
                {category.select(categories(case, texts), &case.form.vehicle_category)}
                {offence.select(offences(case), &case.form.offence_code)}
            </div>
            {grounds.textarea(3, 2_000, &case.form.grounds)}
            {review_grounds::preview(case, texts)}
            {review_checklist::checklist(case, page, texts)}
        </form>
    }
    .into_any()
}

fn categories(case: &DeskCase, texts: &'static Texts) -> Vec<Choice> {
    let label = texts.labels.vehicle_category;
    case.categories.iter().map(|category| (category.to_string(), label(*category))).collect()
}

fn offences(case: &DeskCase) -> Vec<Choice> {
    let choice = |code: String, words: &str| (code.clone(), format!("{code} – {words}"));
    case.offences.iter().map(|offence| choice(offence.code.to_string(), &offence.description)).collect()
}

pub(crate) fn case_field(case: &DeskCase) -> AnyView {
    view! { <input type="hidden" name="case" value=case.reference.as_str().to_owned()/> }.into_any()
}

fn actions(case: &DeskCase, page: &ReviewPage, frame: &Frame) -> AnyView {
    let t = &frame.texts.review;
    view! {
        <div class="pw-actions">
            <button class="utrecht-button utrecht-button--primary-action" type="submit" form="confirm" data-key="b" aria-keyshortcuts="b">{t.confirm}<kbd aria-hidden="true">"B"</kbd></button>
            {dismiss(case, page, frame)}
            <form method="post" action=paths::REVIEW_SKIP>
                {form_token(frame)}
                {case_field(case)}
                <button class="utrecht-button utrecht-button--secondary-action" type="submit" data-key="o" aria-keyshortcuts="o">{t.skip}<kbd aria-hidden="true">"O"</kbd></button>
            </form>
            {review_grounds::button(frame.texts)}
        </div>
    }
    .into_any()
}

fn dismiss(case: &DeskCase, page: &ReviewPage, frame: &Frame) -> AnyView {
    let t = &frame.texts.review;
    let open = page.errors.of("explanation").is_some() || page.errors.of("reason").is_some();
    view! {
        <details class="pw-dismiss" open=open>
            <summary class="utrecht-button utrecht-button--secondary-action utrecht-button--danger pw-dismiss__summary" data-key="a" aria-keyshortcuts="a">{t.dismiss}<kbd aria-hidden="true">"A"</kbd></summary>
            <div class="pw-dismiss__forms">
                <p class="pw-dismiss__hint">{t.dismiss_hint}</p>
                {reasons(case, frame)}
                {reason_with_text(case, page, frame)}
            </div>
        </details>
    }
    .into_any()
}

fn reasons(case: &DeskCase, frame: &Frame) -> AnyView {
    let plain = DismissalReason::ALL.iter().filter(|reason| !reason.needs_text());
    let buttons: Vec<AnyView> = plain.map(|reason| reason_button(*reason, frame.texts)).collect();
    view! {
        <form class="pw-reasons" method="post" action=paths::REVIEW_DISMISS>
            {form_token(frame)}
            {case_field(case)}
            {buttons}
        </form>
    }
    .into_any()
}

/// A form of its own, so that Enter in the text sends this reason and not the first of the list.
fn reason_with_text(case: &DeskCase, page: &ReviewPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let explanation = Control::new("explanation", texts.review.explanation, &page.errors, texts);
    let input = Input { max: Some(300), ..Input::of("text") };
    let with_text = DismissalReason::ALL.iter().filter(|reason| reason.needs_text());
    let buttons: Vec<AnyView> = with_text.map(|reason| reason_button(*reason, texts)).collect();
    view! {
        <form class="pw-other-reason" method="post" action=paths::REVIEW_DISMISS>
            {form_token(frame)}
            {case_field(case)}
            {explanation.input(input, &case.explanation)}
            {buttons}
        </form>
    }
    .into_any()
}

fn reason_button(reason: DismissalReason, texts: &'static Texts) -> AnyView {
    let key = usize::from(reason.number()).checked_sub(1).and_then(|index| REASON_KEYS.get(index)).copied();
    let words = (texts.labels.dismissal_reason)(reason);
    let hint = key.map(|key| view! { <kbd aria-hidden="true">{key.to_uppercase()}</kbd> });
    let needs_text = reason.needs_text().then_some("field-explanation");
    view! {
        <button class="pw-reason" type="submit" name="reason" value=reason.as_str() data-reason-key=key data-needs=needs_text>
            {hint}<span>{words}</span>
        </button>
    }
    .into_any()
}

fn help(texts: &'static Texts) -> AnyView {
    let t = &texts.review;
    let keys = [
        ("C", t.help_check),
        ("B", t.help_confirm),
        ("A", t.help_dismiss),
        ("O", t.help_skip),
        ("K", t.help_correct),
        ("M", t.help_mask),
        ("N J", t.help_windscreen),
        ("Z", t.help_undo),
        ("+ − 0", texts.viewer.help_zoom),
        ("[ ]", texts.viewer.help_frames),
        ("V I", texts.viewer.help_view),
        ("?", t.help_help),
        ("Esc", t.help_escape),
    ];
    let items = keys.map(|(key, words)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{words}</dd></div> });
    view! {
        <details class="pw-help">
            <summary class="pw-help__summary" data-key="?" aria-keyshortcuts="?">{t.help}<kbd aria-hidden="true">"?"</kbd></summary>
            <dl class="pw-help__keys">{items.collect_view()}</dl>
            <p class="pw-help__note">{t.help_note}</p>
            <button class="utrecht-button utrecht-button--subtle" type="button" hidden data-keys-switch data-on=t.keys_on data-off=t.keys_off>{t.keys_off}</button>
        </details>
    }
    .into_any()
}
