//! The ledger's month in numbers, to be printed. Nobody's name stands in it.

use crate::components::control::{Control, Input};
use crate::components::data_list::{data_list, text};
use crate::components::form::error_summary;
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::log::{LogQuery, tabs};
use crate::pages::log_row::act;
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day, minute};
use jiff::Timestamp;
use jiff::civil::Date;
use leptos::prelude::*;
use poortwacht_domain::{Act, ActKind, Month};
use serde::Deserialize;

/// `GET /log/summary`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LogSummaryQuery {
    /// The month, `YYYY-MM`.
    pub month: String,
}

/// The month.
#[derive(Clone, Debug)]
pub struct LogSummary {
    /// Which.
    pub month: Month,
    /// First and last day.
    pub days: (Date, Date),
    /// Acts by outcome: done, refused, failed.
    pub acts: Vec<(Act, [u64; 3])>,
    /// Failed logins by day: on own accounts, and with names that nobody has.
    pub failed_logins: Vec<(Date, u64, u64)>,
    /// Refusals by their reason, in words.
    pub refusals: Vec<(String, u64)>,
    /// Changes by administrators and the operator.
    pub administration: Vec<(Act, u64)>,
    /// Addresses from which an account came for the first time.
    pub new_addresses: u64,
    /// Connections of strangers that were closed.
    pub strangers: u64,
    /// Refused requests without a session or with an unknown certificate.
    pub nameless: u64,
    /// Starts of server processes.
    pub starts: u64,
    /// Emergency stops: when, which of both, the listener's code.
    pub emergencies: Vec<(Timestamp, Act, String)>,
    /// The last verification, and whether the ledger was sound.
    pub verified: Option<(Timestamp, bool)>,
    /// The last cosignature: when, whose, entries since.
    pub witnessed: Option<(Timestamp, String, u64)>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct LogSummaryPage {
    /// The month as typed.
    pub query: LogSummaryQuery,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// Nothing while the month must be corrected.
    pub found: Option<LogSummary>,
}

impl Page for LogSummaryPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.summary.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Log)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.summary;
        let month = self.found.as_ref().map(|found| found.month.to_string());
        let heading = month.as_ref().map_or_else(|| t.title.to_owned(), |month| fill(t.heading, &[month]));
        view! {
            <h1 class="utrecht-heading-1">{heading}</h1>
            <p class="utrecht-paragraph pw-lead pw-unprinted">{t.lead}</p>
            <div class="pw-unprinted">{tabs(Some(paths::LOG_SUMMARY), frame)}</div>
            {error_summary(&self.errors, &[("month", t.month)], texts)}
            {choose(&self, month.as_deref(), texts)}
            {self.found.as_ref().map(|found| everything(found, texts))}
        }
        .into_any()
    }
}

fn choose(page: &LogSummaryPage, month: Option<&str>, texts: &'static Texts) -> AnyView {
    let t = &texts.summary;
    let control = Control::new("month", t.month, &page.errors, texts).hint(t.month_hint);
    let value = month.unwrap_or(&page.query.month);
    let file = month.map(|month| {
        let place = format!("{}?month={month}", paths::LOG_SUMMARY_FILE);
        view! { <a class="utrecht-link utrecht-link--html-a" href=place>{t.file}</a> }
    });
    view! {
        <form class="pw-form pw-card pw-unprinted" method="get" action=paths::LOG_SUMMARY aria-label=t.month>
            {control.input(Input { max: Some(7), ..Input::of("month") }, value)}
            <p class="pw-log__actions"><button class="utrecht-button utrecht-button--primary-action" type="submit">{t.submit}</button>{file}</p>
        </form>
    }
    .into_any()
}

fn everything(found: &LogSummary, texts: &'static Texts) -> AnyView {
    let t = &texts.summary;
    let kind = ActKind::Administration.as_str().to_owned();
    let (from, until) = found.days;
    let changes = LogQuery { kind, from: from.to_string(), until: until.to_string(), ..LogQuery::default() };
    view! {
        <div class="pw-columns">
            {section(t.sound, data_list(soundness(found, texts)))}
            {section(t.security, data_list(totals(found, texts)))}
        </div>
        {section(t.stops, stops(found, texts))}
        {section(t.per_day, per_day(found, texts))}
        {section(t.refusals, refusals(found, texts))}
        {section(t.administration, administration(found, texts))}
        <p class="utrecht-paragraph pw-unprinted"><a class="utrecht-link utrecht-link--html-a" href=changes.address()>{t.look}</a></p>
        {section(t.acts, acts(found, texts))}
    }
    .into_any()
}

