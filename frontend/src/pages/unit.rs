//! One unit: its condition over time, its gaps, and what its last pictures were like. Never the pictures.

use crate::components::alert::{Kind, alert};
use crate::components::chart::{Chart, Series, Shape};
use crate::components::data_list::{data_list, text};
use crate::components::form::{error_summary, form_token};
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::unit_keys::{CertificateForm, CertificateRow, Found, SigningKeyForm, keys, labels};
use crate::pages::units::{UnitRow, health};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day, minute, moment, span};
use jiff::Timestamp;
use jiff::civil::Date;
use leptos::prelude::*;
use poortwacht_domain::{ImageKind, Permission};

/// One day.
#[derive(Clone, Copy, Debug)]
pub struct DayRow {
    /// The day.
    pub day: Date,
    /// Hours in which the unit was heard.
    pub hours: u32,
    /// The offset of its clock that was furthest from zero.
    pub clock_offset_ms: Option<i64>,
    /// The most packets that waited.
    pub queue_length: u64,
}

/// Numbers that have not arrived.
#[derive(Clone, Copy, Debug)]
pub struct GapRow {
    /// The first.
    pub first: u64,
    /// The last.
    pub last: u64,
    /// When the jump over them was noticed.
    pub noticed_at: Timestamp,
}

/// What the last pictures of one kind were like.
#[derive(Clone, Copy, Debug)]
pub struct PictureRow {
    /// What they show.
    pub kind: ImageKind,
    /// How many.
    pub count: u64,
    /// The smallest, in pixels.
    pub smallest: (u32, u32),
    /// The largest, in pixels.
    pub largest: (u32, u32),
    /// Percentage of their area that stayed.
    pub kept_percent: u64,
    /// Areas made grey, per hundred pictures.
    pub grey_per_hundred: u64,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitNotice {
    /// The unit was registered.
    Registered,
    /// Another certificate counts.
    CertificateChanged,
    /// Another signing key was saved.
    KeyChanged,
    /// The unit was suspended.
    Suspended,
    /// The unit was admitted again.
    Resumed,
    /// The unit was revoked.
    Revoked,
}

/// The page.
#[derive(Clone, Debug)]
pub struct UnitPage {
    /// Ages are told from here.
    pub now: Timestamp,
    /// As in the list.
    pub row: UnitRow,
    /// Since when it is suspended.
    pub suspended_at: Option<Timestamp>,
    /// Since when it is revoked.
    pub revoked_at: Option<Timestamp>,
    /// In their order.
    pub days: Vec<DayRow>,
    /// Numbers that have not arrived.
    pub gaps: Vec<GapRow>,
    /// By kind.
    pub pictures: Vec<PictureRow>,
    /// The newest first.
    pub certificates: Vec<CertificateRow>,
    /// When each signing key counts, the newest first.
    pub signing_keys: Vec<(Timestamp, Option<Timestamp>)>,
    /// What the form for a certificate holds.
    pub certificate: CertificateForm,
    /// What the certificate in it says, once it was looked at.
    pub found: Option<Found>,
    /// What the form for a signing key holds.
    pub key: SigningKeyForm,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// What was just done.
    pub notice: Option<UnitNotice>,
}

impl Page for UnitPage {
    fn title(&self, texts: &'static Texts) -> String {
        format!("{}: {}", texts.units.unit, self.row.name)
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Units)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.unit;
        let may_change =
            frame.viewer.as_ref().is_some_and(|viewer| viewer.role.allows(Permission::ManageUnits));
        let changes = (may_change && self.revoked_at.is_none())
            .then(|| view! { {keys(&self, frame)}{orders(&self, frame)} });
        view! {
            <h1 class="utrecht-heading-1">{self.row.name.clone()}</h1>
            {self.notice.map(|notice| told(notice, texts))}
            {error_summary(&self.errors, &labels(texts), texts)}
            {data_list(facts(&self, texts))}
            {over_time(&self, texts)}
            {gaps(&self, texts)}
            {pictures(&self, texts)}
            {changes}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::UNITS>{t.back}</a></p>
        }
        .into_any()
    }
}

fn told(notice: UnitNotice, texts: &'static Texts) -> AnyView {
    let t = &texts.unit;
    let words = match notice {
        UnitNotice::Registered => t.registered,
        UnitNotice::CertificateChanged => t.certificate_changed,
        UnitNotice::KeyChanged => t.key_changed,
        UnitNotice::Suspended => t.suspended,
        UnitNotice::Resumed => t.resumed,
        UnitNotice::Revoked => t.revoked,
    };
    alert(Kind::Ok, None, words)
}

fn facts(page: &UnitPage, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let (t, u, row) = (&texts.unit, &texts.units, &page.row);
    let state = match (page.revoked_at, page.suspended_at) {
        (Some(at), _) => fill(t.revoked_since, &[&minute(at, texts)]),
        (None, Some(at)) => fill(t.suspended_since, &[&minute(at, texts)]),
        (None, None) => t.in_use.to_owned(),
    };
    let none = || texts.layout.unknown.to_owned();
    let ago = |at: Timestamp| fill(u.ago, &[&span(page.now.duration_since(at), texts)]);
    vec![
        (u.location, text(format!("{}, {}", row.location, fill(u.lane, &[&row.lane])))),
        (t.state, text(state)),
        (u.health, health(&row.problems, texts)),
        (u.heartbeat, text(row.last_heartbeat.map_or_else(none, ago))),
        (u.clock, text(row.clock_offset_ms.map_or_else(none, |offset| format!("{offset} ms")))),
        (u.queue, text(row.queue_length.map_or_else(none, |length| length.to_string()))),
        (u.software, text(row.software.clone().unwrap_or_else(none))),
    ]
}

