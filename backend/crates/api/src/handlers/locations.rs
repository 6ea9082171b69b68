//! `/api/v1/locations`

use actix_web::{HttpRequest, HttpResponse};
use poortwacht_services::Services;
use poortwacht_services::api_clients::{self, ApiCaller, LocationView};
use serde::Serialize;

use super::window::Window;
use crate::problem::Problem;
use crate::query::Parameters;

#[derive(Serialize)]
struct Location {
    code: String,
    name: String,
    street: String,
    direction: String,
    sign: String,
    coordinates: Option<Coordinates>,
    windows: Vec<Window>,
    zones: Vec<String>,
}

/// In degrees (WGS 84).
#[derive(Serialize)]
struct Coordinates {
    latitude: f64,
    longitude: f64,
}

#[derive(Serialize)]
struct Locations {
    locations: Vec<Location>,
}

impl From<LocationView> for Location {
    fn from(view: LocationView) -> Self {
        let coordinates = view.coordinates.map(|(latitude, longitude)| Coordinates { latitude, longitude });
        Self {
            code: view.code,
            name: view.name,
            street: view.street,
            direction: view.direction,
            sign: view.sign,
            coordinates,
            windows: view.windows.into_iter().map(Window::from).collect(),
            zones: view.zones,
        }
    }
}

/// 200 with all locations.
pub(crate) async fn list(
    services: &Services,
    caller: &ApiCaller,
    request: &HttpRequest,
) -> Result<HttpResponse, Problem> {
    Parameters::of(request)?.finish()?;
    let locations = api_clients::locations(services, caller).await?;
    Ok(HttpResponse::Ok().json(Locations { locations: locations.into_iter().map(Location::from).collect() }))
}

/// 200 with one location, 404 where there is none of this code.
pub(crate) async fn show(
    services: &Services,
    caller: &ApiCaller,
    request: &HttpRequest,
) -> Result<HttpResponse, Problem> {
    Parameters::of(request)?.finish()?;
    let code = request.match_info().get("locationCode").unwrap_or_default();
    let location = api_clients::location(services, caller, code).await?;
    Ok(HttpResponse::Ok().json(Location::from(location)))
}
