//! What stands out in the ledger, each count beside its threshold.

use crate::components::alert::{Kind, alert, empty_state};
use crate::components::control::{Control, Input};
use crate::components::data_list::{data_list, text};
use crate::components::form::error_summary;
use crate::components::table::Table;
use crate::forms::FieldErrors;
use crate::frame::{Frame, Section};
use crate::pages::log::{LogQuery, tabs};
use crate::pages::log_row::{CaseMention, act};
use crate::paths;
use crate::render::Page;
use crate::texts::{Texts, fill};
use crate::time::{day, windows};
use jiff::civil::Date;
use leptos::prelude::*;
use poortwacht_domain::{Act, ActKind, LogReason, WeeklyWindow};
use serde::Deserialize;

/// `GET /log/patterns`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LogPatternsQuery {
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day, `YYYY-MM-DD`.
    pub until: String,
}

/// What stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogSignal {
    /// Many cases opened and not decided.
    ViewsWithoutDecision,
    /// Many searches.
    Searches,
    /// Acts outside the usual hours.
    OddHours,
    /// A new address of an account.
    NewAddress,
    /// Many failed logins.
    FailedLogins,
    /// One case was seen by many people.
    ManyViewers,
    /// Many dossiers, pictures or exports.
    Disclosures,
}

impl LogSignal {
    const fn words(self, texts: &'static Texts) -> &'static str {
        let t = &texts.patterns;
        match self {
            Self::ViewsWithoutDecision => t.views_without_decision,
            Self::Searches => t.searches,
            Self::OddHours => t.odd_hours,
            Self::NewAddress => t.new_address,
            Self::FailedLogins => t.failed_logins,
            Self::ManyViewers => t.many_viewers,
            Self::Disclosures => t.disclosures,
        }
    }

    /// The acts that it is about; nothing where it is about all.
    const fn kind(self) -> Option<ActKind> {
        match self {
            Self::ViewsWithoutDecision => Some(ActKind::Views),
            Self::Searches => Some(ActKind::Searches),
            Self::FailedLogins => Some(ActKind::Logins),
            Self::Disclosures => Some(ActKind::Disclosures),
            Self::OddHours | Self::NewAddress | Self::ManyViewers => None,
        }
    }
}

/// One thing that stands out.
#[derive(Clone, Debug)]
pub struct LogFinding {
    /// What.
    pub signal: LogSignal,
    /// Id and name of the account.
    pub account: Option<(String, String)>,
    /// About which case.
    pub case: Option<CaseMention>,
    /// From which address.
    pub address: Option<String>,
    /// On which day; nothing where it is the whole period.
    pub day: Option<Date>,
    /// How many.
    pub count: u64,
    /// From how many on it is listed.
    pub threshold: u64,
}

/// The thresholds that held.
#[derive(Clone, Debug)]
pub struct LogThresholds {
    /// Cases opened and not decided, per account and day.
    pub views_without_decision: u64,
    /// Searches per account and day.
    pub searches: u64,
    /// Acts outside the usual hours, per account and day.
    pub odd_acts: u64,
    /// Failed logins per day, in the municipality and on one account.
    pub failed_logins: (u64, u64),
    /// People per case.
    pub viewers: u64,
    /// Disclosures per account and day.
    pub disclosures: u64,
    /// Days after whose use an address is known.
    pub known_addresses_days: u32,
    /// The usual hours.
    pub usual: WeeklyWindow,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct LogPatterns {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// What stands out.
    pub findings: Vec<LogFinding>,
    /// Whether there is more.
    pub incomplete: bool,
    /// How often something went out.
    pub disclosures: Vec<(Act, u64)>,
    /// The thresholds that held.
    pub thresholds: LogThresholds,
}

/// The page.
#[derive(Clone, Debug)]
pub struct LogPatternsPage {
    /// The period as typed.
    pub query: LogPatternsQuery,
    /// The longest period, in days.
    pub longest: u32,
    /// What must be corrected.
    pub errors: FieldErrors,
    /// Nothing while the period must be corrected.
    pub found: Option<LogPatterns>,
}

impl Page for LogPatternsPage {
    fn title(&self, texts: &'static Texts) -> String {
        texts.patterns.title.into()
    }

    fn section(&self) -> Option<Section> {
        Some(Section::Log)
    }

    fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn body(self, frame: &Frame) -> AnyView {
        let texts = frame.texts;
        let t = &texts.patterns;
        let labels = [("from", texts.log.from), ("until", texts.log.until)];
        view! {
            <h1 class="utrecht-heading-1">{t.title}</h1>
            <p class="utrecht-paragraph pw-lead">{t.lead}</p>
            {tabs(Some(paths::LOG_PATTERNS), frame)}
            {error_summary(&self.errors, &labels, texts)}
            {period(&self, texts)}
            {self.found.as_ref().map(|found| everything(found, texts))}
        }
        .into_any()
    }
}

fn period(page: &LogPatternsPage, texts: &'static Texts) -> AnyView {
    let t = &texts.patterns;
    let typed = |typed: &str, found: Option<Date>| match found {
        Some(day) if typed.is_empty() => day.to_string(),
        _ => typed.to_owned(),
    };
    let from = typed(&page.query.from, page.found.as_ref().map(|found| found.from));
    let until = typed(&page.query.until, page.found.as_ref().map(|found| found.until));
    let field = |name, label| Control::new(name, label, &page.errors, texts);
    view! {
        <form class="pw-form pw-card" method="get" action=paths::LOG_PATTERNS aria-label=t.period>
            <div class="pw-grid pw-grid--pair">
                {field("from", texts.log.from).hint(fill(t.period_hint, &[&page.longest])).input(Input::of("date"), &from)}
                {field("until", texts.log.until).hint(fill(t.period_hint, &[&page.longest])).input(Input::of("date"), &until)}
            </div>
            <button class="utrecht-button utrecht-button--primary-action" type="submit">{t.submit}</button>
        </form>
    }
    .into_any()
}

fn everything(found: &LogPatterns, texts: &'static Texts) -> AnyView {
    let t = &texts.patterns;
    let heading = fill(t.list, &[&day(found.from, texts), &day(found.until, texts)]);
    let list = if found.findings.is_empty() {
        empty_state(t.empty_heading, t.empty)
    } else {
        let columns = vec![t.signal, t.subject, t.day, t.count, t.look];
        let rows = found.findings.iter().map(|finding| cells(finding, found, texts)).collect();
        Table { id: "log-findings", caption: t.list_caption, caption_hidden: true, columns, rows }.view()
    };
    view! {
        <section class="pw-section">
            <h2 class="utrecht-heading-2">{heading}</h2>
            {found.incomplete.then(|| alert(Kind::Warning, None, t.incomplete))}
            {list}
        </section>
        <div class="pw-columns">
            <section class="pw-section"><h2 class="utrecht-heading-2">{t.outgoing}</h2>{outgoing(found, texts)}</section>
            <section class="pw-section">
                <h2 class="utrecht-heading-2">{t.thresholds}</h2>
                <p class="utrecht-paragraph">{t.thresholds_lead}</p>
                {thresholds(&found.thresholds, texts)}
            </section>
        </div>
    }
    .into_any()
}

fn cells(finding: &LogFinding, found: &LogPatterns, texts: &'static Texts) -> Vec<AnyView> {
    let t = &texts.patterns;
    let on = finding.day.map_or_else(|| t.whole.to_owned(), |date| day(date, texts));
    let threshold = fill(t.threshold, &[&finding.threshold]);
    let count = view! { <span class="pw-table__main">{finding.count.to_string()}</span><span class="pw-table__sub">{threshold}</span> };
    let subject = subject(finding, texts);
    let label = fill(t.look_label, &[&finding.signal.words(texts), &subject]);
    let link = place(finding, found).map(|place| {
        view! { <a class="utrecht-link utrecht-link--html-a" href=place aria-label=label>{t.look}</a> }
    });
    vec![text(finding.signal.words(texts)), text(subject), text(on), count.into_any(), link.into_any()]
}

fn subject(finding: &LogFinding, texts: &'static Texts) -> String {
    let t = &texts.patterns;
    match (&finding.account, &finding.case, &finding.address) {
        (Some((_, name)), _, Some(address)) => fill(t.from_address, &[name, address]),
        (Some((_, name)), _, None) => name.clone(),
        (None, Some(CaseMention::Present(reference) | CaseMention::Destroyed(Some(reference))), _) => {
            fill(t.case, &[&reference.as_str()])
        }
        (None, Some(CaseMention::Destroyed(None)), _) => t.case_destroyed.into(),
        (None, None, _) => t.everybody.into(),
    }
}

/// The entries behind a finding. A failed login is nobody's act, so those are listed for everybody.
fn place(finding: &LogFinding, found: &LogPatterns) -> Option<String> {
    let why = LogReason::UnusualPattern.as_str();
    if let Some(CaseMention::Present(reference) | CaseMention::Destroyed(Some(reference))) = &finding.case {
        return Some(format!("{}?reason={why}", paths::log_case(reference)));
    }
    let failed = finding.signal == LogSignal::FailedLogins;
    let account = finding.account.as_ref().filter(|_| !failed).map(|(id, _)| id.clone());
    finding.case.is_none().then(|| {
        LogQuery {
            account: account.unwrap_or_default(),
            from: finding.day.unwrap_or(found.from).to_string(),
            until: finding.day.unwrap_or(found.until).to_string(),
            kind: finding.signal.kind().map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
            outcome: if failed { "failed".into() } else { String::new() },
            reason: why.to_owned(),
            ..LogQuery::default()
        }
        .address()
    })
}

fn outgoing(found: &LogPatterns, texts: &'static Texts) -> AnyView {
    if found.disclosures.is_empty() {
        return view! { <p class="utrecht-paragraph">{texts.patterns.outgoing_none}</p> }.into_any();
    }
    data_list(
        found.disclosures.iter().map(|(done, count)| (act(*done, texts), text(count.to_string()))).collect(),
    )
}

fn thresholds(thresholds: &LogThresholds, texts: &'static Texts) -> AnyView {
    let t = &texts.patterns;
    let per_day = |count: u64| text(fill(t.per_day, &[&count]));
    let (all, own) = thresholds.failed_logins;
    data_list(vec![
        (t.views_without_decision, per_day(thresholds.views_without_decision)),
        (t.searches, per_day(thresholds.searches)),
        (t.odd_hours, per_day(thresholds.odd_acts)),
        (t.usual, text(windows(std::slice::from_ref(&thresholds.usual), texts))),
        (t.failed_logins, text(fill(t.per_municipality_day, &[&all, &own]))),
        (t.many_viewers, text(fill(t.per_case, &[&thresholds.viewers]))),
        (t.disclosures, per_day(thresholds.disclosures)),
        (t.new_address, text(fill(t.known, &[&thresholds.known_addresses_days]))),
    ])
}
