//! Exemptions: the list, adding one, ending one.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path, Query};
use poortwacht_domain::{ExemptionId, Weekday};
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::pages::exemption_new::{ExemptionForm, NewExemptionPage};
use poortwacht_frontend::pages::exemptions::{ExemptionRow, ExemptionsPage, ExemptionsQuery};
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::exemptions::{self, AddExemption, ExemptionListQuery};

use super::location_choices;
use crate::failure::Failure;
use crate::notice::{self, Told};
use crate::visit::Visit;
use crate::{form, page};

const FIELDS: [&str; 8] =
    ["plate", "category", "location", "valid_from", "valid_until", "holder", "time_from", "time_until"];
/// Value of `show` that lists those that are over as well.
const ENDED: &str = "ended";

/// `GET /exemptions`
pub(crate) async fn show(
    visit: Visit,
    query: Query<ExemptionsQuery>,
    told: Query<Told>,
) -> Result<HttpResponse, Failure> {
    let ended_too = query.show.as_deref() == Some(ENDED);
    let wanted = ExemptionListQuery { page: query.page.unwrap_or(1), ended_too };
    let view = exemptions::list(visit.services(), visit.actor(), wanted).await?;
    Ok(visit.show(ExemptionsPage {
        now: view.now,
        rows: view.rows.into_iter().map(row).collect(),
        total: view.total,
        page: view.page,
        pages: view.pages,
        show_ended: ended_too,
        notice: told.at_exemptions(),
    }))
}

/// `GET /exemptions/new`
pub(crate) async fn show_form(visit: Visit) -> Result<HttpResponse, Failure> {
    let page = form_page(&visit, ExemptionForm::default(), FieldErrors::none()).await?;
    Ok(visit.show(page))
}

/// `POST /exemptions/new`
pub(crate) async fn add(visit: Visit, form: Form<ExemptionForm>) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    match exemptions::add(visit.services(), visit.actor(), request(&form)).await {
        Ok(_) => Ok(page::see(&notice::on(paths::EXEMPTIONS, notice::ADDED))),
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            let page = form_page(&visit, form, errors).await?;
            Ok(visit.show_again(page))
        }
    }
}

/// `POST /exemptions/{id}/end`
pub(crate) async fn end(visit: Visit, id: Path<String>) -> Result<HttpResponse, Failure> {
    let id: ExemptionId = id.parse().map_err(|_| Failure::Page(ErrorKind::NotFound))?;
    exemptions::end(visit.services(), visit.actor(), id).await?;
    Ok(page::see(&notice::on(paths::EXEMPTIONS, notice::ENDED)))
}

async fn form_page(
    visit: &Visit,
    form: ExemptionForm,
    errors: FieldErrors,
) -> Result<NewExemptionPage, Failure> {
    Ok(NewExemptionPage { locations: location_choices(visit).await?, form, errors })
}

fn request(form: &ExemptionForm) -> AddExemption {
    let chosen = form.days().into_iter().filter(|(_, chosen)| *chosen);
    AddExemption {
        plate: form.plate.clone(),
        category: form.category.clone(),
        holder: form.holder.clone(),
        valid_from: form.valid_from.clone(),
        valid_until: form.valid_until.clone(),
        location: form.location.clone(),
        days: chosen.filter_map(|(day, _)| day.parse::<Weekday>().ok()).collect(),
        time_from: form.time_from.clone(),
        time_until: form.time_until.clone(),
    }
}

fn row(row: exemptions::ExemptionRow) -> ExemptionRow {
    ExemptionRow {
        id: row.id,
        plate: row.plate,
        holder: row.holder,
        category: row.category,
        valid_from: row.valid_from,
        valid_until: row.valid_until,
        windows: row.windows,
        locations: row.locations,
        ended_at: row.ended_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_days_are_those_of_the_form() {
        let all = ExemptionForm {
            monday: Some("on".into()),
            tuesday: Some("on".into()),
            wednesday: Some("on".into()),
            thursday: Some("on".into()),
            friday: Some("on".into()),
            saturday: Some("on".into()),
            sunday: Some("on".into()),
            ..ExemptionForm::default()
        };
        assert_eq!(request(&all).days, Weekday::ALL);
        let one = ExemptionForm { sunday: Some("on".into()), ..ExemptionForm::default() };
        assert_eq!(request(&one).days, [Weekday::Sunday]);
        assert!(request(&ExemptionForm::default()).days.is_empty());
    }
}
