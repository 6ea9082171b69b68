//! `GET /v1/exemption-list`

use actix_web::http::header::{ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};
use poortwacht_services::intake::{ExemptionListReply, exemption_list};

use super::{admit, respond};
use crate::problem::Problem;
use crate::rate::Kind;
use crate::state::State;

/// 200 with the list, 304 when the unit has it, else a problem.
pub(crate) async fn show(state: web::Data<State>, request: HttpRequest) -> HttpResponse {
    respond(answer(&state, &request).await)
}

async fn answer(state: &State, request: &HttpRequest) -> Result<HttpResponse, Problem> {
    let unit = admit(state, request, Kind::ExemptionList)?;
    let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    Ok(match exemption_list(&state.services, &unit, known).await? {
        ExemptionListReply::Unchanged { etag } => {
            HttpResponse::NotModified().insert_header((ETAG, etag)).finish()
        }
        ExemptionListReply::List { etag, list } => HttpResponse::Ok().insert_header((ETAG, etag)).json(list),
    })
}
