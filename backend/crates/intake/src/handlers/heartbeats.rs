//! `POST /v1/heartbeats`

use actix_web::{HttpRequest, HttpResponse, web};
use poortwacht_services::intake::{PacketFault, heartbeat};
use tokio::time::timeout;

use super::{admit, expect_type, respond};
use crate::limits::{BODY_TIMEOUT, MAX_HEARTBEAT_BYTES};
use crate::problem::Problem;
use crate::rate::Kind;
use crate::state::State;

/// 204, else a problem.
pub(crate) async fn receive(
    state: web::Data<State>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    respond(answer(&state, &request, payload).await)
}

async fn answer(
    state: &State,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let unit = admit(state, request, Kind::Heartbeat)?;
    expect_type(request, "application/json", "send the heartbeat as application/json")?;
    heartbeat(&state.services, &unit, &read(payload).await?).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn read(payload: web::Payload) -> Result<web::Bytes, Problem> {
    let too_large = |_| Problem::too_large("a heartbeat has at most 16 KiB");
    let read = timeout(BODY_TIMEOUT, payload.to_bytes_limited(MAX_HEARTBEAT_BYTES)).await;
    let read = read.map_err(|_| Problem::too_slow())?.map_err(too_large)?;
    read.map_err(|_| {
        Problem::invalid(vec![PacketFault::of_request("not_json", "the body was cut off; send it again")])
    })
}
