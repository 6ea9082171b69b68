//! A file of exemptions: upload one, or go on with one that waits.

use crate::components::alert::{Kind, alert};
use crate::components::data_list::text;
use crate::components::form::{error_summary, form_token};
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::moment;
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::RecordId;

/// A file that waits.
#[derive(Clone, Debug)]
pub struct WaitingRow {
    /// Its id.
    pub id: RecordId,
    /// When it was uploaded.
    pub created_at: Timestamp,
    /// How many lines.
    pub lines: u64,
    /// How many wrong cells.
    pub wrong: u64,
}

/// The page.
#[derive(Clone, Debug)]
pub struct ImportPage {
    /// Files that wait.
    pub waiting: Vec<WaitingRow>,
    /// The most megabytes of a file.
    pub most: usize,
    /// What must be corrected.
    pub errors: FieldErrors,
}

impl Page for ImportPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.exemption_import.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Exemptions)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.exemption_import;
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {error_summary(&self.errors, &[("file", t.file)], frame.texts)}
            {upload(&self, frame)}
            {waiting(&self, frame.texts)}
            {format(frame.texts)}
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=paths::EXEMPTIONS>{t.back}</a></p>
        }
        .into_any()
    }
}

fn upload(page: &ImportPage, frame: &Frame) -> AnyView {
    let t = &frame.texts.exemption_import;
    let problem = page.errors.of("file").map(|problem| problem.text(frame.texts));
    let described = if problem.is_some() { "field-file-hint field-file-error" } else { "field-file-hint" };
    let invalid = problem.is_some().then_some("true");
    let problem = problem.map(|words| {
        view! { <div class="utrecht-form-field-error-message" id="field-file-error">{words}</div> }
    });
    view! {
        <form class="pw-form pw-card" method="post" action=paths::EXEMPTION_IMPORTS enctype="multipart/form-data">
            {form_token(frame)}
            <div class="utrecht-form-field pw-field">
                <label class="utrecht-form-label" for="field-file">{t.file}</label>
                <div class="utrecht-form-field-description" id="field-file-hint">{fill(t.file_hint, &[&page.most])}</div>
                {problem}
                <input class="utrecht-textbox utrecht-textbox--html-input" id="field-file" name="file" type="file" accept=".csv,text/csv"
                    required aria-describedby=described aria-invalid=invalid/>
            </div>
            <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.upload}</button>
        </form>
    }
    .into_any()
}

fn waiting(page: &ImportPage, texts: &'static Texts) -> Option<AnyView> {
    if page.waiting.is_empty() {
        return None;
    }
    let t = &texts.exemption_import;
    let columns = vec![t.received, t.lines, t.wrong, t.action];
    let rows = page.waiting.iter().map(|file| {
        let open = view! { <a class="utrecht-link utrecht-link--html-a" href=paths::exemption_import(file.id)>{t.open}</a> };
        let numbers = [text(file.lines.to_string()), text(file.wrong.to_string())];
        std::iter::once(moment(file.created_at, texts)).chain(numbers).chain([open.into_any()]).collect()
    });
    let rows = rows.collect();
    let table =
        Table { id: "import-waiting", caption: t.waiting, caption_hidden: false, columns, rows }.view();
    Some(table)
}

fn format(texts: &'static Texts) -> AnyView {
    let t = &texts.exemption_import;
    view! {
        <h2 class="utrecht-heading-2">{t.format}</h2>
        <p class="utrecht-paragraph">{t.format_lead}</p>
        <pre class="pw-code" tabindex="0"><code>{t.example}</code></pre>
        {alert(Kind::Info, None, t.format_rules)}
    }
    .into_any()
}
