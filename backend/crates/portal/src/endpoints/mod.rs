//! One file per page. A handler takes a form or an address apart, calls the use case, and fills the page.

mod account;
mod account_access;
mod asset;
mod case;
mod cjib;
mod desk;
mod desk_island;
mod desk_page;
mod disclosure;
mod enrol;
mod exemptions;
mod figures;
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
mod ping;
mod processing_activities;
mod quality;
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
#[expect(clippy::too_many_lines, reason = "a table: every endpoint stands in it once")]
pub(crate) fn handled(endpoint: Endpoint, route: Route) -> Route {
    match endpoint {
        Endpoint::Home => route.to(home::show),
        Endpoint::LoginForm => route.to(login::show),
        Endpoint::LogIn => route.to(login::send),
        Endpoint::LogOut => route.to(logout::send),
        Endpoint::EnrolForm => route.to(enrol::show),
        Endpoint::Enrol => route.to(enrol::send),
        Endpoint::Account => route.to(account::show),
        Endpoint::ChooseLanguage => route.to(account::choose_language),
        Endpoint::EndSession => route.to(account::end_session),
        Endpoint::EndOtherSessions => route.to(account::end_others),
        Endpoint::PasswordForm => route.to(account_access::password_form),
        Endpoint::ChangePassword => route.to(account_access::change_password),
        Endpoint::AuthenticatorForm => route.to(account_access::authenticator_form),
        Endpoint::RenewAuthenticator => route.to(account_access::renew_authenticator),
        Endpoint::RecoveryForm => route.to(account_access::recovery_form),
        Endpoint::MakeRecoveryCodes => route.to(account_access::make_recovery_codes),
        Endpoint::Stock => route.to(stock::show),
        Endpoint::Desk => route.to(desk::show),
        Endpoint::Begin => route.to(desk::begin),
        Endpoint::Confirm => route.to(desk::confirm),
        Endpoint::Dismiss => route.to(desk::dismiss),
        Endpoint::Skip => route.to(desk::skip),
        Endpoint::Undo => route.to(desk::undo),
        Endpoint::Windscreen => route.to(desk::windscreen),
        Endpoint::Next => route.to(desk_island::next),
        Endpoint::Shown => route.to(desk_island::shown),
        Endpoint::Renew => route.to(desk_island::renew),
        Endpoint::Release => route.to(desk_island::release),
        Endpoint::MaskEditor => route.to(mask::show),
        Endpoint::MaskDraw => route.to(mask::draw),
        Endpoint::Mask => route.to(mask::send),
        Endpoint::Case => route.to(case::show),
        Endpoint::Dossier => route.to(disclosure::dossier),
        Endpoint::OffenderPicture => route.to(disclosure::offender_picture),
        Endpoint::Cjib => route.to(cjib::show),
        Endpoint::CjibBatch => route.to(cjib::batch),
        Endpoint::SendBack => route.to(cjib::send_back),
        Endpoint::Quality => route.to(quality::show),
        Endpoint::FreeDesk => route.to(quality::release),
        Endpoint::SecondLooks => route.to(quality::looks),
        Endpoint::SecondLook => route.to(quality::look),
        Endpoint::JudgeSecondLook => route.to(quality::judge),
        Endpoint::Figures => route.to(figures::show),
        Endpoint::FiguresFile => route.to(figures::file),
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
        Endpoint::Ping => route.to(ping::answer),
        Endpoint::Asset => route.to(asset::show),
    }
}

/// The municipality's locations to choose from.
async fn location_choices(visit: &Visit) -> Result<Vec<LocationChoice>, Failure> {
    let names = locations::names(visit.services(), visit.actor()).await?;
    Ok(names.into_iter().map(|LocationName { code, name }| LocationChoice { code, name }).collect())
}
