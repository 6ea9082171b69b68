//! One exemption: what it says now, and everything it said before.

use crate::components::alert::{Kind, alert};
use crate::components::data_list::{data_list, text};
use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::pages::exemptions::{ExemptionNotice, ExemptionRow, cells, end_button, is_over};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::moment;
use jiff::Timestamp;
use leptos::prelude::*;

/// What a change touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangedField {
    /// The plate.
    Plate,
    /// The holder.
    Holder,
    /// The kind.
    Category,
    /// First or last day.
    Validity,
    /// Hours of the week.
    Windows,
    /// Locations.
    Locations,
}

/// An exemption as it was for a time. Not printable: it holds a plate and a holder.
#[derive(Clone)]
pub struct VersionRow {
    /// What it said.
    pub row: ExemptionRow,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// By whom; nothing for the operator or another system.
    pub entered_by: Option<String>,
    /// Who ended it, if a person did.
    pub ended_by: Option<String>,
    /// What is different from the one before.
    pub changed: Vec<ChangedField>,
}

/// The page. Not printable.
#[derive(Clone)]
pub struct ExemptionPage {
    /// Tells whether it is over.
    pub now: Timestamp,
    /// What it says now, and before, the latest first.
    pub versions: Vec<VersionRow>,
    /// What was just done.
    pub notice: Option<ExemptionNotice>,
}

impl Page for ExemptionPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.exemptions.one_title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Exemptions)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.exemptions;
        let notice = self.notice.map(|_| alert(Kind::Ok, None, t.changed));
        let current = self.versions.first().map(|version| current(version, self.now, frame));
        view! {
            <h1 class="utrecht-heading-1">{t.one_title}</h1>
            {notice}
            {current}
            <h2 class="utrecht-heading-2">{t.history}</h2>
            <p class="utrecht-paragraph pw-quiet">{t.history_lead}</p>
            {history(&self, frame.texts)}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::EXEMPTIONS>{t.back}</a></p>
        }
        .into_any()
    }
}

fn current(version: &VersionRow, now: Timestamp, frame: &Frame) -> AnyView {
    let (texts, t) = (frame.texts, &frame.texts.exemptions);
    let names = [t.plate, t.category, t.holder, t.valid, t.hours, t.locations, t.state];
    let facts = names.into_iter().zip(cells(&version.row, now, texts)).collect();
    let actions = (!is_over(&version.row, now)).then(|| {
        view! {
            <div class="utrecht-button-group utrecht-button-group--row">
                <a class="utrecht-button utrecht-button--primary-action pw-button-link" href=paths::exemption_change(version.row.id)>{t.change}</a>
                {end_button(&version.row, frame)}
            </div>
        }
    });
    view! { <div class="pw-card">{data_list(facts)}{actions}</div> }.into_any()
}

fn history(page: &ExemptionPage, texts: &'static Texts) -> AnyView {
    let t = &texts.exemptions;
    let columns = vec![
        t.entered,
        t.entered_by,
        t.what,
        t.plate,
        t.category,
        t.holder,
        t.valid,
        t.hours,
        t.locations,
        t.state,
    ];
    let rows = page.versions.iter().map(|version| {
        let by = version.entered_by.clone().unwrap_or_else(|| t.by_system.to_owned());
        let mut row = vec![moment(version.entered_at, texts), text(by), text(what(version, texts))];
        row.extend(cells(&version.row, page.now, texts));
        row
    });
    let rows = rows.collect();
    Table { id: "exemption-history", caption: t.history, caption_hidden: true, columns, rows }.view()
}

fn what(version: &VersionRow, texts: &'static Texts) -> String {
    let t = &texts.exemptions;
    let mut words = if version.changed.is_empty() {
        t.first.to_owned()
    } else {
        let fields: Vec<&str> = version.changed.iter().map(|field| name(*field, texts)).collect();
        fill(t.changed_fields, &[&fields.join(", ")])
    };
    if let Some(by) = &version.ended_by {
        words = format!("{words} {}", fill(t.ended_by, &[by]));
    }
    words
}

const fn name(field: ChangedField, texts: &'static Texts) -> &'static str {
    let t = &texts.exemptions;
    match field {
        ChangedField::Plate => t.plate,
        ChangedField::Holder => t.holder,
        ChangedField::Category => t.category,
        ChangedField::Validity => t.valid,
        ChangedField::Windows => t.hours,
        ChangedField::Locations => t.locations,
    }
}
