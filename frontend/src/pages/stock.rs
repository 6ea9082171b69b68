//! Work stock: what waits, where, and for how long. No plates, no pictures.

use crate::components::alert::{Kind, alert, empty_state};
use crate::components::badge::{Tone, badge, deadline};
use crate::components::data_list::text;
use crate::components::decision::{self, RecentDecision};
use crate::components::form::form_token;
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{minute, span};
use jiff::Timestamp;
use leptos::prelude::*;

/// What waits at one location.
#[derive(Clone, Debug)]
pub struct StockRow {
    /// The location's code, also its value in forms.
    pub code: String,
    /// The location's name.
    pub name: String,
    /// Cases that wait to be judged.
    pub waiting: u64,
    /// Capture of the oldest of them.
    pub oldest: Option<Timestamp>,
    /// The first moment at which one of them expires.
    pub deadline: Option<Timestamp>,
    /// Cases of which that moment is at most a week away.
    pub near: u64,
}

/// What waits for a coordinator.
#[derive(Clone, Copy, Debug)]
pub struct FollowUp {
    /// Confirmed cases that the gate holds.
    pub held: u64,
    /// Cases that the CJIB returned.
    pub returned: u64,
}

/// The page.
#[derive(Clone, Debug)]
pub struct StockPage {
    /// Ages and deadlines are told from here.
    pub now: Timestamp,
    /// Locations in the order in which they are shown.
    pub rows: Vec<StockRow>,
    /// Whether the reader has a case on the desk already.
    pub case_open: bool,
    /// Whether the reader may judge cases.
    pub may_review: bool,
    /// The reader's own decisions of today, newest first.
    pub recent: Vec<RecentDecision>,
    /// What waits for a coordinator; nothing for others.
    pub follow_up: Option<FollowUp>,
    /// Locations of which the last inspection found a fault of the signs; told to a coordinator.
    pub sign_faults: Vec<String>,
}

impl StockPage {
    /// Whether the reader may claim a case: one at a time.
    const fn may_begin(&self) -> bool {
        self.may_review && !self.case_open
    }
}

impl Page for StockPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.stock.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Stock)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.stock;
        let waiting: u64 = self.rows.iter().map(|row| row.waiting).sum();
        let recent = self.may_review.then(|| recent(&self.recent, frame));
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <div class="pw-intro">
                <p class="utrecht-paragraph pw-lead">{lead(waiting, frame.texts)}</p>
                {begin(&self, waiting, frame)}
            </div>
            {near(&self, frame.texts)}
            {sign_faults(&self.sign_faults, frame.texts)}
            {self.follow_up.map(|waits| follow_up(waits, frame.texts))}
            {if waiting == 0 { empty_state(t.empty_heading, t.empty) } else { locations(&self, frame) }}
            {recent}
        }
        .into_any()
    }
}

/// Says how many cases must be judged within a week.
fn near(page: &StockPage, texts: &'static Texts) -> Option<AnyView> {
    let near: u64 = page.rows.iter().map(|row| row.near).sum();
    let words = match near {
        0 => return None,
        1 => texts.stock.near_one.to_owned(),
        _ => fill(texts.stock.near_many, &[&near]),
    };
    Some(view! { <p class="utrecht-paragraph">{badge(Tone::Urgent, words)}</p> }.into_any())
}

fn sign_faults(names: &[String], texts: &'static Texts) -> Option<AnyView> {
    let t = &texts.inspections;
    (!names.is_empty())
        .then(|| alert(Kind::Warning, Some(t.warning_heading), fill(t.warning, &[&names.join(", ")])))
}

fn follow_up(waits: FollowUp, texts: &'static Texts) -> AnyView {
    let t = &texts.stock;
    let link = |href: &'static str, words: String| {
        view! { <li><a class="utrecht-link utrecht-link--html-a" href=href>{words}</a></li> }
    };
    view! {
        <nav aria-label=t.follow_up>
            <ul class="pw-list">
                {link(paths::QUALITY, fill(t.held, &[&waits.held]))}
                {link(paths::CJIB, fill(t.returned, &[&waits.returned]))}
            </ul>
        </nav>
    }
    .into_any()
}

fn lead(waiting: u64, texts: &'static Texts) -> String {
    match waiting {
        0 => texts.stock.lead_none.into(),
        1 => texts.stock.lead_one.into(),
        _ => fill(texts.stock.lead_many, &[&waiting]),
    }
}

