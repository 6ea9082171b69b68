//! The month of incidents for the management, as a page and as files.

use actix_web::HttpResponse;
use actix_web::web::{Form, Query};
use poortwacht_frontend::FieldErrors;
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::pages::incident_month::{IncidentMonthForm, IncidentMonthPage, IncidentMonthQuery};
use poortwacht_frontend::texts::{Language, Texts};
use poortwacht_services::ServiceError;
use poortwacht_services::incidents as service;
use poortwacht_services::statement::IncidentStatementWords;

use super::compliance::pdf;
use super::log::download;
use crate::failure::Failure;
use crate::form;
use crate::visit::Visit;

/// `GET /incidents/month`
pub(crate) async fn show(visit: Visit, query: Query<IncidentMonthQuery>) -> Result<HttpResponse, Failure> {
    let query = query.into_inner();
    match service::monthly(visit.services(), visit.actor(), &query.month).await {
        Ok(found) => {
            Ok(visit.show(IncidentMonthPage { query, errors: FieldErrors::none(), found: Some(found) }))
        }
        Err(error) => {
            let errors = form::complaints(error, &["month"])?;
            Ok(visit.show_again(IncidentMonthPage { query, errors, found: None }))
        }
    }
}

/// `POST /incidents/month`
pub(crate) async fn file(visit: Visit, form: Form<IncidentMonthForm>) -> Result<HttpResponse, Failure> {
    let (services, actor) = (visit.services(), visit.actor());
    let made = match form.file.as_str() {
        "statement" => service::monthly_statement(services, actor, &form.month, words()).await.map(pdf),
        "table" => service::monthly_table(services, actor, &form.month)
            .await
            .map(|(month, bytes)| Ok(download(&format!("incidenten-{month}.csv"), bytes))),
        _ => return Err(Failure::Page(ErrorKind::BadRequest)),
    };
    match made {
        Ok(answer) => answer,
        Err(ServiceError::Invalid(_)) => Err(Failure::Page(ErrorKind::BadRequest)),
        Err(error) => Err(error.into()),
    }
}

/// The words of the report. It is in Dutch, whatever language its reader chose for the portal.
const fn words() -> IncidentStatementWords {
    let texts = Texts::of(Language::Dutch);
    IncidentStatementWords { kind: texts.incident_labels.kind, not_judged: texts.incidents.not_judged }
}
