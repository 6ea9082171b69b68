//! A line of the ledger in words.

use crate::components::badge::{Tone, badge};
use crate::components::data_list::text;
use crate::components::table::Table;
use crate::frame::Frame;
use crate::paths;
use crate::texts::{Texts, fill};
use crate::time::exact_moment;
use jiff::Timestamp;
use leptos::prelude::*;
use poortwacht_domain::{Act, ActKind, CaseRef, Role};

/// Who acted.
#[derive(Clone, Debug)]
pub enum LogWho {
    /// An account.
    Account {
        /// Its name, or its id once the name is gone.
        name: String,
        /// Its role at that moment.
        role: Role,
    },
    /// A roadside unit, by its name.
    Unit(String),
    /// A permit system, by its name.
    Client(String),
    /// A scheduled job, by its name.
    Job(String),
    /// The command line.
    Operator,
    /// The server itself.
    System,
}

/// The case that an entry is about.
#[derive(Clone, Debug)]
pub enum CaseMention {
    /// It is there.
    Present(CaseRef),
    /// Its data has been destroyed; its reference, while that is known.
    Destroyed(Option<CaseRef>),
}

/// How an act ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogOutcome {
    /// It happened.
    Done,
    /// It was not allowed.
    Refused,
    /// It was tried and did not succeed.
    Failed,
}

impl LogOutcome {
    /// All of them, with their codes.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Done, "done"), (Self::Refused, "refused"), (Self::Failed, "failed")];

    pub(crate) const fn words(self, texts: &'static Texts) -> &'static str {
        match self {
            Self::Done => texts.log.done,
            Self::Refused => texts.log.refused,
            Self::Failed => texts.log.failed,
        }
    }
}

/// One line.
#[derive(Clone, Debug)]
pub struct LogRow {
    /// Half year and position, for example `2026-2/1234`.
    pub number: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: LogWho,
    /// From which address.
    pub origin: Option<String>,
    /// What.
    pub act: Act,
    /// About which case.
    pub case: Option<CaseMention>,
    /// The reason, in words.
    pub reason: Option<String>,
    /// How it ended.
    pub outcome: LogOutcome,
    /// The account that it concerns, where that is not who acted.
    pub about: Option<String>,
    /// Further codes and counts.
    pub detail: Vec<String>,
}

/// Lines as a table. `why` goes along with links to a case's own log; nothing where the page is that log.
pub(crate) fn table(
    id: &'static str,
    caption: &'static str,
    rows: &[LogRow],
    why: Option<&str>,
    frame: &Frame,
) -> AnyView {
    let t = &frame.texts.log;
    let mut columns = vec![t.when, t.who, t.what, t.case, t.reason, t.outcome, t.origin];
    if why.is_none() {
        columns.retain(|column| *column != t.case);
    }
    let rows = rows.iter().map(|row| cells(row, why, frame.texts)).collect();
    Table { id, caption, caption_hidden: true, columns, rows }.view()
}

fn cells(row: &LogRow, why: Option<&str>, texts: &'static Texts) -> Vec<AnyView> {
    let when = view! { {exact_moment(row.at, texts)}<span class="pw-table__sub">{row.number.clone()}</span> };
    let mut cells = vec![when.into_any(), who(&row.who, texts), what(row, why.is_none(), texts)];
    cells.extend(why.map(|why| case(row.case.as_ref(), why, texts)));
    cells.extend([
        text(row.reason.clone().unwrap_or_default()),
        outcome(row.outcome, texts),
        text(row.origin.clone().unwrap_or_default()),
    ]);
    cells
}

/// Who acted, with the role or nature below.
pub(crate) fn who(who: &LogWho, texts: &'static Texts) -> AnyView {
    let t = &texts.log;
    match who {
        LogWho::Account { name, role } => {
            let role = (texts.labels.role)(*role);
            view! { <span class="pw-table__main">{name.clone()}</span><span class="pw-table__sub">{role}</span> }.into_any()
        }
        LogWho::Unit(name) => text(fill(t.unit, &[name])),
        LogWho::Client(name) => text(fill(t.client, &[name])),
        LogWho::Job(name) => text(fill(t.job, &[name])),
        LogWho::Operator => text(t.operator),
        LogWho::System => text(t.system),
    }
}

/// The act in words. A search is no act on a case here.
pub(crate) fn act(act: Act, texts: &'static Texts) -> &'static str {
    match act {
        Act::Searched => texts.log.searched,
        other => (texts.labels.act)(other),
    }
}

fn what(row: &LogRow, mark_views: bool, texts: &'static Texts) -> AnyView {
    let is_view = mark_views && row.act.kind() == ActKind::Views && row.outcome == LogOutcome::Done;
    let mark = is_view.then(|| view! { " "{badge(Tone::Soon, texts.log.view)} });
    let about = row.about.as_ref().map(|name| fill(texts.log.about, &[name]));
    let further: Vec<String> = about.into_iter().chain(row.detail.iter().cloned()).collect();
    let further = (!further.is_empty())
        .then(|| view! { <span class="pw-table__sub pw-log__detail">{further.join(", ")}</span> });
    view! { <span class="pw-table__main">{act(row.act, texts)}{mark}</span>{further} }.into_any()
}

fn case(case: Option<&CaseMention>, why: &str, texts: &'static Texts) -> AnyView {
    let link = |reference: &CaseRef, words: String| {
        let place = format!("{}?reason={why}", paths::log_case(reference));
        view! { <a class="utrecht-link utrecht-link--html-a pw-reference" href=place>{words}</a> }.into_any()
    };
    match case {
        None => text(""),
        Some(CaseMention::Present(reference)) => link(reference, reference.as_str().to_owned()),
        Some(CaseMention::Destroyed(None)) => text(texts.log.destroyed),
        Some(CaseMention::Destroyed(Some(reference))) => {
            link(reference, fill(texts.log.destroyed_case, &[&reference.as_str()]))
        }
    }
}

fn outcome(outcome: LogOutcome, texts: &'static Texts) -> AnyView {
    let tone = match outcome {
        LogOutcome::Done => Tone::Calm,
        LogOutcome::Refused | LogOutcome::Failed => Tone::Urgent,
    };
    badge(tone, outcome.words(texts))
}
