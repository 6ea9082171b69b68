//! The ledger: the list with its filter, and the list as a file.

use actix_web::HttpResponse;
use actix_web::http::header::{ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Form, Query};
use poortwacht_frontend::FieldErrors;
use poortwacht_frontend::pages::log::{LogAccount, LogLines, LogPage, LogQuery};
use poortwacht_frontend::pages::log_export::{ExportForm, LogExportPage};
use poortwacht_services::log_book::{self, AccountChoice, ExportRequest, LogRequest, LogView, MOST_LINES};
use poortwacht_services::{FieldProblem, ServiceError};

use super::log_lines;
use crate::failure::Failure;
use crate::form;
use crate::visit::Visit;

const FILTER: [&str; 7] = ["account", "case", "from", "until", "kind", "outcome", "reason"];
const EXPORT: [&str; 3] = ["export_reason", "explanation", "before"];
const CSV: &str = "text/csv; charset=utf-8";

/// `GET /log`
pub(crate) async fn show(visit: Visit, query: Query<LogQuery>) -> Result<HttpResponse, Failure> {
    let query = query.into_inner();
    match log_book::list(visit.services(), visit.actor(), &request(&query)).await {
        Ok(view) => {
            let (accounts, found) = found(view, &visit);
            let errors = FieldErrors::none();
            Ok(visit.show(LogPage { query, errors, accounts, found: Some(found), most_in_file: MOST_LINES }))
        }
        Err(error) => {
            let errors = form::complaints(error, &FILTER)?;
            let accounts = choices(log_book::blank(visit.services(), visit.actor()).await?);
            Ok(visit.show_again(LogPage { query, errors, accounts, found: None, most_in_file: MOST_LINES }))
        }
    }
}

/// `POST /log/export`
pub(crate) async fn export(visit: Visit, form: Form<ExportForm>) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let asked = ExportRequest {
        filter: LogRequest { before: form.before.trim().to_owned(), ..request(&form.query()) },
        explanation: form.explanation.clone(),
    };
    match log_book::export(visit.services(), visit.actor(), &asked).await {
        Ok(file) => Ok(download(&file.file_name, file.bytes)),
        Err(error) => {
            let errors = form::complaints(of_export(error), &EXPORT)?;
            Ok(visit.show_again(LogExportPage { form, errors, most_in_file: MOST_LINES }))
        }
    }
}

/// The filter and the file's form stand on one page, so their reasons have names of their own.
fn of_export(error: ServiceError) -> ServiceError {
    let ServiceError::Invalid(problems) = error else { return error };
    let renamed = problems.into_iter().map(|problem| match problem.field.as_str() {
        "reason" => FieldProblem { field: "export_reason".to_owned(), ..problem },
        _ => problem,
    });
    ServiceError::Invalid(renamed.collect())
}

/// A file to be saved, that nothing keeps on the way.
pub(super) fn download(file_name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, CSV))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")))
        .insert_header((ACCEPT_RANGES, "none"))
        .body(bytes)
}

fn request(query: &LogQuery) -> LogRequest {
    let LogQuery { account, case, from, until, kind, outcome, reason, before } = query.clone();
    LogRequest { account, case, from, until, kind, outcome, reason, before }
}

fn found(view: LogView, visit: &Visit) -> (Vec<LogAccount>, LogLines) {
    let texts = visit.frame().texts;
    let rows = view.lines.into_iter().map(|line| log_lines::row(line, texts)).collect();
    (choices(view.accounts), LogLines { rows, next: view.next, reason: view.reason })
}

fn choices(accounts: Vec<AccountChoice>) -> Vec<LogAccount> {
    accounts
        .into_iter()
        .map(|account| LogAccount { id: account.id.to_string(), name: account.name })
        .collect()
}