fn begin(page: &StockPage, waiting: u64, frame: &Frame) -> Option<AnyView> {
    let t = &frame.texts.stock;
    if page.case_open {
        let link = view! { <a class="utrecht-button-link utrecht-button utrecht-button--primary-action pw-button-link" href=paths::REVIEW>{t.resume}</a> };
        return Some(link.into_any());
    }
    (page.may_review && waiting > 0).then(|| begin_button(t.begin, None, frame))
}

/// Claims the next case, at one location or anywhere.
pub(crate) fn begin_button(words: &'static str, location: Option<&StockRow>, frame: &Frame) -> AnyView {
    let class = if location.is_some() {
        "utrecht-button utrecht-button--subtle"
    } else {
        "utrecht-button utrecht-button--primary-action"
    };
    let code = location.map(|row| row.code.clone()).unwrap_or_default();
    let label = location.map(|row| format!("{words}: {}", row.name));
    view! {
        <form method="post" action=paths::REVIEW>
            {form_token(frame)}
            <input type="hidden" name="location" value=code/>
            <button class=class type="submit" aria-label=label>{words}</button>
        </form>
    }
    .into_any()
}

fn locations(page: &StockPage, frame: &Frame) -> AnyView {
    let t = &frame.texts.stock;
    let mut columns = vec![t.location, t.waiting, t.oldest, t.deadline];
    if page.may_begin() {
        columns.push(t.action);
    }
    let rows = page.rows.iter().map(|row| location(row, page, frame)).collect();
    Table { id: "stock-locations", caption: t.by_location, caption_hidden: false, columns, rows }.view()
}

fn location(row: &StockRow, page: &StockPage, frame: &Frame) -> Vec<AnyView> {
    let texts = frame.texts;
    let name = view! { <span class="pw-table__main">{row.name.clone()}</span><span class="pw-table__sub">{row.code.clone()}</span> };
    let mut cells = vec![
        name.into_any(),
        view! { <strong class="pw-number">{row.waiting}</strong> }.into_any(),
        text(
            row.oldest
                .map_or_else(|| texts.layout.none.to_owned(), |at| span(page.now.duration_since(at), texts)),
        ),
        row.deadline.map_or_else(|| text(texts.layout.none), |at| first_deadline(row, at, page.now, texts)),
    ];
    if page.may_begin() {
        let button = (row.waiting > 0).then(|| begin_button(texts.stock.begin_here, Some(row), frame));
        cells.push(button.into_any());
    }
    cells
}

fn first_deadline(row: &StockRow, at: Timestamp, now: Timestamp, texts: &'static Texts) -> AnyView {
    let near = (row.near > 0).then(|| {
        let words = fill(texts.stock.near_here, &[&row.near]);
        view! { <span class="pw-table__sub">{words}</span> }
    });
    view! { {deadline(at, now, texts)}{near} }.into_any()
}

fn recent(decisions: &[RecentDecision], frame: &Frame) -> AnyView {
    let t = &frame.texts.stock;
    let list = if decisions.is_empty() {
        view! { <p class="utrecht-paragraph">{t.recent_empty}</p> }.into_any()
    } else {
        let rows = decisions.iter().map(|decision| recent_row(decision, frame)).collect();
        let columns = vec![t.case, t.decision, t.at, t.action];
        Table { id: "stock-recent", caption: t.recent, caption_hidden: true, columns, rows }.view()
    };
    view! {
        <section class="pw-section">
            <h2 class="utrecht-heading-2">{t.recent}</h2>
            {list}
        </section>
    }
    .into_any()
}

fn recent_row(recent: &RecentDecision, frame: &Frame) -> Vec<AnyView> {
    let texts = frame.texts;
    let undo = recent.undo_until.map(|until| {
        let until = fill(texts.layout.undo_until, &[&minute(until, texts)]);
        view! { {decision::undo_button(&recent.reference, None, frame)}<span class="pw-table__sub">{until}</span> }
    });
    vec![
        case_link(recent),
        text(decision::words(recent.decision, texts)),
        crate::time::moment(recent.at, texts),
        undo.into_any(),
    ]
}

fn case_link(recent: &RecentDecision) -> AnyView {
    let words = recent.reference.as_str().to_owned();
    view! { <a class="utrecht-link utrecht-link--html-a pw-reference" href=paths::case(&recent.reference)>{words}</a> }
        .into_any()
}
