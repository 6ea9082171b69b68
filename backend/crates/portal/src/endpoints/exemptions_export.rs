//! All exemptions as a file.

use actix_web::HttpResponse;
use actix_web::web::Form;
use poortwacht_frontend::FieldErrors;
use poortwacht_frontend::pages::exemption_export::{ExemptionsExportForm, ExemptionsExportPage};
use poortwacht_services::exemptions::{self, ExportRequest};

use super::log::download;
use crate::failure::Failure;
use crate::form;
use crate::visit::Visit;

/// `GET /exemptions/export`
pub(crate) async fn show(visit: Visit) -> Result<HttpResponse, Failure> {
    let form = ExemptionsExportForm::default();
    Ok(visit.show(ExemptionsExportPage { form, errors: FieldErrors::none() }))
}

/// `POST /exemptions/export`
pub(crate) async fn send(visit: Visit, form: Form<ExemptionsExportForm>) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let asked = ExportRequest { reason: form.reason.clone(), explanation: form.explanation.clone() };
    match exemptions::export(visit.services(), visit.actor(), asked).await {
        Ok(file) => Ok(download(&file.file_name, file.bytes)),
        Err(error) => {
            let errors = form::complaints(error, &["reason", "explanation"])?;
            Ok(visit.show_again(ExemptionsExportPage { form, errors }))
        }
    }
}
