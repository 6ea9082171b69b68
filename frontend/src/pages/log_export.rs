//! Taking entries of the ledger out as a file: with a reason, an explanation, and the filter of the list.

use crate::components::control::{Control, Input};
use crate::components::form::{error_summary, form_token};
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::log::{LogQuery, reasons};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use leptos::prelude::*;
use serde::Deserialize;

/// `POST /log/export`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ExportForm {
    /// Ties the form to the session.
    pub form_token: String,
    /// Id of an account.
    pub account: String,
    /// Case reference.
    pub case: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Code of a kind of act.
    pub kind: String,
    /// Code of an outcome.
    pub outcome: String,
    /// Only entries before this number.
    pub before: String,
    /// Code of the reason.
    pub export_reason: String,
    /// The reason in words.
    pub explanation: String,
}

impl ExportForm {
    /// The form for what a list shows, from its newest entry on.
    #[must_use]
    pub fn of(query: &LogQuery) -> Self {
        let LogQuery { account, case, from, until, kind, outcome, reason, .. } = query.clone();
        Self { account, case, from, until, kind, outcome, export_reason: reason, ..Self::default() }
    }

    /// The list that the file is made from.
    #[must_use]
    pub fn query(&self) -> LogQuery {
        let Self { account, case, from, until, kind, outcome, export_reason, .. } = self.clone();
        LogQuery { account, case, from, until, kind, outcome, reason: export_reason, before: String::new() }
    }
}

/// The form by itself, to be corrected.
#[derive(Clone, Debug)]
pub struct LogExportPage {
    /// What the form holds.
    pub form: ExportForm,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// Lines in one file at most.
    pub most_in_file: u32,
}

impl Page for LogExportPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.log.export_title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Log)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let t = &frame.texts.log;
        let labels = [("export_reason", t.reason), ("explanation", t.explanation), ("before", t.before)];
        view! {
            <h1 class="utrecht-heading-1">{t.export_title}</h1>
            {error_summary(&self.errors, &labels, frame.texts)}
            <div class="pw-card">{form(&self.form, &self.errors, self.most_in_file, frame)}</div>
            <p class="utrecht-paragraph"><a class="utrecht-link utrecht-link--html-a" href=self.form.query().address()>{t.export_back}</a></p>
        }
        .into_any()
    }
}

/// The form below a list, folded away.
pub(crate) fn folded(values: &ExportForm, most: u32, frame: &Frame) -> AnyView {
    let form = form(values, &FieldErrors::none(), most, frame);
    view! {
        <details class="pw-card pw-log__export">
            <summary class="pw-log__summary">{frame.texts.log.export}</summary>
            {form}
        </details>
    }
    .into_any()
}

fn form(values: &ExportForm, errors: &FieldErrors, most: u32, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.log;
    let hidden = [
        ("account", &values.account),
        ("case", &values.case),
        ("from", &values.from),
        ("until", &values.until),
        ("kind", &values.kind),
        ("outcome", &values.outcome),
    ];
    let hidden = hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value.clone()/> });
    let field = |name, label| Control::new(name, label, errors, texts);
    let words = |max| Input { max: Some(max), ..Input::of("text") };
    view! {
        <form class="pw-form" method="post" action=paths::LOG_EXPORT>
            {form_token(frame)}
            {hidden.collect_view()}
            <p class="utrecht-paragraph">{fill(t.export_lead, &[&most])}</p>
            <div class="pw-grid">
                {field("export_reason", t.reason).select(reasons(texts), &values.export_reason)}
                {field("explanation", t.explanation).hint(t.explanation_hint).input(words(300), &values.explanation)}
                {field("before", t.before).optional(texts).hint(t.before_hint).input(words(40), &values.before)}
            </div>
            <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.download}</button>
        </form>
    }
    .into_any()
}
