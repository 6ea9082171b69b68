//! Reporting an incident, with an account and without one.

use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, HOST};
use actix_web::web::{Form, Query};
use actix_web::{HttpRequest, HttpResponse};
use jiff::SignedDuration;
use poortwacht_domain::Permission;
use poortwacht_domain::incident::{IncidentField, IncidentWords};
use poortwacht_frontend::pages::incident_form::{IncidentReportPage, Sent};
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::incidents::{self as service, Typed};

use super::incidents::again;
use crate::app::Shared;
use crate::failure::Failure;
use crate::notice::{self, Told};
use crate::visit::{Guest, Visit};
use crate::{form, page};

/// How long readers may rely on the address of the form (RFC 9116 asks for less than a year).
const EXPIRES: SignedDuration = SignedDuration::from_hours(24 * 90);

/// `GET /incidents/report`
pub(crate) async fn show(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    Ok(visit.show(blank(false, told.is_reported().then_some(Sent::Taken))))
}

/// `POST /incidents/report`: to the register where the reporter may read it, else to the form that says thanks.
pub(crate) async fn send(visit: Visit, typed: Form<Typed>) -> Result<HttpResponse, Failure> {
    match service::report(visit.services(), visit.actor(), &typed).await {
        Ok(_) => {
            let reads = visit.actor().role.allows(Permission::ManageIncidents);
            let place = if reads { paths::INCIDENTS } else { paths::INCIDENT_REPORT };
            Ok(page::see(&notice::on(place, notice::REPORTED)))
        }
        Err(error) => {
            let errors = form::complaints(error, IncidentField::CODES)?;
            Ok(visit.show_again(IncidentReportPage { filled: again(&typed), errors, ..blank(false, None) }))
        }
    }
}

/// `GET /report-incident`
pub(crate) async fn show_openly(guest: Guest) -> HttpResponse {
    guest.show(StatusCode::OK, blank(true, None))
}

/// `POST /report-incident`: says whether it was taken, and nothing of the register.
pub(crate) async fn send_openly(guest: Guest, typed: Form<Typed>) -> Result<HttpResponse, Failure> {
    match service::report_as_visitor(guest.services(), &guest.visitor, &typed).await {
        Ok(true) => Ok(guest.show(StatusCode::OK, blank(true, Some(Sent::Taken)))),
        Ok(false) => {
            let page = IncidentReportPage { filled: again(&typed), ..blank(true, Some(Sent::TooMany)) };
            Ok(guest.show(StatusCode::TOO_MANY_REQUESTS, page))
        }
        Err(error) => {
            let errors = form::complaints(error, IncidentField::CODES)?;
            let page = IncidentReportPage { filled: again(&typed), errors, ..blank(true, None) };
            Ok(guest.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
    }
}

fn blank(openly: bool, sent: Option<Sent>) -> IncidentReportPage {
    IncidentReportPage { openly, filled: IncidentWords::new(), errors: FieldErrors::none(), sent }
}

/// `GET /.well-known/security.txt` (RFC 9116)
pub(crate) async fn security_txt(request: HttpRequest) -> Result<HttpResponse, Failure> {
    let shared = Shared::of(&request)?;
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let origin = shared.public_origin().map_or_else(|| format!("https://{host}"), ToOwned::to_owned);
    let now = shared.services().now();
    let expires = now.saturating_add(EXPIRES).unwrap_or(now).strftime("%Y-%m-%dT%H:%M:%SZ");
    let mail = shared.security_contact().map(|contact| format!("Contact: {contact}\n")).unwrap_or_default();
    let form = format!("{origin}{}", paths::REPORT_OPENLY);
    let canonical = format!("{origin}{}", paths::SECURITY_TXT);
    let lines = format!(
        "{mail}Contact: {form}\nExpires: {expires}\nPreferred-Languages: nl, en\nCanonical: {canonical}\n"
    );
    Ok(HttpResponse::Ok().insert_header(ContentType::plaintext()).body(lines))
}
