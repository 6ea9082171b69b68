//! From an entry of the ledger to a line on a page.

use poortwacht_frontend::pages::log_row::{CaseMention, LogOutcome, LogRow, LogWho};
use poortwacht_frontend::texts::Texts;
use poortwacht_services::log_book::{self, Outcome};

use super::case::in_words;

/// A line of a list.
pub(super) fn row(line: log_book::LogLine, texts: &'static Texts) -> LogRow {
    LogRow {
        number: line.number,
        at: line.at,
        who: who(line.who),
        origin: line.origin.map(|origin| origin.to_string()),
        act: line.act,
        case: line.case.map(mention),
        reason: line.reason.map(|code| in_words(&code, texts)),
        outcome: outcome(line.outcome),
        about: line.about,
        detail: line.detail.into_iter().map(|(key, value)| format!("{key}={value}")).collect(),
    }
}

/// Who acted.
pub(super) fn who(who: log_book::LogWho) -> LogWho {
    match who {
        log_book::LogWho::Account { id, name, role } => {
            LogWho::Account { name: if name.is_empty() { id.to_string() } else { name }, role }
        }
        log_book::LogWho::Unit(name) => LogWho::Unit(name),
        log_book::LogWho::Client(name) => LogWho::Client(name),
        log_book::LogWho::Job(name) => LogWho::Job(name),
        log_book::LogWho::Operator => LogWho::Operator,
        log_book::LogWho::System => LogWho::System,
    }
}

/// The case that an entry is about.
pub(super) fn mention(case: log_book::CaseMention) -> CaseMention {
    match case {
        log_book::CaseMention::Present(reference) => CaseMention::Present(reference),
        log_book::CaseMention::Destroyed(reference) => CaseMention::Destroyed(reference),
    }
}

const fn outcome(outcome: Outcome) -> LogOutcome {
    match outcome {
        Outcome::Done => LogOutcome::Done,
        Outcome::Refused => LogOutcome::Refused,
        Outcome::Failed => LogOutcome::Failed,
    }
}
