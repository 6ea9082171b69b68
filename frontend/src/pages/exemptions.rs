//! Exemptions: the list, and ending one.

use crate::components::alert::{Kind, alert, empty_state};
use crate::components::badge::{Tone, badge};
use crate::components::data_list::text;
use crate::components::form::form_token;
use crate::components::pagination::pagination;
use crate::components::plate::plate;
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day_of, windows};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{ExemptionCategory, ExemptionId, Plate, WeeklyWindow};
use serde::Deserialize;

/// `POST /exemptions/{id}/end`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EndExemptionForm {
    /// Ties the form to the session.
    pub form_token: String,
}

/// `GET /exemptions`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ExemptionsQuery {
    /// Page, counted from 1; nothing is the first.
    pub page: Option<u64>,
    /// `ended` lists those that are over as well.
    pub show: Option<String>,
}

/// One exemption.
#[derive(Clone, Debug)]
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
    /// Names of the locations; empty is all.
    pub locations: Vec<String>,
    /// When it was ended by hand.
    pub ended_at: Option<Timestamp>,
}

/// What was just done.
#[derive(Clone, Copy, Debug)]
pub enum ExemptionNotice {
    /// One was added.
    Added,
    /// One was ended.
    Ended,
}

/// The page.
#[derive(Clone, Debug)]
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
    /// Whether ended and expired ones are listed as well.
    pub show_ended: bool,
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

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.exemptions;
        let notice = self.notice.map(|notice| match notice {
            ExemptionNotice::Added => alert(Kind::Ok, None, t.added),
            ExemptionNotice::Ended => alert(Kind::Ok, None, t.ended),
        });
        view! {
            <div class="pw-intro">
                <h1 class="utrecht-heading-1">{t.title}</h1>
                <a class="utrecht-button utrecht-button--primary-action pw-button-link" href=paths::EXEMPTIONS_NEW>{t.add}</a>
            </div>
            {notice}
            {filter(&self, frame.texts)}
            {if self.rows.is_empty() { empty_state(t.empty_heading, t.empty) } else { list(&self, frame) }}
            {pagination(self.page, self.pages, |page| paths::exemptions_page(page, self.show_ended), frame.texts)}
        }
        .into_any()
    }
}

fn filter(page: &ExemptionsPage, texts: &'static Texts) -> AnyView {
    let t = &texts.exemptions;
    let links = [(false, t.current), (true, t.ended_too)].map(|(ended, words)| {
        let here = (page.show_ended == ended).then_some("true");
        view! { <li><a class="pw-tab" href=paths::exemptions_page(1, ended) aria-current=here>{words}</a></li> }
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
    let texts = frame.texts;
    let t = &texts.exemptions;
    let period = fill(t.period, &[&day_of(row.valid_from, texts), &day_of(row.valid_until, texts)]);
    let locations = if row.locations.is_empty() { texts.layout.all.into() } else { row.locations.join(", ") };
    let is_over = row.ended_at.is_some() || row.valid_until < now;
    vec![
        plate(&row.plate, None, false),
        text((texts.labels.exemption_category)(row.category)),
        text(row.holder.clone()),
        text(period),
        text(windows(&row.windows, texts)),
        text(locations),
        state(row, now, texts),
        (!is_over).then(|| end_button(row, frame)).into_any(),
    ]
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

fn end_button(row: &ExemptionRow, frame: &Frame) -> AnyView {
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
