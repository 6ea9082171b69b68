//! Roadside units and how they are doing.

use crate::components::alert::{Kind, alert, empty_state};
use crate::components::badge::{Tone, badge};
use crate::components::data_list::text;
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::span;
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{Permission, UnitId};

/// Something that is wrong with a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitProblem {
    /// No heartbeat ever.
    NeverSeen,
    /// No heartbeat for too long.
    Silent,
    /// The clock is off by more than the gate allows.
    ClockOff,
    /// The oldest queued packet nears the unit's own deadline.
    QueueOld,
    /// Sequence numbers are missing.
    Gaps,
    /// The certificate expires within a month.
    CertificateExpires,
    /// The unit was suspended.
    Suspended,
    /// The certificate was revoked.
    Revoked,
}

/// One unit.
#[derive(Clone, Debug)]
pub struct UnitRow {
    /// The unit.
    pub id: UnitId,
    /// Its name.
    pub name: String,
    /// The location's name.
    pub location: String,
    /// Its lane.
    pub lane: u32,
    /// The last heartbeat.
    pub last_heartbeat: Option<Timestamp>,
    /// Offset of its clock in milliseconds.
    pub clock_offset_ms: Option<i64>,
    /// Packets that wait in the unit.
    pub queue_length: Option<u64>,
    /// Capture of the oldest of them.
    pub oldest_queued: Option<Timestamp>,
    /// Sequence numbers that never arrived.
    pub missing: u64,
    /// Version of its software.
    pub software: Option<String>,
    /// What is wrong; nothing is healthy.
    pub problems: Vec<UnitProblem>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct UnitsPage {
    /// Ages are told from here.
    pub now: Timestamp,
    /// The units in the order in which they are shown.
    pub rows: Vec<UnitRow>,
}

impl Page for UnitsPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.units.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Units)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.units;
        let content = if self.rows.is_empty() {
            empty_state(t.empty_heading, t.empty)
        } else {
            view! { {summary(&self, frame.texts)}{list(&self, frame.texts)} }.into_any()
        };
        let may_add = frame.viewer.as_ref().is_some_and(|viewer| viewer.role.allows(Permission::ManageUnits));
        let add = may_add.then(|| {
            view! { <a class="utrecht-button utrecht-button--primary-action pw-button-link" href=paths::UNITS_NEW>{frame.texts.unit.new_title}</a> }
        });
        view! {
            <div class="pw-intro"><h1 class="utrecht-heading-1">{t.title}</h1>{add}</div>
            {content}
        }
        .into_any()
    }
}

fn summary(page: &UnitsPage, texts: &'static Texts) -> AnyView {
    let t = &texts.units;
    let bad = page.rows.iter().filter(|row| !row.problems.is_empty()).count();
    let all = page.rows.len();
    if bad == 0 {
        alert(Kind::Ok, None, fill(t.summary_ok, &[&all]))
    } else {
        alert(Kind::Warning, None, fill(t.summary_bad, &[&bad, &all]))
    }
}

fn list(page: &UnitsPage, texts: &'static Texts) -> AnyView {
    let t = &texts.units;
    let columns = vec![t.unit, t.location, t.health, t.heartbeat, t.clock, t.queue, t.missing, t.software];
    let rows = page.rows.iter().map(|row| unit(row, page.now, texts)).collect();
    Table { id: "unit-list", caption: t.list, caption_hidden: true, columns, rows }.view()
}

fn unit(row: &UnitRow, now: Timestamp, texts: &'static Texts) -> Vec<AnyView> {
    let t = &texts.units;
    let none = texts.layout.unknown;
    let ago = |at: Timestamp| fill(t.ago, &[&span(now.duration_since(at), texts)]);
    let place = view! { <span class="pw-table__main">{row.location.clone()}</span><span class="pw-table__sub">{fill(t.lane, &[&row.lane])}</span> };
    vec![
        view! { <a class="utrecht-link utrecht-link--html-a" href=paths::unit(row.id)>{row.name.clone()}</a> }.into_any(),
        place.into_any(),
        health(&row.problems, texts),
        text(row.last_heartbeat.map_or_else(|| none.to_owned(), ago)),
        text(row.clock_offset_ms.map_or_else(|| none.to_owned(), |offset| format!("{offset} ms"))),
        queue(row, now, texts),
        text(row.missing.to_string()),
        text(row.software.clone().unwrap_or_else(|| none.to_owned())),
    ]
}

pub(crate) fn health(problems: &[UnitProblem], texts: &'static Texts) -> AnyView {
    let t = &texts.units;
    if problems.is_empty() {
        return badge(Tone::Good, t.healthy);
    }
    let badges: Vec<AnyView> = problems.iter().map(|problem| problem_badge(*problem, texts)).collect();
    view! { <span class="pw-badges">{badges}</span> }.into_any()
}

fn problem_badge(problem: UnitProblem, texts: &'static Texts) -> AnyView {
    let t = &texts.units;
    match problem {
        UnitProblem::NeverSeen => badge(Tone::Soon, t.never_seen),
        UnitProblem::Silent => badge(Tone::Urgent, t.silent),
        UnitProblem::ClockOff => badge(Tone::Urgent, t.clock_off),
        UnitProblem::QueueOld => badge(Tone::Urgent, t.queue_old),
        UnitProblem::Gaps => badge(Tone::Soon, t.gaps),
        UnitProblem::CertificateExpires => badge(Tone::Soon, t.certificate_expires),
        UnitProblem::Suspended => badge(Tone::Calm, t.suspended),
        UnitProblem::Revoked => badge(Tone::Calm, t.revoked),
    }
}

fn queue(row: &UnitRow, now: Timestamp, texts: &'static Texts) -> AnyView {
    let t = &texts.units;
    let length =
        row.queue_length.map_or_else(|| texts.layout.unknown.to_owned(), |length| length.to_string());
    let oldest = row.oldest_queued.map(|at| {
        let words = fill(t.queue_oldest, &[&span(now.duration_since(at), texts)]);
        view! { <span class="pw-table__sub">{words}</span> }
    });
    view! { <span class="pw-table__main">{length}</span>{oldest} }.into_any()
}
