//! `GET /api/v1/openapi.json`

use actix_web::HttpResponse;
use actix_web::http::header::ACCESS_CONTROL_ALLOW_ORIGIN;

use crate::state::State;

/// 200 with the interface description, which any page may show.
pub(crate) fn show(state: &State) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .body(state.document.clone())
}
