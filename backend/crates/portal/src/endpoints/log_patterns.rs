//! What stands out in the ledger.

use actix_web::HttpResponse;
use actix_web::web::Query;
use poortwacht_domain::WeeklyWindow;
use poortwacht_frontend::FieldErrors;
use poortwacht_frontend::pages::log_patterns::{
    LogFinding, LogPatterns, LogPatternsPage, LogPatternsQuery, LogSignal, LogThresholds,
};
use poortwacht_services::log_book::{
    self, Finding, LONGEST_DAYS, Patterns, PatternsRequest, Signal, SignalSettings,
};

use super::log_lines::mention;
use crate::failure::Failure;
use crate::form;
use crate::visit::Visit;

/// `GET /log/patterns`
pub(crate) async fn show(visit: Visit, query: Query<LogPatternsQuery>) -> Result<HttpResponse, Failure> {
    let query = query.into_inner();
    let asked = PatternsRequest { from: query.from.clone(), until: query.until.clone() };
    match log_book::patterns(visit.services(), visit.actor(), &asked).await {
        Ok(found) => {
            let found = Some(patterns(found));
            Ok(visit.show(LogPatternsPage {
                query,
                longest: LONGEST_DAYS,
                errors: FieldErrors::none(),
                found,
            }))
        }
        Err(error) => {
            let errors = form::complaints(error, &["from", "until"])?;
            Ok(visit.show_again(LogPatternsPage { query, longest: LONGEST_DAYS, errors, found: None }))
        }
    }
}

fn patterns(found: Patterns) -> LogPatterns {
    LogPatterns {
        from: found.from,
        until: found.until,
        findings: found.findings.into_iter().map(finding).collect(),
        incomplete: found.incomplete,
        disclosures: found.disclosures,
        thresholds: thresholds(found.settings),
    }
}

fn finding(finding: Finding) -> LogFinding {
    LogFinding {
        signal: signal(finding.signal),
        account: finding.account.map(|account| (account.id.to_string(), account.name)),
        case: finding.case.map(mention),
        address: finding.address.map(|address| address.to_string()),
        day: finding.day,
        count: finding.count,
        threshold: finding.threshold,
    }
}

const fn signal(signal: Signal) -> LogSignal {
    match signal {
        Signal::ViewsWithoutDecision => LogSignal::ViewsWithoutDecision,
        Signal::Searches => LogSignal::Searches,
        Signal::OddHours => LogSignal::OddHours,
        Signal::NewAddress => LogSignal::NewAddress,
        Signal::FailedLogins => LogSignal::FailedLogins,
        Signal::ManyViewers => LogSignal::ManyViewers,
        Signal::Disclosures => LogSignal::Disclosures,
    }
}

fn thresholds(settings: SignalSettings) -> LogThresholds {
    LogThresholds {
        views_without_decision: settings.views_without_decision,
        searches: settings.searches,
        odd_acts: settings.odd_acts,
        failed_logins: (settings.failed_logins, settings.failed_logins_of_account),
        viewers: settings.viewers,
        disclosures: settings.disclosures,
        known_addresses_days: settings.known_addresses_days,
        usual: WeeklyWindow {
            days: settings.usual_days,
            from: settings.usual_from,
            until: settings.usual_until,
        },
    }
}
