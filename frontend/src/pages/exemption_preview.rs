//! A file of exemptions before it is imported: what it holds, what it would do, and what is wrong with it.

use crate::components::alert::{Kind, alert};
use crate::components::data_list::{data_list, text};
use crate::components::form::{error_summary, form_token};
use crate::components::plate::plate;
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::exemption_new::{StateCounts, covered, grounds};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day_of, windows};
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{ExemptionCategory, Plate, RecordId, WeeklyWindow};
use serde::Deserialize;

/// `POST /exemptions/imports/{file}`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CommitForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Import the right lines although others are wrong.
    pub skip_wrong: Option<String>,
    /// Reference of the document, for lines that start in the past.
    pub document: String,
    /// Why they were not entered in time.
    pub late_reason: String,
}

/// A wrong cell: its line, its column, and what to do.
#[derive(Clone, Debug)]
pub struct WrongCell {
    /// The line, from 1.
    pub line: usize,
    /// The column, as the file calls it.
    pub field: String,
    /// What is wrong, in the file's language.
    pub message: String,
}

/// One of the first lines. Not printable: it holds a plate and a holder.
#[derive(Clone)]
pub struct PreviewRow {
    /// The plate.
    pub plate: Plate,
    /// The holder.
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
}

/// What a file holds.
#[derive(Clone, Debug, Default)]
pub struct FileCounts {
    /// Lines with something in them.
    pub lines: u64,
    /// Lines that are right.
    pub right: u64,
    /// Those of them that are there just so.
    pub unchanged: u64,
    /// Right lines by kind.
    pub categories: Vec<(ExemptionCategory, u64)>,
    /// Right lines that start in the past.
    pub late: u64,
    /// The cases that those cover.
    pub concerned: StateCounts,
    /// Wrong cells.
    pub wrong: u64,
}

/// The page. Not printable: it holds plates and holders.
#[derive(Clone)]
pub struct PreviewPage {
    /// The file.
    pub id: RecordId,
    /// When it is destroyed if nobody imports it.
    pub destroy_after: Timestamp,
    /// What it holds.
    pub counts: FileCounts,
    /// The first wrong cells.
    pub wrong: Vec<WrongCell>,
    /// The first lines that are right.
    pub rows: Vec<PreviewRow>,
    /// How many lines are recorded, while somebody imports it.
    pub importing: Option<u64>,
    /// What the form holds.
    pub form: CommitForm,
    /// What must be corrected.
    pub errors: FieldErrors,
}

/// How far an import is, in words.
#[must_use]
pub fn import_progress(staged: u64, right: u64, texts: &'static Texts) -> String {
    fill(texts.exemption_import.import_progress, &[&staged, &right])
}

impl Page for PreviewPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.exemption_import.preview_title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Exemptions)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let (texts, t) = (frame.texts, &frame.texts.exemption_import);
        let labels = [("document", texts.exemptions.document), ("late_reason", texts.exemptions.late_reason)];
        let late = (self.counts.late > 0).then(|| covered(&self.counts.concerned, texts));
        view! {
            <h1 class="utrecht-heading-1">{t.preview_title}</h1>
            {error_summary(&self.errors, &labels, texts)}
            {verdict(&self, texts)}
            {progress(&self, texts)}
            {late}
            {counts(&self.counts, texts)}
            {wrong(&self, texts)}
            {first(&self, texts)}
            {actions(&self, frame)}
            <p class="utrecht-paragraph pw-quiet">{fill(t.kept_until, &[&day_of(self.destroy_after, texts)])}</p>
        }
        .into_any()
    }
}

fn verdict(page: &PreviewPage, texts: &'static Texts) -> AnyView {
    let t = &texts.exemption_import;
    if page.importing.is_some() {
        return alert(Kind::Info, Some(t.importing_heading), t.importing);
    }
    if page.counts.lines == 0 && page.counts.wrong == 0 {
        return alert(Kind::Warning, None, t.nothing);
    }
    match page.counts.wrong {
        0 => alert(Kind::Ok, None, fill(t.all_right, &[&page.counts.lines])),
        wrong => {
            let lines = page.counts.lines.saturating_sub(page.counts.right);
            alert(Kind::Error, Some(t.wrong_heading), fill(t.some_wrong, &[&wrong, &lines]))
        }
    }
}

