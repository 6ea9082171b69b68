//! Zones: the list.

use crate::components::alert::{Kind, alert, empty_state};
use crate::components::data_list::text;
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::Texts;
use leptos::prelude::*;
use poortwacht_domain::ZoneId;

/// One zone.
#[derive(Clone, Debug)]
pub struct ZoneRow {
    /// The zone.
    pub id: ZoneId,
    /// Its name.
    pub name: String,
    /// Names of its locations.
    pub locations: Vec<String>,
    /// Exemptions that name it and are not over.
    pub exemptions: u64,
    /// Counts the changes.
    pub version: i64,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneNotice {
    /// A zone was made.
    Added,
    /// A zone was changed.
    Changed,
    /// A form said what was there already.
    Unchanged,
    /// A zone was closed.
    Closed,
}

/// The page.
#[derive(Clone, Debug)]
pub struct ZonesPage {
    /// By name.
    pub rows: Vec<ZoneRow>,
    /// What was just done.
    pub notice: Option<ZoneNotice>,
}

impl Page for ZonesPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.zones.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Exemptions)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.zones;
        let content = if self.rows.is_empty() {
            empty_state(t.empty_heading, t.empty)
        } else {
            let columns = vec![t.name, t.locations, t.exemptions, t.version];
            let rows = self.rows.iter().map(zone).collect();
            Table { id: "zone-list", caption: t.list, caption_hidden: true, columns, rows }.view()
        };
        view! {
            <div class="pw-intro">
                <h1 class="utrecht-heading-1">{t.title}</h1>
                <a class="utrecht-button utrecht-button--primary-action pw-button-link" href=paths::ZONES_NEW>{t.add}</a>
            </div>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {self.notice.map(|notice| told(notice, frame.texts))}
            {content}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::EXEMPTIONS>{t.back_to_exemptions}</a></p>
        }
        .into_any()
    }
}

fn zone(row: &ZoneRow) -> Vec<AnyView> {
    let name = row.name.clone();
    vec![
        view! { <a class="utrecht-link utrecht-link--html-a" href=paths::zone(row.id)>{name}</a> }.into_any(),
        text(row.locations.join(", ")),
        text(row.exemptions.to_string()),
        text(row.version.to_string()),
    ]
}

/// What was just done, in words.
pub(crate) fn told(notice: ZoneNotice, texts: &'static Texts) -> AnyView {
    let t = &texts.zones;
    match notice {
        ZoneNotice::Added => alert(Kind::Ok, None, t.added),
        ZoneNotice::Changed => alert(Kind::Ok, None, t.changed),
        ZoneNotice::Unchanged => alert(Kind::Info, None, t.unchanged),
        ZoneNotice::Closed => alert(Kind::Ok, None, t.closed),
    }
}
