//! One exemption with its history, and the form that changes it.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path, Query};
use poortwacht_domain::calendar::local;
use poortwacht_frontend::FieldErrors;
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::pages::exemption::{ChangedField, ExemptionPage, VersionRow};
use poortwacht_frontend::pages::exemption_form::ExemptionForm;
use poortwacht_services::exemptions::{self, Field, Version};

use super::exemptions::{answer, form_page, named, request, row};
use crate::failure::Failure;
use crate::notice::Told;
use crate::visit::Visit;

/// `GET /exemptions/{id}`
pub(crate) async fn show(visit: Visit, id: Path<String>, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let view = exemptions::show(visit.services(), visit.actor(), named(&id)?).await?;
    let versions = view.versions.into_iter().map(version).collect();
    Ok(visit.show(ExemptionPage { now: view.now, versions, notice: told.at_exemptions() }))
}

/// `GET /exemptions/{id}/change`
pub(crate) async fn show_form(visit: Visit, id: Path<String>) -> Result<HttpResponse, Failure> {
    let id = named(&id)?;
    let view = exemptions::show(visit.services(), visit.actor(), id).await?;
    let version = view.versions.into_iter().find(|version| version.row.id == id);
    let form = filled(version.ok_or(Failure::Page(ErrorKind::NotFound))?);
    Ok(visit.show(form_page(&visit, Some(id), form, FieldErrors::none()).await?))
}

/// `POST /exemptions/{id}/change`
pub(crate) async fn send(
    visit: Visit,
    id: Path<String>,
    form: Form<ExemptionForm>,
) -> Result<HttpResponse, Failure> {
    let (id, form) = (named(&id)?, form.into_inner());
    let changed = exemptions::change(visit.services(), visit.actor(), id, request(&form)).await;
    answer(&visit, Some(id), form, changed.map_err(Failure::from)).await
}

/// The form as it would have been filled in.
fn filled(version: Version) -> ExemptionForm {
    let row = version.row;
    let day = |at| local(at).date().to_string();
    let mut form = ExemptionForm {
        plate: row.plate.as_str().to_owned(),
        category: row.category.as_str().to_owned(),
        holder: row.holder,
        valid_from: day(row.valid_from),
        valid_until: day(row.valid_until),
        zone: row.zone.unwrap_or_default(),
        ..ExemptionForm::default()
    };
    version.location_codes.iter().for_each(|code| form.choose_location(code));
    if let Some(window) = row.windows.first() {
        window.days.iter().for_each(|day| form.choose_day(day.as_str()));
        form.time_from = window.from.strftime("%H:%M").to_string();
        form.time_until = window.until.strftime("%H:%M").to_string();
    }
    form
}

fn version(version: Version) -> VersionRow {
    VersionRow {
        row: row(version.row),
        entered_at: version.entered_at,
        entered_by: version.entered_by,
        ended_by: version.ended_by,
        changed: version.changed.into_iter().map(field).collect(),
    }
}

const fn field(field: Field) -> ChangedField {
    match field {
        Field::Plate => ChangedField::Plate,
        Field::Holder => ChangedField::Holder,
        Field::Category => ChangedField::Category,
        Field::Validity => ChangedField::Validity,
        Field::Windows => ChangedField::Windows,
        Field::Locations => ChangedField::Locations,
    }
}
