//! The ledger's month in numbers, as a page and as a file.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::web::Query;
use jiff::civil::Date;
use poortwacht_frontend::FieldErrors;
use poortwacht_frontend::pages::log_summary::{LogSummary, LogSummaryPage, LogSummaryQuery};
use poortwacht_frontend::texts::Texts;
use poortwacht_services::log_book::{self, Summary};

use super::case::in_words;
use super::log::download;
use crate::failure::Failure;
use crate::form;
use crate::visit::Visit;

/// `GET /log/summary`
pub(crate) async fn show(visit: Visit, query: Query<LogSummaryQuery>) -> Result<HttpResponse, Failure> {
    let query = query.into_inner();
    match log_book::summary(visit.services(), visit.actor(), &query.month).await {
        Ok(found) => {
            let found = Some(summary(found, visit.frame().texts));
            Ok(visit.show(LogSummaryPage { query, errors: FieldErrors::none(), found }))
        }
        Err(error) => {
            let errors = form::complaints(error, &["month"])?;
            Ok(visit.show_again(LogSummaryPage { query, errors, found: None }))
        }
    }
}

/// `GET /log/summary.csv`
pub(crate) async fn file(visit: Visit, query: Query<LogSummaryQuery>) -> Result<HttpResponse, Failure> {
    let (month, bytes) = log_book::summary_file(visit.services(), visit.actor(), &query.month).await?;
    Ok(download(&format!("logboek-{month}.csv"), bytes))
}

fn summary(found: Summary, texts: &'static Texts) -> LogSummary {
    let refusals = found.refusals.iter().map(|(reason, count)| (in_words(reason, texts), *count));
    let first = found.month.first_day();
    LogSummary {
        month: found.month,
        days: (first, first.last_of_month()),
        administration: found.administration().collect(),
        refusals: refusals.collect(),
        failed_logins: per_day(&found.failed_logins, &found.unknown_logins),
        acts: found.acts.into_iter().collect(),
        new_addresses: found.new_addresses,
        strangers: found.strangers,
        nameless: found.nameless,
        starts: found.starts,
        emergencies: found.emergencies.into_iter().map(|stop| (stop.at, stop.act, stop.listener)).collect(),
        verified: found.verified.map(|check| (check.at, check.sound)),
        witnessed: found.witnessed.map(|last| (last.at, last.witness, last.unseen)),
    }
}

fn per_day(own: &BTreeMap<Date, u64>, unknown: &BTreeMap<Date, u64>) -> Vec<(Date, u64, u64)> {
    let mut days: BTreeMap<Date, (u64, u64)> = own.iter().map(|(day, count)| (*day, (*count, 0))).collect();
    for (day, count) in unknown {
        days.entry(*day).or_default().1 = *count;
    }
    days.into_iter().map(|(day, (own, unknown))| (day, own, unknown)).collect()
}