/// How far the import is; a script keeps it up to date.
fn progress(page: &PreviewPage, texts: &'static Texts) -> AnyView {
    let t = &texts.exemption_import;
    let words = page
        .importing
        .map(|staged| format!("{} {}", import_progress(staged, page.counts.right, texts), t.import_reload));
    view! {
        <p class="utrecht-paragraph" role="status" data-island="progress" data-place=paths::exemption_import_progress(page.id)
            data-form="#import" data-after=paths::EXEMPTIONS data-running=page.importing.is_some()>{words}</p>
    }
    .into_any()
}

fn counts(counts: &FileCounts, texts: &'static Texts) -> AnyView {
    let t = &texts.exemption_import;
    let label = texts.labels.exemption_category;
    let kinds: Vec<String> =
        counts.categories.iter().map(|(kind, count)| format!("{}: {count}", label(*kind))).collect();
    let fresh = counts.right.saturating_sub(counts.unchanged);
    let number = |count: u64| text(count.to_string());
    data_list(vec![
        (t.lines, number(counts.lines)),
        (t.fresh, number(fresh)),
        (t.unchanged, number(counts.unchanged)),
        (t.late_lines, number(counts.late)),
        (t.kinds, text(kinds.join(", "))),
    ])
}

fn wrong(page: &PreviewPage, texts: &'static Texts) -> Option<AnyView> {
    if page.wrong.is_empty() {
        return None;
    }
    let t = &texts.exemption_import;
    let columns = vec![t.line, t.column, t.message];
    let rows = page.wrong.iter().map(|cell| {
        let dutch = |words: &str| view! { <span lang="nl">{words.to_owned()}</span> }.into_any();
        vec![text(cell.line.to_string()), dutch(&cell.field), dutch(&cell.message)]
    });
    let rows = rows.collect();
    let table =
        Table { id: "import-wrong", caption: t.wrong_cells, caption_hidden: false, columns, rows }.view();
    Some(
        view! {
            {table}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::exemption_import_wrong(page.id) download>{fill(t.all_wrong, &[&page.counts.wrong])}</a></p>
        }
        .into_any(),
    )
}

fn first(page: &PreviewPage, texts: &'static Texts) -> Option<AnyView> {
    if page.rows.is_empty() {
        return None;
    }
    let (t, e) = (&texts.exemption_import, &texts.exemptions);
    let columns = vec![e.plate, e.category, e.holder, e.valid, e.hours, e.locations];
    let rows = page.rows.iter().map(|row| {
        let period = fill(e.period, &[&day_of(row.valid_from, texts), &day_of(row.valid_until, texts)]);
        let places =
            if row.locations.is_empty() { texts.layout.all.into() } else { row.locations.join(", ") };
        vec![
            plate(&row.plate, None, false),
            text((texts.labels.exemption_category)(row.category)),
            text(row.holder.clone()),
            text(period),
            text(windows(&row.windows, texts)),
            text(places),
        ]
    });
    let rows = rows.collect();
    Some(Table { id: "import-first", caption: t.first_rows, caption_hidden: false, columns, rows }.view())
}

fn actions(page: &PreviewPage, frame: &Frame) -> AnyView {
    let (texts, t) = (frame.texts, &frame.texts.exemption_import);
    let form = &page.form;
    let may_import = page.importing.is_none() && page.counts.right > 0;
    let late = (page.counts.late > 0)
        .then(|| grounds((&form.document, &form.late_reason), &page.errors, t.late_hint, texts));
    let skip = (page.counts.wrong > 0).then(|| {
        view! {
            <label class="pw-check-day"><input type="checkbox" name="skip_wrong" required checked=form.skip_wrong.is_some()/>{t.skip_wrong}</label>
        }
    });
    let import = may_import.then(|| {
        view! {
            <form class="pw-form pw-card" id="import" method="post" action=paths::exemption_import(page.id)>
                {form_token(frame)}
                {late}
                {skip}
                <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.import}</button>
            </form>
        }
    });
    view! {
        {import}
        <form class="pw-form" method="post" action=paths::exemption_import_discard(page.id)>
            {form_token(frame)}
            <button class="utrecht-button utrecht-button--subtle" type="submit">{t.discard}</button>
        </form>
    }
    .into_any()
}
