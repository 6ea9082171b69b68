//! Figures without personal data.

use actix_web::HttpResponse;
use actix_web::web::Query;
use poortwacht_frontend::FieldErrors;
use poortwacht_frontend::pages::figures::{
    Count as Shown, FiguresFound, FiguresPage, FiguresQuery, PlaceRow, WeekRow,
};
use poortwacht_frontend::pages::search::LocationChoice;
use poortwacht_services::figures::{self, Count, Figures, FiguresRequest, PERIODS};
use poortwacht_services::locations::LocationName;

use super::log::download;
use crate::failure::Failure;
use crate::form;
use crate::visit::Visit;

const FIELDS: [&str; 2] = ["weeks", "location"];

/// `GET /figures`
pub(crate) async fn show(visit: Visit, query: Query<FiguresQuery>) -> Result<HttpResponse, Failure> {
    let query = query.into_inner();
    match figures::figures(visit.services(), visit.actor(), &request(&query)).await {
        Ok(view) => {
            let found = Some(found(view.figures));
            Ok(visit.show(page(query, view.locations, FieldErrors::none(), found)))
        }
        Err(error) => {
            let errors = form::complaints(error, &FIELDS)?;
            let locations = figures::blank(visit.services(), visit.actor()).await?;
            Ok(visit.show_again(page(query, locations, errors, None)))
        }
    }
}

/// `GET /figures.csv`
pub(crate) async fn file(visit: Visit, query: Query<FiguresQuery>) -> Result<HttpResponse, Failure> {
    let (name, bytes) = figures::file(visit.services(), visit.actor(), &request(&query)).await?;
    Ok(download(&name, bytes))
}

fn request(query: &FiguresQuery) -> FiguresRequest {
    FiguresRequest { weeks: query.weeks.clone(), location: query.location.clone() }
}

fn page(
    query: FiguresQuery,
    locations: Vec<LocationName>,
    errors: FieldErrors,
    found: Option<FiguresFound>,
) -> FiguresPage {
    let locations =
        locations.into_iter().map(|LocationName { code, name }| LocationChoice { code, name }).collect();
    FiguresPage { query, periods: PERIODS.to_vec(), locations, errors, found }
}

fn found(figures: Figures) -> FiguresFound {
    let nothing = figures.is_empty();
    let week = |week: figures::WeekFigures| WeekRow {
        monday: week.monday,
        passages: told(week.passages),
        violations: told(week.violations),
        confirmed: told(week.confirmed),
        dismissed: told(week.dismissed),
        review: week.review,
    };
    let place = |place: figures::LocationFigures| PlaceRow {
        name: place.name,
        passages: told(place.passages),
        violations: told(place.violations),
        confirmed: told(place.confirmed),
        dismissed: told(place.dismissed),
    };
    FiguresFound {
        days: (figures.from, figures.until),
        weeks: figures.weeks.into_iter().map(week).collect(),
        places: figures.locations.into_iter().map(place).collect(),
        nothing,
    }
}

const fn told(count: Count) -> Shown {
    match count {
        Count::Told(number) => Shown::Told(number),
        Count::Few => Shown::Few,
        Count::Between { least, most } => Shown::Between(least, most),
    }
}
