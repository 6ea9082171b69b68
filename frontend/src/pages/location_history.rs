//! Every version of a location's dossier, with what each changed.

use crate::components::table::Table;
use crate::frame::{Frame, Section};
use crate::pages::location::lines;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::minute;
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{DossierField, LocationId};

/// Why a version came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Motive {
    /// The operator imported it.
    Imported,
    /// An inspection was recorded or corrected.
    Inspected,
    /// In the administrator's words.
    Written(String),
}

/// One part that a version changed.
#[derive(Clone, Debug)]
pub struct FieldChange {
    /// The part.
    pub field: DossierField,
    /// As it was.
    pub before: String,
    /// As it became.
    pub after: String,
}

/// One version.
#[derive(Clone, Debug)]
pub struct VersionRow {
    /// Its number.
    pub number: i64,
    /// When it came to be.
    pub at: Timestamp,
    /// By whom; `None` for the operator.
    pub who: Option<String>,
    /// Why.
    pub motive: Motive,
    /// The document; empty where there is none.
    pub reference: String,
    /// What changed; nothing for the first version.
    pub changed: Vec<FieldChange>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct LocationHistoryPage {
    /// The location.
    pub id: LocationId,
    /// Its name.
    pub name: String,
    /// The newest first.
    pub versions: Vec<VersionRow>,
}

impl Page for LocationHistoryPage {
    fn title(&self, texts: &'static Texts) -> String {
        fill(texts.locations.history_title, &[&self.name])
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Locations)
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.locations;
        let title = self.title(frame.texts);
        let versions = self.versions.into_iter().map(|row| version(row, frame.texts)).collect_view();
        view! {
            <h1 class="utrecht-heading-1">{title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.history_lead}</p>
            {versions}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::location(self.id)>{t.back}</a></p>
        }
        .into_any()
    }
}

fn version(row: VersionRow, texts: &'static Texts) -> AnyView {
    let t = &texts.locations;
    let who = row.who.unwrap_or_else(|| t.operator.to_owned());
    let motive = match row.motive {
        Motive::Imported => t.imported.to_owned(),
        Motive::Inspected => t.by_inspection.to_owned(),
        Motive::Written(words) => words,
    };
    let document = (!row.reference.is_empty()).then(|| format!("{}: {}", t.reference, row.reference));
    let changed = if row.changed.is_empty() {
        view! { <p class="utrecht-paragraph">{t.first_version}</p> }.into_any()
    } else {
        let rows = row.changed.into_iter().map(|change| difference(change, texts)).collect();
        let columns = vec![t.field, t.before, t.after];
        let id = format!("version-{}", row.number);
        Table { id: "", caption: t.changed, caption_hidden: true, columns, rows }.view_as(id)
    };
    view! {
        <section class="pw-section">
            <h2 class="utrecht-heading-2">{fill(t.version_heading, &[&row.number])}</h2>
            <p class="utrecht-paragraph"><strong>{motive}</strong></p>
            <p class="utrecht-paragraph pw-quiet">{format!("{who}, {}", minute(row.at, texts))}</p>
            {document.map(|words| view! { <p class="utrecht-paragraph">{words}</p> })}
            {changed}
        </section>
    }
    .into_any()
}

fn difference(change: FieldChange, texts: &'static Texts) -> Vec<AnyView> {
    let value = |words: String| match (change.field, words.as_str()) {
        (DossierField::BuiltUp, "true") => lines(texts.layout.yes, ""),
        (DossierField::BuiltUp, _) => lines(texts.layout.no, ""),
        (_, words) => lines(words, texts.locations.none),
    };
    let field = (texts.labels.dossier_field)(change.field);
    let (before, after) = (change.before.clone(), change.after.clone());
    vec![field.into_any(), value(before), value(after)]
}
