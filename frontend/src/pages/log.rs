//! The ledger: newest entries first, with a filter that stands in the address. It holds ids, codes and days, never a name
//! or a plate.

use crate::components::alert::empty_state;
use crate::components::control::{Choice, Control, Input};
use crate::components::form::error_summary;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::log_export::{ExportForm, folded};
use crate::pages::log_row::{LogOutcome, LogRow, table};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use leptos::prelude::*;
use poortwacht_domain::{ActKind, LogReason, Permission};
use serde::Deserialize;

/// `GET /log`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct LogQuery {
    /// Id of an account.
    pub account: String,
    /// Case reference.
    pub case: String,
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day, `YYYY-MM-DD`.
    pub until: String,
    /// Code of a kind of act.
    pub kind: String,
    /// Code of an outcome.
    pub outcome: String,
    /// Code of the reason.
    pub reason: String,
    /// Only entries before this number.
    pub before: String,
}

impl LogQuery {
    /// The address of this list.
    #[must_use]
    pub fn address(&self) -> String {
        let members: Vec<String> = self
            .members()
            .into_iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(name, value)| format!("{name}={}", escaped(value.trim())))
            .collect();
        if members.is_empty() {
            paths::LOG.to_owned()
        } else {
            format!("{}?{}", paths::LOG, members.join("&"))
        }
    }

    fn members(&self) -> [(&'static str, &str); 8] {
        [
            ("account", &self.account),
            ("case", &self.case),
            ("from", &self.from),
            ("until", &self.until),
            ("kind", &self.kind),
            ("outcome", &self.outcome),
            ("reason", &self.reason),
            ("before", &self.before),
        ]
    }
}

/// Percent-encoding for the value of a query.
fn escaped(value: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let one = |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    value.bytes().map(one).collect()
}

/// An account to choose from.
#[derive(Clone, Debug)]
pub struct LogAccount {
    /// Its id.
    pub id: String,
    /// Its name, or its id once the name is gone.
    pub name: String,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct LogLines {
    /// Entries, newest first.
    pub rows: Vec<LogRow>,
    /// The number before which the next page begins.
    pub next: Option<String>,
    /// The reason it was logged with.
    pub reason: LogReason,
}

/// The page.
#[derive(Clone, Debug)]
pub struct LogPage {
    /// The filter.
    pub query: LogQuery,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// Accounts to choose from.
    pub accounts: Vec<LogAccount>,
    /// Nothing while the filter must be corrected.
    pub found: Option<LogLines>,
    /// Lines in one file at most.
    pub most_in_file: u32,
}

impl Page for LogPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.log.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Log)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.log;
        let labels = [
            ("account", t.account),
            ("case", t.case),
            ("from", t.from),
            ("until", t.until),
            ("reason", t.reason),
        ];
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {tabs(Some(paths::LOG), frame)}
            {error_summary(&self.errors, &labels, texts)}
            {filter(&self, texts)}
            {self.found.as_ref().map(|found| lines(&self, found, frame))}
        }
        .into_any()
    }
}

/// The parts of the ledger's pages.
pub(crate) fn tabs(here: Option<&'static str>, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let may_draw = frame.viewer.as_ref().is_some_and(|viewer| viewer.role.allows(Permission::DrawSamples));
    let parts = [
        (paths::LOG, texts.log.tab_list),
        (paths::LOG_PATTERNS, texts.patterns.tab),
        (paths::LOG_SUMMARY, texts.summary.tab),
    ];
    let samples = may_draw.then_some((paths::SAMPLES, texts.samples.tab));
    let links = parts.into_iter().chain(samples).map(|(path, words)| {
        let current = (here == Some(path)).then_some("true");
        view! { <li><a class="pw-tab" href=path aria-current=current>{words}</a></li> }
    });
    view! { <nav class="pw-tabs" aria-label=texts.log.pages><ul class="pw-tabs__list">{links.collect_view()}</ul></nav> }
        .into_any()
}

