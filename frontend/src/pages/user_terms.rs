//! An officer's authorisations: what there are, recording one, confirming what is suspended.

use super::user::{TermRow, UserPage};
use super::users::{UserState, UserTerm};
use crate::banner::last_moment;
use crate::components::alert::{Kind, alert};
use crate::components::badge::{Tone, badge};
use crate::components::control::{Control, Input};
use crate::components::data_list::text;
use crate::components::form::form_token;
use crate::components::table::Table;
use crate::frame::Frame;
use crate::paths;
use crate::texts::{Texts, fill};
use crate::time::day_of;
use jiff::Timestamp;
use leptos::prelude::*;

/// The part of the page about authorisations.
pub(super) fn terms(page: &UserPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.user;
    let list = if page.terms.is_empty() {
        view! { <p class="utrecht-paragraph">{t.terms_none}</p> }.into_any()
    } else {
        table(page, frame)
    };
    let changeable = !page.row.is_own && page.row.state != UserState::Ended;
    view! {
        <section class="pw-account__part">
            <h2 class="utrecht-heading-2">{t.terms}</h2>
            {warning(page, texts)}
            {list}
            {page.confirm.map(|may| confirm(page, may, frame))}
            {changeable.then(|| record(page, frame))}
        </section>
    }
    .into_any()
}

fn warning(page: &UserPage, texts: &'static Texts) -> Option<AnyView> {
    let t = &texts.user;
    match page.row.term {
        Some(UserTerm::EndsSoon(_)) => Some(alert(Kind::Warning, None, t.term_ends)),
        Some(UserTerm::Missing) if !page.terms.is_empty() => Some(alert(Kind::Warning, None, t.term_missing)),
        _ => None,
    }
}

fn table(page: &UserPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.user;
    let mut columns = vec![t.number, t.domain, t.territory, t.valid, t.term_state];
    let mut rows: Vec<_> = page.terms.iter().map(|row| cells(row, page.now, texts)).collect();
    let can_end = |row: &TermRow| row.until > page.now && !page.row.is_own;
    if page.terms.iter().any(can_end) {
        columns.push(t.action);
        for (cells, row) in rows.iter_mut().zip(&page.terms) {
            cells.push(if can_end(row) { end(page, row, frame) } else { text(String::new()) });
        }
    }
    Table { id: "user-terms", caption: t.terms, caption_hidden: true, columns, rows }.view()
}

fn end(page: &UserPage, row: &TermRow, frame: &Frame) -> AnyView {
    let t = &frame.texts.user;
    let label = fill(t.end_term_label, &[&row.number]);
    view! {
        <form method="post" action=paths::user(paths::USER_END_TERM, page.row.id)>
            {form_token(frame)}
            <input type="hidden" name="authorisation" value=row.id.to_string()/>
            <button class="utrecht-button utrecht-button--secondary-action" type="submit" aria-label=label>{t.end_term}</button>
        </form>
    }
    .into_any()
}

fn cells(row: &TermRow, now: Timestamp, texts: &'static Texts) -> Vec<AnyView> {
    let t = &texts.user;
    let (first, last) = (day_of(row.from, texts), day_of(last_moment(row.until), texts));
    vec![
        text(row.number.clone()),
        text(row.domain.clone()),
        text(row.territory.clone()),
        text(fill(t.period, &[&first, &last])),
        standing(row, now, texts),
    ]
}

fn standing(row: &TermRow, now: Timestamp, texts: &'static Texts) -> AnyView {
    let t = &texts.user;
    match row {
        TermRow { until, .. } if *until <= now => badge(Tone::Calm, t.over),
        TermRow { suspended_at: Some(at), .. } => {
            badge(Tone::Urgent, fill(t.term_suspended, &[&day_of(*at, texts)]))
        }
        TermRow { from, .. } if *from > now => badge(Tone::Soon, t.later),
        TermRow { .. } => badge(Tone::Good, t.holds),
    }
}

fn confirm(page: &UserPage, may: bool, frame: &Frame) -> AnyView {
    let t = &frame.texts.user;
    if !may {
        return alert(Kind::Warning, None, t.confirm_not_you);
    }
    view! {
        <form class="pw-form" method="post" action=paths::user(paths::USER_CONFIRM, page.row.id)>
            {form_token(frame)}
            <p class="utrecht-paragraph">{t.confirm_lead}</p>
            <button class="utrecht-button utrecht-button--secondary-action" type="submit">{t.confirm_submit}</button>
        </form>
    }
    .into_any()
}

fn record(page: &UserPage, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.user;
    let form = &page.form;
    let field = |name, label| Control::new(name, label, &page.errors, texts);
    let word = Input { max: Some(100), ..Input::of("text") };
    view! {
        <form class="pw-form" method="post" action=paths::user(paths::USER_AUTHORISE, page.row.id)>
            {form_token(frame)}
            <h3 class="utrecht-heading-3">{t.term_heading}</h3>
            {field("number", t.number).hint(t.number_hint).input(word, &form.number)}
            {field("domain", t.domain).hint(t.domain_hint).input(word, &form.domain)}
            {field("territory", t.territory).hint(t.territory_hint).input(word, &form.territory)}
            {field("from", t.from).input(Input::of("date"), &form.from)}
            {field("until", t.last).hint(t.last_hint).input(Input::of("date"), &form.until)}
            <button class="utrecht-button utrecht-button--secondary-action" type="submit">{t.term_submit}</button>
        </form>
    }
    .into_any()
}
