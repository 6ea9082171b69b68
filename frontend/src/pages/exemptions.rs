//! Exemptions: the list, and ending one.

use crate::components::alert::{Kind, alert, empty_state};
use crate::components::badge::{Tone, badge};
use crate::components::control::{Control, Input};
use crate::components::data_list::text;
use crate::components::form::{error_summary, form_token};
use crate::components::pagination::pagination;
use crate::components::plate::plate;
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day_of, windows};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{ExemptionCategory, ExemptionId, Plate, WeeklyWindow};
use serde::Deserialize;

/// `POST /exemptions/find`. Not printable: it holds a plate.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct FindForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Plate, as typed.
    pub plate: String,
}

/// `GET /exemptions`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ExemptionsQuery {
    /// Page, counted from 1; nothing is the first.
    pub page: Option<u64>,
    /// `ended` lists those that are over as well, `ending` those that end soon.
    pub show: Option<String>,
}

/// Which part of the list is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Those that hold now or will.
    Standing,
    /// Those of them that end within thirty days.
    Ending,
    /// Also those that are over.
    All,
}

impl Shown {
    /// All of them, in the order of the tabs.
    pub const ALL: [Self; 3] = [Self::Standing, Self::Ending, Self::All];

    /// What stands in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Standing => "",
            Self::Ending => "ending",
            Self::All => "ended",
        }
    }
}

/// One exemption. Not printable: it holds a plate and a holder.
#[derive(Clone)]
pub struct ExemptionRow {
    /// Its id.
    pub id: ExemptionId,
    /// The exempt plate.
    pub plate: Plate,
    /// Name or permit of the holder.
    pub holder: String,
    /// Kind.
    pub category: ExemptionCategory,
    /// First moment.
    pub valid_from: Timestamp,
    /// Last moment.
    pub valid_until: Timestamp,
    /// When in the week; empty is always.
    pub windows: Vec<WeeklyWindow>,
    /// Names of the locations; empty is all, where it names no zone.
    pub locations: Vec<String>,
    /// Name of its zone.
    pub zone: Option<String>,
    /// When it was ended by hand.
    pub ended_at: Option<Timestamp>,
}

/// What was just done.
#[derive(Clone, Copy, Debug)]
pub enum ExemptionNotice {
    /// One was added.
    Added,
    /// One was changed.
    Changed,
    /// One was ended.
    Ended,
    /// A file was imported.
    Imported,
    /// A file was thrown away.
    Discarded,
    /// A start in the past waits for a second person.
    Proposed,
}

/// The page. Not printable: it holds plates.
#[derive(Clone)]
pub struct ExemptionsPage {
    /// Tells which are valid.
    pub now: Timestamp,
    /// One page of exemptions.
    pub rows: Vec<ExemptionRow>,
    /// How many there are in all.
    pub total: u64,
    /// This page, counted from 1.
    pub page: u64,
    /// How many pages there are.
    pub pages: u64,
    /// Which part of the list it is.
    pub shown: Shown,
    /// How many end within thirty days.
    pub ending: u64,
    /// How many starts in the past wait for a second person.
    pub late: usize,
    /// The plate that was asked for, as typed; nothing is the list.
    pub found: Option<String>,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// What was just done.
    pub notice: Option<ExemptionNotice>,
}

impl Page for ExemptionsPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.exemptions.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Exemptions)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.exemptions;
        let late = (self.late > 0).then(|| {
            view! {
                <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::LATE_STARTS>{fill(t.late_waiting, &[&self.late])}</a></p>
            }
        });
        let empty = if self.found.is_some() { t.not_found } else { t.empty };
        let heading = if self.found.is_some() { t.not_found_heading } else { t.empty_heading };
        let tabs = self.found.is_none().then(|| tabs(&self, frame.texts));
        view! {
            <div class="pw-intro">
                <h1 class="utrecht-heading-1">{t.title}</h1>
                <a class="utrecht-button utrecht-button--primary-action pw-button-link" href=paths::EXEMPTIONS_NEW>{t.add}</a>
            </div>
            {self.notice.map(|notice| alert(Kind::Ok, None, in_words(notice, frame.texts)))}
            {error_summary(&self.errors, &[("plate", t.plate)], frame.texts)}
            <nav class="pw-links" aria-label=t.more>
                <ul class="pw-links__list">
                    <li><a class="utrecht-link utrecht-link--html-a" href=paths::EXEMPTION_IMPORTS>{t.import_link}</a></li>
                    <li><a class="utrecht-link utrecht-link--html-a" href=paths::EXEMPTIONS_EXPORT>{t.export_link}</a></li>
                    <li><a class="utrecht-link utrecht-link--html-a" href=paths::ZONES>{frame.texts.zones.title}</a></li>
                </ul>
            </nav>
            {late}
            {find(&self, frame)}
            {tabs}
            {if self.rows.is_empty() { empty_state(heading, empty) } else { list(&self, frame) }}
            {pagination(self.page, self.pages, |page| paths::exemptions_page(page, self.shown.code()), frame.texts)}
        }
        .into_any()
    }
}