fn filter(page: &LogPage, texts: &'static Texts) -> AnyView {
    let t = &texts.log;
    let query = &page.query;
    let field = |name, label| Control::new(name, label, &page.errors, texts).optional(texts);
    let reference = Input { max: Some(14), ..Input::of("text") };
    view! {
        <form class="pw-form pw-card" method="get" action=paths::LOG aria-label=t.filter>
            <div class="pw-grid">
                {field("account", t.account).empty_choice(t.anybody).select(accounts(page), &query.account)}
                {field("case", t.case).hint(t.case_hint).input(reference, &query.case)}
                <div class="pw-grid pw-grid--pair">
                    {field("from", t.from).input(Input::of("date"), &query.from)}
                    {field("until", t.until).input(Input::of("date"), &query.until)}
                </div>
                {field("kind", t.kind).empty_choice(t.any_kind).select(kinds(texts), &query.kind)}
                {field("outcome", t.outcome).empty_choice(t.any_outcome).select(outcomes(texts), &query.outcome)}
                {field("reason", t.reason).hint(t.reason_hint).empty_choice(t.own_duty).select(reasons(texts), &query.reason)}
            </div>
            <p class="pw-log__actions">
                <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.submit}</button>
                <a class="utrecht-link utrecht-link--html-a" href=paths::LOG>{t.clear}</a>
            </p>
        </form>
    }
    .into_any()
}

fn accounts(page: &LogPage) -> Vec<Choice> {
    page.accounts.iter().map(|account| (account.id.clone(), account.name.clone())).collect()
}

fn kinds(texts: &'static Texts) -> Vec<Choice> {
    let words = texts.labels.act_kind;
    ActKind::ALL.iter().map(|kind| (kind.as_str().to_owned(), words(*kind).to_owned())).collect()
}

fn outcomes(texts: &'static Texts) -> Vec<Choice> {
    LogOutcome::ALL
        .iter()
        .map(|(outcome, code)| ((*code).to_owned(), outcome.words(texts).to_owned()))
        .collect()
}

/// Reasons to choose from.
pub(crate) fn reasons(texts: &'static Texts) -> Vec<Choice> {
    let words = texts.labels.log_reason;
    LogReason::ALL.iter().map(|reason| (reason.as_str().to_owned(), words(*reason).to_owned())).collect()
}

fn lines(page: &LogPage, found: &LogLines, frame: &Frame) -> AnyView {
    let texts = frame.texts;
    let t = &texts.log;
    let logged = fill(t.logged, &[&(texts.labels.log_reason)(found.reason)]);
    let list = if found.rows.is_empty() {
        empty_state(t.empty_heading, t.empty)
    } else {
        table("log-lines", t.list, &found.rows, Some(found.reason.as_str()), frame)
    };
    let form = ExportForm::of(&page.query);
    view! {
        <p class="utrecht-paragraph pw-quiet">{logged}</p>
        {list}
        {turn(page, found, texts)}
        {(!found.rows.is_empty()).then(|| folded(&form, page.most_in_file, frame))}
    }
    .into_any()
}

fn turn(page: &LogPage, found: &LogLines, texts: &'static Texts) -> Option<AnyView> {
    let t = &texts.log;
    let at = |before: &str| LogQuery { before: before.to_owned(), ..page.query.clone() }.address();
    let link = |href: String, rel: &'static str, words: &'static str| {
        view! { <a class="utrecht-pagination__relative-link" href=href rel=rel>{words}</a> }.into_any()
    };
    let newest = (!page.query.before.is_empty()).then(|| link(at(""), "first", t.newest));
    let older = found.next.as_ref().map(|number| link(at(number), "next", t.older));
    let any = newest.is_some() || older.is_some();
    let view =
        view! { <nav class="utrecht-pagination pw-pagination" aria-label=t.turn>{newest}{older}</nav> };
    any.then(|| view.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_what_was_chosen_and_escapes_the_rest() {
        let query = LogQuery {
            kind: "views".into(),
            before: "2026-2/1234".into(),
            case: " a&b=c é".into(),
            ..LogQuery::default()
        };
        assert_eq!(query.address(), "/log?case=a%26b%3Dc%20%C3%A9&kind=views&before=2026-2/1234");
        assert_eq!(LogQuery::default().address(), "/log");
    }
}