fn over_time(page: &UnitPage, texts: &'static Texts) -> AnyView {
    let t = &texts.unit;
    let offsets = page.days.iter().map(|row| row.clock_offset_ms.map(i64::unsigned_abs)).collect();
    let chart = Chart {
        id: "clock",
        title: t.offset,
        desc: t.chart_desc,
        labels: page.days.iter().map(|row| format!("{}-{}", row.day.day(), row.day.month())).collect(),
        across: t.day,
        up: "ms",
        shape: Shape::Line,
        series: vec![Series { name: t.offset, values: offsets }],
    };
    let rows = page.days.iter().rev().map(|row| one_day(*row, texts)).collect();
    let columns = vec![t.day, t.offset, t.longest_queue, t.heard];
    view! {
        <section class="pw-section">
            <h2 class="utrecht-heading-2">{t.days}</h2>
            <p class="utrecht-paragraph">{t.days_lead}</p>
            {chart.view()}
            {Table { id: "unit-days", caption: t.days, caption_hidden: true, columns, rows }.view()}
        </section>
    }
    .into_any()
}

fn one_day(row: DayRow, texts: &'static Texts) -> Vec<AnyView> {
    let offset =
        row.clock_offset_ms.map_or_else(|| texts.unit.not_heard.to_owned(), |offset| format!("{offset} ms"));
    vec![
        text(day(row.day, texts)),
        text(offset),
        text(row.queue_length.to_string()),
        text(row.hours.to_string()),
    ]
}

fn gaps(page: &UnitPage, texts: &'static Texts) -> AnyView {
    let t = &texts.unit;
    let content = if page.gaps.is_empty() {
        view! { <p class="utrecht-paragraph">{t.no_gaps}</p> }.into_any()
    } else {
        let numbers = |gap: &GapRow| {
            if gap.first == gap.last {
                gap.first.to_string()
            } else {
                format!("{}–{}", gap.first, gap.last)
            }
        };
        let rows =
            page.gaps.iter().map(|gap| vec![text(numbers(gap)), moment(gap.noticed_at, texts)]).collect();
        let columns = vec![t.numbers, t.noticed];
        Table { id: "unit-gaps", caption: t.gaps, caption_hidden: true, columns, rows }.view()
    };
    view! {
        <section class="pw-section">
            <h2 class="utrecht-heading-2">{t.gaps}</h2>
            <p class="utrecht-paragraph">{t.gaps_lead}</p>
            {content}
        </section>
    }
    .into_any()
}

fn pictures(page: &UnitPage, texts: &'static Texts) -> AnyView {
    let t = &texts.unit;
    let content = if page.pictures.is_empty() {
        view! { <p class="utrecht-paragraph">{t.no_pictures}</p> }.into_any()
    } else {
        let size = |(width, height): (u32, u32)| text(fill(t.size, &[&width, &height]));
        let row = |row: &PictureRow| {
            vec![
                text((texts.labels.image_kind)(row.kind)),
                text(row.count.to_string()),
                size(row.smallest),
                size(row.largest),
                text(format!("{} %", row.kept_percent)),
                text(row.grey_per_hundred.to_string()),
            ]
        };
        let rows = page.pictures.iter().map(row).collect();
        let columns = vec![t.kind, t.count, t.smallest, t.largest, t.kept, t.grey];
        Table { id: "unit-pictures", caption: t.pictures, caption_hidden: true, columns, rows }.view()
    };
    view! {
        <section class="pw-section">
            <h2 class="utrecht-heading-2">{t.pictures}</h2>
            <p class="utrecht-paragraph">{t.pictures_lead}</p>
            {content}
        </section>
    }
    .into_any()
}

fn orders(page: &UnitPage, frame: &Frame) -> AnyView {
    let t = &frame.texts.unit;
    let (code, words) =
        if page.suspended_at.is_some() { ("resume", t.resume) } else { ("suspend", t.suspend) };
    let action = paths::unit_state(page.row.id);
    view! {
        <section class="pw-section">
            <h2 class="utrecht-heading-2">{t.orders}</h2>
            <p class="utrecht-paragraph">{t.orders_lead}</p>
            <form class="pw-form" method="post" action=action.clone()>
                {form_token(frame)}
                <button class="utrecht-button utrecht-button--primary-action" type="submit" name="order" value=code>{words}</button>
            </form>
            <form class="pw-form" method="post" action=action>
                {form_token(frame)}
                <div class="pw-days">
                    <label class="pw-check-day"><input type="checkbox" name="sure" required/>{t.sure}</label>
                </div>
                <button class="utrecht-button utrecht-button--secondary-action" type="submit" name="order" value="revoke">{t.revoke}</button>
            </form>
        </section>
    }
    .into_any()
}