const fn in_words(notice: ExemptionNotice, texts: &'static Texts) -> &'static str {
    let t = &texts.exemptions;
    match notice {
        ExemptionNotice::Added => t.added,
        ExemptionNotice::Changed => t.changed,
        ExemptionNotice::Ended => t.ended,
        ExemptionNotice::Imported => t.imported,
        ExemptionNotice::Discarded => t.discarded,
        ExemptionNotice::Proposed => t.proposed,
    }
}

fn find(page: &ExemptionsPage, frame: &Frame) -> AnyView {
    let (texts, t) = (frame.texts, &frame.texts.exemptions);
    let word = Input { max: Some(16), ..Input::of("text") };
    let typed = page.found.clone().unwrap_or_default();
    let all = page.found.is_some().then(|| {
        view! { <a class="utrecht-button utrecht-button--subtle pw-button-link" href=paths::EXEMPTIONS>{t.show_all}</a> }
    });
    view! {
        <form class="pw-form" method="post" action=paths::EXEMPTIONS_FIND>
            {form_token(frame)}
            <div class="pw-grid">{Control::new("plate", t.find_plate, &page.errors, texts).hint(t.plate_hint).input(word, &typed)}</div>
            <div class="utrecht-button-group utrecht-button-group--row">
                <button class="utrecht-button utrecht-button--secondary-action" type="submit">{t.find}</button>
                {all}
            </div>
        </form>
    }
    .into_any()
}

fn tabs(page: &ExemptionsPage, texts: &'static Texts) -> AnyView {
    let t = &texts.exemptions;
    let links = Shown::ALL.map(|shown| {
        let words = match shown {
            Shown::Standing => t.current.to_owned(),
            Shown::Ending => fill(t.ending, &[&page.ending]),
            Shown::All => t.ended_too.to_owned(),
        };
        let here = (page.shown == shown).then_some("true");
        view! { <li><a class="pw-tab" href=paths::exemptions_page(1, shown.code()) aria-current=here>{words}</a></li> }
    });
    view! {
        <nav class="pw-tabs" aria-label=t.show><ul class="pw-tabs__list">{links.collect_view()}</ul><span class="pw-quiet">{fill(t.total, &[&page.total])}</span></nav>
    }
    .into_any()
}

fn list(page: &ExemptionsPage, frame: &Frame) -> AnyView {
    let t = &frame.texts.exemptions;
    let columns = vec![t.plate, t.category, t.holder, t.valid, t.hours, t.locations, t.state, t.action];
    let rows = page.rows.iter().map(|row| exemption(row, page.now, frame)).collect();
    Table { id: "exemption-list", caption: t.list, caption_hidden: true, columns, rows }.view()
}

fn exemption(row: &ExemptionRow, now: Timestamp, frame: &Frame) -> Vec<AnyView> {
    let mut cells = cells(row, now, frame.texts);
    cells.push(actions(row, now, frame));
    cells
}

/// What is said of an exemption wherever it is listed: from the plate to where it stands.
pub(crate) fn cells(row: &ExemptionRow, now: Timestamp, texts: &'static Texts) -> Vec<AnyView> {
    let t = &texts.exemptions;
    let period = fill(t.period, &[&day_of(row.valid_from, texts), &day_of(row.valid_until, texts)]);
    let locations = match &row.zone {
        Some(zone) => fill(t.in_zone, &[zone]),
        None if row.locations.is_empty() => texts.layout.all.into(),
        None => row.locations.join(", "),
    };
    vec![
        plate(&row.plate, None, false),
        text((texts.labels.exemption_category)(row.category)),
        text(row.holder.clone()),
        text(period),
        text(windows(&row.windows, texts)),
        text(locations),
        state(row, now, texts),
    ]
}

fn actions(row: &ExemptionRow, now: Timestamp, frame: &Frame) -> AnyView {
    let t = &frame.texts.exemptions;
    let label = fill(t.open_label, &[&row.plate.display()]);
    view! {
        <a class="utrecht-link utrecht-link--html-a" href=paths::exemption(row.id) aria-label=label>{t.open}</a>
        {(!is_over(row, now)).then(|| end_button(row, frame))}
    }
    .into_any()
}

/// Whether it holds no more.
pub(crate) fn is_over(row: &ExemptionRow, now: Timestamp) -> bool {
    row.ended_at.is_some() || row.valid_until < now
}

fn state(row: &ExemptionRow, now: Timestamp, texts: &'static Texts) -> AnyView {
    let t = &texts.exemptions;
    match row {
        ExemptionRow { ended_at: Some(_), .. } => badge(Tone::Calm, t.state_ended),
        ExemptionRow { valid_until, .. } if *valid_until < now => badge(Tone::Calm, t.state_over),
        ExemptionRow { valid_from, .. } if *valid_from > now => badge(Tone::Soon, t.state_future),
        ExemptionRow { .. } => badge(Tone::Good, t.state_current),
    }
}

/// Ends an exemption with one press.
pub(crate) fn end_button(row: &ExemptionRow, frame: &Frame) -> AnyView {
    let t = &frame.texts.exemptions;
    let label = fill(t.end_label, &[&row.plate.display()]);
    view! {
        <form method="post" action=paths::exemption_end(row.id)>
            {form_token(frame)}
            <button class="utrecht-button utrecht-button--subtle" type="submit" aria-label=label>{t.end}</button>
        </form>
    }
    .into_any()
}
