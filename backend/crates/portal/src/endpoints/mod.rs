//! One file per page. A handler takes a form or an address apart, calls the use case, and fills the page.

mod asset;
mod case;
mod desk;
mod desk_page;
mod disclosure;
mod enrol;
mod exemptions;
mod home;
mod log;
mod log_case;
mod log_lines;
mod log_patterns;
mod log_summary;
mod login;
mod logout;
mod mask;
mod picture;
mod processing_activities;
mod search;
mod stock;
mod units;

use actix_web::Route;
use poortwacht_frontend::pages::search::LocationChoice;
use poortwacht_services::locations::{self, LocationName};

use crate::failure::Failure;
use crate::routes::Endpoint;
use crate::visit::Visit;

/// The route with the endpoint's handler. The match has no other arm: a line of the table without a handler does not
/// compile.
pub(crate) fn handled(endpoint: Endpoint, route: Route) -> Route {
    match endpoint {
        Endpoint::Home => route.to(home::show),
        Endpoint::LoginForm => route.to(login::show),
        Endpoint::LogIn => route.to(login::send),
        Endpoint::LogOut => route.to(logout::send),
        Endpoint::EnrolForm => route.to(enrol::show),
        Endpoint::Enrol => route.to(enrol::send),
        Endpoint::Stock => route.to(stock::show),
        Endpoint::Desk => route.to(desk::show),
        Endpoint::Begin => route.to(desk::begin),
        Endpoint::Confirm => route.to(desk::confirm),
        Endpoint::Dismiss => route.to(desk::dismiss),
        Endpoint::Skip => route.to(desk::skip),
        Endpoint::Undo => route.to(desk::undo),
        Endpoint::Windscreen => route.to(desk::windscreen),
        Endpoint::MaskEditor => route.to(mask::show),
        Endpoint::MaskDraw => route.to(mask::draw),
        Endpoint::Mask => route.to(mask::send),
        Endpoint::Case => route.to(case::show),
        Endpoint::Dossier => route.to(disclosure::dossier),
        Endpoint::OffenderPicture => route.to(disclosure::offender_picture),
        Endpoint::SearchForm => route.to(search::show),
        Endpoint::Search => route.to(search::send),
        Endpoint::Exemptions => route.to(exemptions::show),
        Endpoint::ExemptionForm => route.to(exemptions::show_form),
        Endpoint::AddExemption => route.to(exemptions::add),
        Endpoint::EndExemption => route.to(exemptions::end),
        Endpoint::Units => route.to(units::show),
        Endpoint::Log => route.to(log::show),
        Endpoint::LogCase => route.to(log_case::show),
        Endpoint::LogPatterns => route.to(log_patterns::show),
        Endpoint::LogSummary => route.to(log_summary::show),
        Endpoint::LogSummaryFile => route.to(log_summary::file),
        Endpoint::LogExport => route.to(log::export),
        Endpoint::Picture => route.to(picture::show),
        Endpoint::ProcessingActivities => route.to(processing_activities::list),
        Endpoint::ProcessingActivity => route.to(processing_activities::show),
        Endpoint::Asset => route.to(asset::show),
    }
}

/// The municipality's locations to choose from.
async fn location_choices(visit: &Visit) -> Result<Vec<LocationChoice>, Failure> {
    let names = locations::names(visit.services(), visit.actor()).await?;
    Ok(names.into_iter().map(|LocationName { code, name }| LocationChoice { code, name }).collect())
}
