//! Inspections of the signs: their list, a new one, a correction.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path, Query};
use poortwacht_domain::{InspectionResult, RecordId};
use poortwacht_frontend::pages::inspection_correct::InspectionCorrectPage;
use poortwacht_frontend::pages::inspections::{
    CorrectionForm, InspectionForm, InspectionRow, InspectionsPage, NO, YES,
};
use poortwacht_frontend::pages::search::LocationChoice;
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::ServiceError;
use poortwacht_services::locations::{self, InspectionLine, LocationName};

use crate::failure::Failure;
use crate::notice::{self, CORRECTED, FAULT, RECORDED, Told};
use crate::visit::Visit;
use crate::{form, page};

const FIELDS: [&str; 5] = ["location", "present", "visible", "undamaged", "remark"];

/// `GET /inspections`
pub(crate) async fn show(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let page = list(&visit, InspectionForm::default(), FieldErrors::none()).await?;
    Ok(visit.show(InspectionsPage { notice: told.at_inspections(), ..page }))
}

/// `POST /inspections`
pub(crate) async fn record(visit: Visit, form: Form<InspectionForm>) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let request = locations::InspectionForm {
        location: form.location.clone(),
        present: form.present.clone(),
        visible: form.visible.clone(),
        undamaged: form.undamaged.clone(),
        remark: form.remark.replace("\r\n", "\n"),
    };
    match locations::inspect(visit.services(), visit.actor(), &request).await {
        Ok(InspectionResult::Good) => Ok(page::see(&notice::on(paths::INSPECTIONS, RECORDED))),
        Ok(_) => Ok(page::see(&notice::on(paths::INSPECTIONS, FAULT))),
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            let page = list(&visit, form, errors).await?;
            Ok(visit.show_again(page))
        }
    }
}

/// `GET /inspections/{inspection}/correct`
pub(crate) async fn correct_form(visit: Visit, entry: Path<String>) -> Result<HttpResponse, Failure> {
    let found = locations::inspection(visit.services(), visit.actor(), id(&entry)?).await?;
    let answer = |good: bool| if good { YES.to_owned() } else { NO.to_owned() };
    let form = CorrectionForm {
        present: answer(found.findings.present),
        visible: answer(found.findings.visible),
        undamaged: answer(found.findings.undamaged),
        ..CorrectionForm::default()
    };
    Ok(visit.show(InspectionCorrectPage { row: row(found), form, errors: FieldErrors::none() }))
}

/// `POST /inspections/{inspection}/correct`
pub(crate) async fn correct(
    visit: Visit,
    entry: Path<String>,
    form: Form<CorrectionForm>,
) -> Result<HttpResponse, Failure> {
    let (id, form) = (id(&entry)?, form.into_inner());
    let request = locations::CorrectionForm {
        mistaken: form.mistaken.is_some(),
        present: form.present.clone(),
        visible: form.visible.clone(),
        undamaged: form.undamaged.clone(),
        remark: form.remark.replace("\r\n", "\n"),
    };
    match locations::correct(visit.services(), visit.actor(), id, &request).await {
        Ok(_) => Ok(page::see(&notice::on(paths::INSPECTIONS, CORRECTED))),
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            let found = locations::inspection(visit.services(), visit.actor(), id).await?;
            Ok(visit.show_again(InspectionCorrectPage { row: row(found), form, errors }))
        }
    }
}

fn id(entry: &str) -> Result<RecordId, Failure> {
    entry.parse().map_err(|_| ServiceError::NotFound("inspection").into())
}

async fn list(visit: &Visit, form: InspectionForm, errors: FieldErrors) -> Result<InspectionsPage, Failure> {
    let view = locations::inspections(visit.services(), visit.actor()).await?;
    let choice = |LocationName { code, name }| LocationChoice { code, name };
    Ok(InspectionsPage {
        now: view.now,
        rows: view.rows.into_iter().map(row).collect(),
        locations: view.locations.into_iter().map(choice).collect(),
        form,
        errors,
        notice: None,
    })
}

fn row(line: InspectionLine) -> InspectionRow {
    InspectionRow {
        id: line.id,
        location: line.location,
        at: line.at,
        who: line.who,
        result: line.result,
        findings: line.findings,
        remark: line.remark,
        is_correction: line.is_correction,
        is_corrected: line.is_corrected,
    }
}
