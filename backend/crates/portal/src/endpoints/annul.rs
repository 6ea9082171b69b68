//! Noting that a sanction was taken back.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path};
use poortwacht_domain::CaseRef;
use poortwacht_frontend::pages::annul::{AnnulForm, AnnulPage};
use poortwacht_frontend::paths;
use poortwacht_services::{ServiceError, export};

use crate::failure::Failure;
use crate::form;
use crate::page;
use crate::visit::Visit;

const FIELDS: [&str; 2] = ["annulment_ground", "annulment_document"];

/// `POST /cases/{reference}/annul`
pub(crate) async fn annul(
    visit: Visit,
    reference: Path<String>,
    form: Form<AnnulForm>,
) -> Result<HttpResponse, Failure> {
    let filled = form.into_inner();
    let typed = export::AnnulForm {
        ground: filled.annulment_ground.clone(),
        document: filled.annulment_document.clone(),
    };
    let done = export::annul(visit.services(), visit.actor(), &reference, &typed).await;
    let reference = CaseRef::parse(&reference).map_err(|_| ServiceError::NotFound("case"))?;
    match done {
        Ok(()) => Ok(page::see(&paths::case(&reference))),
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            Ok(visit.show_again(AnnulPage { reference, filled, errors }))
        }
    }
}
