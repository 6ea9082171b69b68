//! Exemptions: the list, one plate, adding one, ending one.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path, Query};
use poortwacht_domain::{ExemptionId, Weekday};
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::pages::exemption_form::ExemptionForm;
use poortwacht_frontend::pages::exemption_new::{NewExemptionPage, StateCounts};
use poortwacht_frontend::pages::exemptions::{
    ExemptionRow, ExemptionsPage, ExemptionsQuery, FindForm, Shown,
};
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::exemptions::{
    self, AddExemption, Added, Concerned, ExemptionListQuery, ExemptionsView, Show,
};
use poortwacht_services::zones;

use super::location_choices;
use crate::failure::Failure;
use crate::notice::{self, Told};
use crate::visit::Visit;
use crate::{form, page};

const FIELDS: [&str; 11] = [
    "plate",
    "category",
    "holder",
    "valid_from",
    "valid_until",
    "location",
    "zone",
    "time_from",
    "time_until",
    "document",
    "late_reason",
];

/// `GET /exemptions`
pub(crate) async fn show(
    visit: Visit,
    query: Query<ExemptionsQuery>,
    told: Query<Told>,
) -> Result<HttpResponse, Failure> {
    let asked = query.show.as_deref().unwrap_or_default();
    let shown = Shown::ALL.into_iter().find(|shown| shown.code() == asked).unwrap_or(Shown::Standing);
    let show = match shown {
        Shown::Standing => Show::Standing,
        Shown::Ending => Show::Ending,
        Shown::All => Show::All,
    };
    let wanted = ExemptionListQuery { page: query.page.unwrap_or(1), show, plate: String::new() };
    let view = exemptions::list(visit.services(), visit.actor(), wanted).await?;
    Ok(visit.show(ExemptionsPage { notice: told.at_exemptions(), ..list_page(view, shown) }))
}

/// `POST /exemptions/find`
pub(crate) async fn find(visit: Visit, form: Form<FindForm>) -> Result<HttpResponse, Failure> {
    let plate = form.into_inner().plate;
    let wanted = |plate: String| ExemptionListQuery { page: 1, show: Show::All, plate };
    let (services, actor) = (visit.services(), visit.actor());
    match exemptions::list(services, actor, wanted(plate.clone())).await {
        Ok(view) => {
            let found = (!plate.trim().is_empty()).then_some(plate);
            Ok(visit.show(ExemptionsPage { found, ..list_page(view, Shown::All) }))
        }
        Err(error) => {
            let errors = form::complaints(error, &["plate"])?;
            let view = exemptions::list(services, actor, ExemptionListQuery::default()).await?;
            let page = list_page(view, Shown::Standing);
            Ok(visit.show_again(ExemptionsPage { errors, found: Some(plate), ..page }))
        }
    }
}

fn list_page(view: ExemptionsView, shown: Shown) -> ExemptionsPage {
    ExemptionsPage {
        now: view.now,
        rows: view.rows.into_iter().map(row).collect(),
        total: view.total,
        page: view.page,
        pages: view.pages,
        shown,
        ending: view.ending,
        late: view.late,
        found: None,
        errors: FieldErrors::none(),
        notice: None,
    }
}

/// `GET /exemptions/new`
pub(crate) async fn show_form(visit: Visit) -> Result<HttpResponse, Failure> {
    let page = form_page(&visit, None, ExemptionForm::default(), FieldErrors::none()).await?;
    Ok(visit.show(page))
}

/// `POST /exemptions/new`
pub(crate) async fn add(visit: Visit, form: Form<ExemptionForm>) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let added = exemptions::add(visit.services(), visit.actor(), request(&form)).await;
    answer(&visit, None, form, added.map_err(Failure::from)).await
}

/// What follows from a form, whether it adds or changes.
pub(super) async fn answer(
    visit: &Visit,
    changes: Option<ExemptionId>,
    form: ExemptionForm,
    added: Result<Added, Failure>,
) -> Result<HttpResponse, Failure> {
    match added {
        Ok(Added::Counts(_)) => {
            let done = if changes.is_some() { notice::CHANGED } else { notice::ADDED };
            Ok(page::see(&notice::on(paths::EXEMPTIONS, done)))
        }
        Ok(Added::Waits(_)) => Ok(page::see(&notice::on(paths::EXEMPTIONS, notice::PROPOSED))),
        Ok(Added::LookFirst(concerned)) => {
            let page = form_page(visit, changes, form, FieldErrors::none()).await?;
            Ok(visit.show(NewExemptionPage { concerned: Some(counts(&concerned)), ..page }))
        }
        Err(Failure::Service(error)) => {
            let errors = form::complaints(error, &FIELDS)?;
            let page = form_page(visit, changes, form, errors).await?;
            Ok(visit.show_again(page))
        }
        Err(other) => Err(other),
    }
}

/// `POST /exemptions/{id}/end`
pub(crate) async fn end(visit: Visit, id: Path<String>) -> Result<HttpResponse, Failure> {
    exemptions::end(visit.services(), visit.actor(), named(&id)?).await?;
    Ok(page::see(&notice::on(paths::EXEMPTIONS, notice::ENDED)))
}

/// The exemption that an address names.
pub(super) fn named(id: &str) -> Result<ExemptionId, Failure> {
    id.parse().map_err(|_| Failure::Page(ErrorKind::NotFound))
}

pub(super) async fn form_page(
    visit: &Visit,
    changes: Option<ExemptionId>,
    form: ExemptionForm,
    errors: FieldErrors,
) -> Result<NewExemptionPage, Failure> {
    let locations = location_choices(visit).await?;
    let zones = zones::names(visit.services(), visit.actor()).await?;
    Ok(NewExemptionPage { changes, locations, zones, form, errors, concerned: None })
}

pub(super) fn request(form: &ExemptionForm) -> AddExemption {
    let chosen = form.days().into_iter().filter(|(_, chosen)| *chosen);
    AddExemption {
        plate: form.plate.clone(),
        category: form.category.clone(),
        holder: form.holder.clone(),
        valid_from: form.valid_from.clone(),
        valid_until: form.valid_until.clone(),
        locations: form.locations(),
        zone: form.zone.clone(),
        days: chosen.filter_map(|(day, _)| day.parse::<Weekday>().ok()).collect(),
        time_from: form.time_from.clone(),
        time_until: form.time_until.clone(),
        document: form.document.clone(),
        late_reason: form.late_reason.clone(),
        seen: form.seen.is_some(),
    }
}

/// Cases by state, in the order of a case's life.
pub(super) fn counts(concerned: &Concerned) -> StateCounts {
    concerned.iter().map(|(state, count)| (*state, *count)).collect()
}

pub(super) fn row(row: exemptions::ExemptionRow) -> ExemptionRow {
    ExemptionRow {
        id: row.id,
        plate: row.plate,
        holder: row.holder,
        category: row.category,
        valid_from: row.valid_from,
        valid_until: row.valid_until,
        windows: row.windows,
        locations: row.locations,
        zone: row.zone,
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
