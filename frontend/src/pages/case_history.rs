//! What happened to a case, who saw it, and where the ledger tells the rest.

use crate::components::data_list::text;
use crate::components::table::Table;
use crate::frame::Frame;
use crate::pages::case::{TimelineEntry, Viewing, Who};
use crate::paths;
use crate::texts::{Texts, fill};
use crate::time::moment;
use leptos::prelude::*;
use poortwacht_domain::{Act, CaseRef, Permission};

pub(super) fn timeline(entries: &[TimelineEntry], texts: &'static Texts) -> AnyView {
    if entries.is_empty() {
        return view! { <p class="utrecht-paragraph">{texts.case.timeline_empty}</p> }.into_any();
    }
    let items = entries
        .iter()
        .map(|entry| {
            let detail = told(entry, texts).map(|words| view! { <span class="pw-timeline__detail">{words}</span> });
            view! {
                <li class="pw-timeline__item">
                    <span class="pw-timeline__what">{(texts.labels.act)(entry.act)}</span>
                    <span class="pw-timeline__who">{moment(entry.at, texts)}" · "{who(&entry.who, texts)}</span>
                    {detail}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="pw-timeline">{items}</ol> }.into_any()
}

/// What was done, further; of a confirmation the charge.
fn told(entry: &TimelineEntry, texts: &'static Texts) -> Option<String> {
    let words = entry.detail.as_deref()?;
    Some(match words.split_once(", ") {
        Some((code, category)) if entry.act == Act::CaseConfirmed => {
            fill(texts.case.charged, &[&code, &category])
        }
        _ => words.to_owned(),
    })
}

pub(super) fn viewings(entries: &[Viewing], texts: &'static Texts) -> AnyView {
    let t = &texts.case;
    if entries.is_empty() {
        return view! { <p class="utrecht-paragraph">{t.seen_empty}</p> }.into_any();
    }
    let row = |entry: &Viewing| {
        vec![
            text(who(&entry.who, texts)),
            moment(entry.at, texts),
            text((texts.labels.act)(entry.act)),
            text(why(entry, texts)),
        ]
    };
    let rows = entries.iter().map(row).collect();
    let columns = vec![t.who, t.when, t.what, t.reason];
    Table { id: "case-viewings", caption: t.seen, caption_hidden: true, columns, rows }.view()
}

/// For those who may read the ledger: everything that was done with the case.
pub(super) fn log_link(reference: &CaseRef, frame: &Frame) -> Option<AnyView> {
    let may = frame.viewer.as_ref().is_some_and(|viewer| viewer.role.allows(Permission::ReadLedger));
    let link = view! { <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::log_case(reference)>{frame.texts.log.of_case_link}</a></p> };
    may.then(|| link.into_any())
}

/// The reason, and to whom it went out.
fn why(entry: &Viewing, texts: &'static Texts) -> String {
    let reason = entry.reason.clone().unwrap_or_default();
    match entry.recipient {
        Some(recipient) => fill(texts.disclosure.issued_to, &[&reason, &(texts.labels.recipient)(recipient)]),
        None => reason,
    }
}

fn who(who: &Who, texts: &'static Texts) -> String {
    match who {
        Who::Person(name) => name.clone(),
        Who::Unit(name) => fill(texts.case.unit, &[name]),
        Who::System => texts.case.system.into(),
    }
}
