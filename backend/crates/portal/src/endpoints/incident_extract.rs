//! Extracts of the ledger that are secured with an incident.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Form, Path};
use poortwacht_frontend::pages::incident_extract::IncidentExtractPage;
use poortwacht_frontend::pages::incident_scope::ScopeForm;
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::incidents::{self as service, ExtentRequest};
use poortwacht_services::statement::Statement;

use super::incidents::read;
use crate::failure::Failure;
use crate::notice;
use crate::visit::Visit;
use crate::{form, page};

const FIELDS: [&str; 2] = ["from", "until"];

/// `GET /incidents/{number}/extracts`
pub(crate) async fn show(visit: Visit, number: Path<String>) -> Result<HttpResponse, Failure> {
    let (number, form) = (read(&number)?, ScopeForm::default());
    Ok(visit.show(IncidentExtractPage { number, form, errors: FieldErrors::none() }))
}

/// `POST /incidents/{number}/extracts`
pub(crate) async fn send(
    visit: Visit,
    number: Path<String>,
    typed: Form<ScopeForm>,
) -> Result<HttpResponse, Failure> {
    let (number, form) = (read(&number)?, typed.into_inner());
    let request = ExtentRequest { from: form.from.clone(), until: form.until.clone() };
    match service::secure(visit.services(), visit.actor(), number, &request).await {
        Ok(_) => Ok(page::see(&notice::on(&paths::incident(number), notice::SAVED))),
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            Ok(visit.show_again(IncidentExtractPage { number, form, errors }))
        }
    }
}

/// `POST /incidents/{number}/extracts/{extract}`
pub(crate) async fn download(visit: Visit, place: Path<(String, String)>) -> Result<HttpResponse, Failure> {
    let (number, extract) = (read(&place.0)?, read(&place.1)?);
    let Statement { file_name, bytes } =
        service::download(visit.services(), visit.actor(), number, extract).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/pdf"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")))
        .body(bytes))
}
