//! Locations: what is missing for export, and the way to each dossier.

use crate::components::alert::{Kind, alert, empty_state};
use crate::components::badge::{Tone, badge};
use crate::components::data_list::text;
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day, moment};
use jiff::Timestamp;
use jiff::civil::Date;
use leptos::prelude::*;
use poortwacht_domain::LocationId;

/// What keeps a location's cases from being exported, or turns them into letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// No consent holds today.
    NoConsent,
    /// The consent of today ends on this day and none follows it.
    ConsentEnds(Date),
    /// The last inspection found a fault.
    SignFault,
    /// The signs were never inspected, or last on this day, too long ago.
    NotInspected(Option<Date>),
    /// No unit stands here that may deliver.
    NoUnits,
    /// A warning period runs until this day.
    WarningUntil(Date),
    /// Nothing is enforced here today.
    Inactive,
}

/// One location.
#[derive(Clone, Debug)]
pub struct LocationRow {
    /// The location.
    pub id: LocationId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its sign.
    pub sign: String,
    /// Counts the changes.
    pub version: i64,
    /// When the dossier last changed.
    pub updated_at: Timestamp,
    /// What is missing; nothing is as it should be.
    pub missing: Vec<Missing>,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocationNotice {
    /// A location was added.
    Added,
    /// A dossier has a new version.
    Saved,
    /// A form said what the dossier said already.
    Unchanged,
}

/// The page.
#[derive(Clone, Debug)]
pub struct LocationsPage {
    /// By name.
    pub rows: Vec<LocationRow>,
}

impl Page for LocationsPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.locations.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Locations)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.locations;
        let content = if self.rows.is_empty() {
            empty_state(t.empty_heading, t.empty)
        } else {
            let columns = vec![t.name, t.sign, t.missing, t.version, t.changed];
            let rows = self.rows.iter().map(|row| location(row, frame.texts)).collect();
            Table { id: "location-list", caption: t.list, caption_hidden: true, columns, rows }.view()
        };
        view! {
            <div class="pw-intro">
                <h1 class="utrecht-heading-1">{t.title}</h1>
                <a class="utrecht-button utrecht-button--primary-action pw-button-link" href=paths::LOCATIONS_NEW>{t.add}</a>
            </div>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {content}
        }
        .into_any()
    }
}

fn location(row: &LocationRow, texts: &'static Texts) -> Vec<AnyView> {
    let name = view! {
        <a class="utrecht-link utrecht-link--html-a" href=paths::location(row.id)>{row.name.clone()}</a>
        <span class="pw-table__sub">{row.code.clone()}</span>
    };
    vec![
        name.into_any(),
        text(row.sign.clone()),
        missing(&row.missing, texts),
        text(row.version.to_string()),
        moment(row.updated_at, texts),
    ]
}

/// What is missing, as marks.
pub(crate) fn missing(all: &[Missing], texts: &'static Texts) -> AnyView {
    if all.is_empty() {
        return badge(Tone::Good, texts.locations.complete);
    }
    let marks: Vec<AnyView> = all.iter().map(|missing| mark(*missing, texts)).collect();
    view! { <span class="pw-badges">{marks}</span> }.into_any()
}

fn mark(missing: Missing, texts: &'static Texts) -> AnyView {
    let t = &texts.locations;
    match missing {
        Missing::NoConsent => badge(Tone::Urgent, t.no_consent),
        Missing::ConsentEnds(until) => badge(Tone::Soon, fill(t.consent_ends, &[&day(until, texts)])),
        Missing::SignFault => badge(Tone::Urgent, t.sign_fault),
        Missing::NotInspected(None) => badge(Tone::Urgent, t.never_inspected),
        Missing::NotInspected(Some(last)) => {
            badge(Tone::Urgent, fill(t.inspection_overdue, &[&day(last, texts)]))
        }
        Missing::NoUnits => badge(Tone::Soon, t.no_units),
        Missing::WarningUntil(until) => badge(Tone::Soon, fill(t.warning_until, &[&day(until, texts)])),
        Missing::Inactive => badge(Tone::Calm, t.inactive),
    }
}

/// What was just done, in words.
pub(crate) fn told(notice: LocationNotice, texts: &'static Texts) -> AnyView {
    let t = &texts.locations;
    match notice {
        LocationNotice::Added => alert(Kind::Ok, None, t.added),
        LocationNotice::Saved => alert(Kind::Ok, None, t.saved),
        LocationNotice::Unchanged => alert(Kind::Info, None, t.unchanged),
    }
}
