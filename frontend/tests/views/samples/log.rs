//! The ledger's pages.

use super::{Named, Say, errors_of, frame, now, reference};
use jiff::civil::{date, time};
use poortwacht_domain::{Act, CaseState, LogReason, Month, Role, Weekday, WeeklyWindow};
use poortwacht_frontend::pages::log::{LogAccount, LogLines, LogPage, LogQuery};
use poortwacht_frontend::pages::log_case::{LogCasePage, LogReader};
use poortwacht_frontend::pages::log_export::{ExportForm, LogExportPage};
use poortwacht_frontend::pages::log_patterns::{
    LogFinding, LogPatterns, LogPatternsPage, LogPatternsQuery, LogSignal, LogThresholds,
};
use poortwacht_frontend::pages::log_row::{CaseMention, LogOutcome, LogRow, LogWho};
use poortwacht_frontend::pages::log_summary::{LogSummary, LogSummaryPage, LogSummaryQuery};
use poortwacht_frontend::{FieldErrors, Problem, render};

pub fn supervisor(say: Say) -> Named {
    let frame = frame(Some(Role::PrivacyOfficer), say);
    let wrong = errors_of(&[("reason", Problem::Required), ("case", Problem::NotAReference)]);
    let unexported =
        errors_of(&[("export_reason", Problem::Required), ("explanation", Problem::ContainsPlate)]);
    let too_long = errors_of(&[("from", Problem::PeriodTooLong { max: 92 })]);
    let query = LogQuery { case: say("0000"), ..LogQuery::default() };
    let form = ExportForm { explanation: say("audit 2026"), ..ExportForm::of(&query) };
    vec![
        ("log", render(&frame, log(say, FieldErrors::none(), Some(rows(say))))),
        ("log-empty", render(&frame, log(say, FieldErrors::none(), Some(Vec::new())))),
        ("log-errors", render(&frame, LogPage { query, ..log(say, wrong, None) })),
        (
            "log-export-errors",
            render(&frame, LogExportPage { form, errors: unexported, most_in_file: 10_000 }),
        ),
        ("log-case", render(&frame, of_case(say))),
        ("log-patterns", render(&frame, patterns(FieldErrors::none(), Some(found(say))))),
        ("log-patterns-errors", render(&frame, patterns(too_long, None))),
        ("log-summary", render(&frame, summary(Some(month(say))))),
        ("log-summary-empty", render(&frame, summary(None))),
    ]
}

pub(super) fn row(say: Say, act: Act, who: LogWho, outcome: LogOutcome) -> LogRow {
    LogRow {
        number: "2026-2/1234".into(),
        at: now(),
        who,
        origin: Some("192.0.2.7".into()),
        act,
        case: Some(CaseMention::Present(reference(9))),
        reason: Some(say("beoordeling")),
        outcome,
        about: None,
        detail: vec![say("pictures=2")],
    }
}

fn rows(say: Say) -> Vec<LogRow> {
    let officer = LogWho::Account { name: say("P. Voorbeeld"), role: Role::Officer };
    let failed = LogRow {
        case: None,
        about: Some(say("P. Voorbeeld")),
        ..row(say, Act::LoginFailed, LogWho::System, LogOutcome::Failed)
    };
    vec![
        row(say, Act::CaseShown, officer.clone(), LogOutcome::Done),
        LogRow {
            case: Some(CaseMention::Destroyed(None)),
            ..row(say, Act::Searched, officer, LogOutcome::Refused)
        },
        failed,
        row(say, Act::CaseReceived, LogWho::Unit(say("dom-noord-1")), LogOutcome::Done),
        row(say, Act::Destroyed, LogWho::Job(say("retention")), LogOutcome::Done),
        row(say, Act::AccountAdded, LogWho::Operator, LogOutcome::Done),
    ]
}

fn log(say: Say, errors: FieldErrors, rows: Option<Vec<LogRow>>) -> LogPage {
    LogPage {
        query: LogQuery { kind: "views".into(), before: "2026-2/2000".into(), ..LogQuery::default() },
        errors,
        accounts: vec![LogAccount {
            id: "0198c5f2-7b1a-7c3e-9d54-2f6b8a901234".into(),
            name: say("P. Voorbeeld"),
        }],
        found: rows.map(|rows| LogLines {
            rows,
            next: Some("2026-2/1234".into()),
            reason: LogReason::Supervision,
        }),
        most_in_file: 10_000,
    }
}

fn of_case(say: Say) -> LogCasePage {
    let who = LogWho::Account { name: say("P. Voorbeeld"), role: Role::Officer };
    LogCasePage {
        reference: reference(9),
        state: CaseState::Confirmed,
        readers: vec![LogReader { who, views: 3, first: now(), last: now() }],
        rows: rows(say),
    }
}

fn patterns(errors: FieldErrors, found: Option<LogPatterns>) -> LogPatternsPage {
    LogPatternsPage { query: LogPatternsQuery::default(), longest: 92, errors, found }
}

fn finding(say: Say, signal: LogSignal) -> LogFinding {
    LogFinding {
        signal,
        account: Some(("0198c5f2-7b1a-7c3e-9d54-2f6b8a901234".into(), say("P. Voorbeeld"))),
        case: None,
        address: None,
        day: Some(date(2026, 11, 22)),
        count: 25,
        threshold: 20,
    }
}

fn found(say: Say) -> LogPatterns {
    let of_case = LogFinding {
        account: None,
        day: None,
        case: Some(CaseMention::Present(reference(9))),
        ..finding(say, LogSignal::ManyViewers)
    };
    let address = LogFinding { address: Some("192.0.2.77".into()), ..finding(say, LogSignal::NewAddress) };
    let failed = LogFinding { account: None, ..finding(say, LogSignal::FailedLogins) };
    LogPatterns {
        from: date(2026, 10, 24),
        until: date(2026, 11, 22),
        findings: vec![
            finding(say, LogSignal::Searches),
            finding(say, LogSignal::OddHours),
            of_case,
            address,
            failed,
        ],
        incomplete: true,
        disclosures: vec![(Act::DossierIssued, 3), (Act::LedgerExported, 1)],
        thresholds: LogThresholds {
            views_without_decision: 20,
            searches: 20,
            odd_acts: 5,
            failed_logins: (15, 5),
            viewers: 5,
            disclosures: 10,
            known_addresses_days: 30,
            usual: WeeklyWindow {
                days: Weekday::ALL.to_vec(),
                from: time(7, 0, 0, 0),
                until: time(23, 0, 0, 0),
            },
        },
    }
}

fn summary(found: Option<LogSummary>) -> LogSummaryPage {
    LogSummaryPage { query: LogSummaryQuery::default(), errors: FieldErrors::none(), found }
}

fn month(say: Say) -> LogSummary {
    LogSummary {
        month: Month::of(now()),
        days: (date(2026, 11, 1), date(2026, 11, 30)),
        acts: vec![(Act::CaseShown, [412, 0, 0]), (Act::LoginFailed, [0, 0, 7])],
        failed_logins: vec![(date(2026, 11, 3), 4, 1), (date(2026, 11, 9), 3, 0)],
        refusals: vec![(say("geen recht om te zoeken"), 2)],
        administration: vec![(Act::AccountAdded, 1)],
        new_addresses: 1,
        strangers: 12,
        nameless: 4,
        starts: 2,
        emergencies: vec![(now(), Act::EmergencyClosed, "portal".into())],
        verified: Some((now(), true)),
        witnessed: Some((now(), say("rekenkamer"), 3)),
    }
}
