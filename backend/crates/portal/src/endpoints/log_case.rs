//! The ledger of one case.

use actix_web::HttpResponse;
use actix_web::web::{Path, Query};
use poortwacht_frontend::pages::log_case::{LogCasePage, LogCaseQuery, LogReader};
use poortwacht_services::log_book::{self, CaseLog, Reader};

use super::log_lines::{row, who};
use crate::failure::Failure;
use crate::visit::Visit;

/// `GET /log/cases/{reference}`
pub(crate) async fn show(
    visit: Visit,
    reference: Path<String>,
    query: Query<LogCaseQuery>,
) -> Result<HttpResponse, Failure> {
    let found = log_book::of_case(visit.services(), visit.actor(), &reference, &query.reason).await?;
    Ok(visit.show(page(found, &visit)))
}

fn page(found: CaseLog, visit: &Visit) -> LogCasePage {
    let texts = visit.frame().texts;
    let reader = |reader: Reader| LogReader {
        who: who(reader.who),
        views: reader.views,
        first: reader.first,
        last: reader.last,
    };
    LogCasePage {
        reference: found.reference,
        state: found.state,
        readers: found.readers.into_iter().map(reader).collect(),
        rows: found.lines.into_iter().map(|line| row(line, texts)).collect(),
    }
}