fn section(heading: &'static str, content: AnyView) -> AnyView {
    view! { <section class="pw-section"><h2 class="utrecht-heading-2">{heading}</h2>{content}</section> }
        .into_any()
}

fn soundness(found: &LogSummary, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let t = &texts.summary;
    let verified = match found.verified {
        None => t.verified_never.to_owned(),
        Some((at, true)) => fill(t.verified_sound, &[&minute(at, texts)]),
        Some((at, false)) => fill(t.verified_failed, &[&minute(at, texts)]),
    };
    let witnessed = found.witnessed.as_ref().map_or_else(
        || t.witnessed_never.to_owned(),
        |(at, witness, unseen)| fill(t.witnessed_at, &[&minute(*at, texts), witness, unseen]),
    );
    vec![(t.verified, text(verified)), (t.witnessed, text(witnessed))]
}

fn totals(found: &LogSummary, texts: &'static Texts) -> Vec<(&'static str, AnyView)> {
    let t = &texts.summary;
    let refused: u64 = found.refusals.iter().map(|(_, count)| count).sum();
    let own: u64 = found.failed_logins.iter().map(|(_, own, _)| own).sum();
    let unknown: u64 = found.failed_logins.iter().map(|(_, _, unknown)| unknown).sum();
    let number = |count: u64| text(count.to_string());
    vec![
        (t.refused, number(refused)),
        (t.failed_logins, number(own)),
        (t.unknown_logins, number(unknown)),
        (t.new_addresses, number(found.new_addresses)),
        (t.nameless, number(found.nameless)),
        (t.strangers, number(found.strangers)),
        (t.starts, number(found.starts)),
    ]
}

fn none(words: &'static str) -> AnyView {
    view! { <p class="utrecht-paragraph">{words}</p> }.into_any()
}

fn stops(found: &LogSummary, texts: &'static Texts) -> AnyView {
    let t = &texts.summary;
    if found.emergencies.is_empty() {
        return none(t.stops_none);
    }
    let listener = |code: &str| match code {
        "intake" => t.listener_intake.to_owned(),
        "portal" => t.listener_portal.to_owned(),
        other => other.to_owned(),
    };
    let items = found.emergencies.iter().map(|(at, done, code)| {
        let words = format!("{}: {}, {}", minute(*at, texts), act(*done, texts), listener(code));
        view! { <li>{words}</li> }
    });
    view! { <ul class="utrecht-paragraph">{items.collect_view()}</ul> }.into_any()
}

fn per_day(found: &LogSummary, texts: &'static Texts) -> AnyView {
    let t = &texts.summary;
    if found.failed_logins.is_empty() {
        return none(t.per_day_none);
    }
    let row = |(date, own, unknown): &(Date, u64, u64)| {
        vec![text(day(*date, texts)), text(own.to_string()), text(unknown.to_string())]
    };
    let rows = found.failed_logins.iter().map(row).collect();
    let columns = vec![t.day, t.own, t.unknown];
    Table { id: "log-failed-logins", caption: t.per_day, caption_hidden: true, columns, rows }.view()
}

fn refusals(found: &LogSummary, texts: &'static Texts) -> AnyView {
    let t = &texts.summary;
    if found.refusals.is_empty() {
        return none(t.refusals_none);
    }
    let row = |(reason, count): &(String, u64)| vec![text(reason.clone()), text(count.to_string())];
    let rows = found.refusals.iter().map(row).collect();
    Table {
        id: "log-refusals",
        caption: t.refusals,
        caption_hidden: true,
        columns: vec![t.reason, t.count],
        rows,
    }
    .view()
}

fn administration(found: &LogSummary, texts: &'static Texts) -> AnyView {
    let t = &texts.summary;
    if found.administration.is_empty() {
        return none(t.administration_none);
    }
    let row = |(done, count): &(Act, u64)| vec![text(act(*done, texts)), text(count.to_string())];
    let rows = found.administration.iter().map(row).collect();
    let columns = vec![t.act, t.count];
    Table { id: "log-administration", caption: t.administration, caption_hidden: true, columns, rows }.view()
}

fn acts(found: &LogSummary, texts: &'static Texts) -> AnyView {
    let t = &texts.summary;
    if found.acts.is_empty() {
        return none(t.acts_none);
    }
    let row = |(done, counts): &(Act, [u64; 3])| {
        let numbers = counts.iter().map(|count| text(count.to_string()));
        std::iter::once(text(act(*done, texts))).chain(numbers).collect()
    };
    let rows = found.acts.iter().map(row).collect();
    let columns = vec![t.act, texts.log.done, texts.log.refused, texts.log.failed];
    Table { id: "log-acts", caption: t.acts, caption_hidden: true, columns, rows }.view()
}
