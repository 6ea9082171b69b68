//! One file per resource. A handler takes the request apart, asks the service and writes the answer.

mod description;
mod exemption_body;
mod exemptions;
mod locations;
mod token;
mod window;

use actix_web::{HttpRequest, HttpResponse, web};
use poortwacht_services::api_clients::{ApiCaller, Arrival};

use crate::problem::Problem;
use crate::routes::Endpoint;
use crate::state::State;

/// What needs no access token.
pub(crate) async fn open(
    endpoint: Endpoint,
    state: &State,
    request: &HttpRequest,
    payload: web::Payload,
    arrival: &Arrival,
) -> Result<HttpResponse, Problem> {
    match endpoint {
        Endpoint::Description => Ok(description::show(state)),
        Endpoint::Token => token::issue(state, request, payload, arrival).await,
        _ => Err(Problem::not_found()),
    }
}

/// What a permit system with the scope for it may do.
pub(crate) async fn of_client(
    endpoint: Endpoint,
    state: &State,
    caller: &ApiCaller,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let services = &state.services;
    match endpoint {
        Endpoint::Description | Endpoint::Token => Err(Problem::not_found()),
        Endpoint::Exemptions => exemptions::list(services, caller, request).await,
        Endpoint::CreateExemption => exemptions::create(services, caller, request, payload).await,
        Endpoint::Exemption => exemptions::show(services, caller, request).await,
        Endpoint::ChangeExemption => exemptions::change(services, caller, request, payload).await,
        Endpoint::EndExemption => exemptions::end(services, caller, request).await,
        Endpoint::Locations => locations::list(services, caller, request).await,
        Endpoint::Location => locations::show(services, caller, request).await,
    }
}
