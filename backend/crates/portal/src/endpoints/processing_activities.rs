//! The record of processing activities, for whoever follows an address in the processing log. No personal data.

use actix_web::HttpResponse;
use actix_web::web::Path;
use poortwacht_services::{ServiceError, processing_register};
use serde::Serialize;

use crate::failure::Failure;
use crate::visit::Guest;

/// `GET /processing-activities`
pub(crate) async fn list(guest: Guest) -> Result<HttpResponse, Failure> {
    Ok(json(&processing_register::register(guest.services()).await?))
}

/// `GET /processing-activities/{activity}`
pub(crate) async fn show(guest: Guest, activity: Path<String>) -> Result<HttpResponse, Failure> {
    match processing_register::activity(guest.services(), &activity).await {
        Ok(view) => Ok(json(&view)),
        Err(ServiceError::NotFound(_)) => Ok(unknown()),
        Err(error) => Err(error.into()),
    }
}

fn json(view: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok().json(view)
}

/// What the address named is not repeated.
fn unknown() -> HttpResponse {
    let problem = serde_json::json!({
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "no such processing activity; GET /processing-activities lists them",
    });
    HttpResponse::NotFound().content_type("application/problem+json").body(problem.to_string())
}
