//! Search: the reason is written down before there are results.

use actix_web::HttpResponse;
use actix_web::web::Form;
use poortwacht_frontend::FieldErrors;
use poortwacht_frontend::pages::search::{SearchForm, SearchPage, SearchResults, SearchRow};
use poortwacht_services::search::{self, SearchRequest};

use super::location_choices;
use crate::failure::Failure;
use crate::form;
use crate::visit::Visit;

const FIELDS: [&str; 7] = ["reference", "plate", "location", "from", "until", "reason", "explanation"];

/// `GET /search`
pub(crate) async fn show(visit: Visit) -> Result<HttpResponse, Failure> {
    let page = page(&visit, SearchForm::default()).await?;
    Ok(visit.show(page))
}

/// `POST /search`. The results stand in the answer itself: an address that repeats the search would hold a plate.
pub(crate) async fn send(visit: Visit, form: Form<SearchForm>) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    let searched = search::search(visit.services(), visit.actor(), request(&form)).await;
    let page = page(&visit, form).await?;
    match searched {
        Ok(found) => Ok(visit.show(SearchPage { results: Some(results(found)), ..page })),
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            Ok(visit.show_again(SearchPage { errors, ..page }))
        }
    }
}

async fn page(visit: &Visit, form: SearchForm) -> Result<SearchPage, Failure> {
    let locations = location_choices(visit).await?;
    Ok(SearchPage { locations, form, errors: FieldErrors::none(), results: None })
}

fn request(form: &SearchForm) -> SearchRequest {
    SearchRequest {
        reference: form.reference.clone(),
        plate: form.plate.clone(),
        location: form.location.clone(),
        from: form.from.clone(),
        until: form.until.clone(),
        reason: form.reason.clone(),
        explanation: form.explanation.clone(),
    }
}

fn results(found: search::SearchResults) -> SearchResults {
    SearchResults {
        rows: found.rows.into_iter().map(row).collect(),
        truncated: found.truncated,
        logged_at: found.logged_at,
        reason: found.reason,
    }
}

fn row(row: search::SearchRow) -> SearchRow {
    SearchRow {
        reference: row.reference,
        location: row.location,
        captured_at: row.captured_at,
        state: row.state,
    }
}
