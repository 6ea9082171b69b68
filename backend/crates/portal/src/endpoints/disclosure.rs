//! The dossier and the picture for the offender: a form, and a file that is not kept.

use actix_web::HttpResponse;
use actix_web::http::header::{ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Bytes, Form, Path};
use poortwacht_domain::CaseRef;
use poortwacht_frontend::FieldErrors;
use poortwacht_frontend::pages::disclosure::{Closed, DisclosureForm, DisclosurePage};
use poortwacht_frontend::texts::Texts;
use poortwacht_services::ServiceError;
use poortwacht_services::dossier::{self, DisclosureError, DisclosureRequest, Issued, Vocabulary};

use crate::failure::Failure;
use crate::form;
use crate::visit::Visit;

const FIELDS: [&str; 3] = ["recipient", "reason", "explanation"];

/// `POST /cases/{reference}/dossier`
pub(crate) async fn dossier(
    visit: Visit,
    reference: Path<String>,
    form: Form<DisclosureForm>,
) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let words = vocabulary(visit.frame().texts);
    let issued = dossier::issue(visit.services(), visit.actor(), &reference, &request(&form), words).await;
    answer(&visit, &reference, form, issued)
}

/// `POST /cases/{reference}/offender-picture`
pub(crate) async fn offender_picture(
    visit: Visit,
    reference: Path<String>,
    form: Form<DisclosureForm>,
) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let issued = dossier::issue_picture(visit.services(), visit.actor(), &reference, &request(&form)).await;
    answer(&visit, &reference, form, issued)
}

fn request(form: &DisclosureForm) -> DisclosureRequest {
    DisclosureRequest {
        recipient: form.recipient.clone(),
        reason: form.reason.clone(),
        explanation: form.explanation.clone(),
    }
}

/// The file, or the form again with what was typed.
fn answer(
    visit: &Visit,
    reference: &str,
    form: DisclosureForm,
    issued: Result<Issued, DisclosureError>,
) -> Result<HttpResponse, Failure> {
    let (errors, closed) = match issued {
        Ok(file) => return Ok(download(file)),
        Err(DisclosureError::Closed(why)) => (FieldErrors::none(), Some(closed(why))),
        Err(DisclosureError::Service(error)) => (form::complaints(error, &FIELDS)?, None),
    };
    let reference = CaseRef::parse(reference).map_err(|_| ServiceError::NotFound("case"))?;
    Ok(visit.show_again(DisclosurePage { reference, form, errors, closed }))
}

/// Whole, with its exact length, to be saved under its name; nothing keeps it on the way, and its bytes are zeroed once it
/// is sent.
fn download(file: Issued) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, file.media_type))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.file_name)))
        .insert_header((ACCEPT_RANGES, "none"))
        .body(Bytes::from_owner(file.bytes))
}

const fn closed(why: dossier::Closed) -> Closed {
    match why {
        dossier::Closed::Destroyed => Closed::Destroyed,
        dossier::Closed::Dismissed => Closed::Dismissed,
        dossier::Closed::NoVehicle => Closed::NoVehicle,
    }
}

/// The words that the portal has for the domain's lists.
const fn vocabulary(texts: &'static Texts) -> Vocabulary {
    let labels = &texts.labels;
    Vocabulary {
        act: labels.act,
        case_state: labels.case_state,
        dismissal_reason: labels.dismissal_reason,
        disclosure_reason: labels.disclosure_reason,
        mask_reason: labels.mask_reason,
        recipient: labels.recipient,
        role: labels.role,
        vehicle_category: labels.vehicle_category,
        code: labels.code,
    }
}
