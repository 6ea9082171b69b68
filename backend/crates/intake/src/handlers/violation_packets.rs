//! `POST /v1/violation-packets`

use actix_web::{HttpRequest, HttpResponse, web};
use poortwacht_domain::{PacketAnswer, PacketOutcome};
use poortwacht_services::ServiceError;
use poortwacht_services::intake::{IntakeRefusal, PacketSubmission, accept};
use tokio::time::timeout;

use super::{admit, expect_type, respond};
use crate::limits::BODY_TIMEOUT;
use crate::multipart;
use crate::problem::Problem;
use crate::rate::Kind;
use crate::state::State;

/// 201 for a case, 200 for a final outcome without one, else a problem.
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
    let unit = admit(state, request, Kind::Packet)?;
    expect_type(request, "multipart/form-data", "send the packet as multipart/form-data")?;
    // The pictures are held until they are redacted, so the permit is too.
    let _permit = state.packets.acquire().await.map_err(|_| closing())?;
    let submission = read(request, payload).await?;
    let answer = accept(&state.services, &unit, submission).await.inspect_err(count_refusal)?;
    metrics::counter!("poortwacht_packets_total", "outcome" => answer.outcome.as_str()).increment(1);
    Ok(write(&answer))
}

async fn read(request: &HttpRequest, payload: web::Payload) -> Result<PacketSubmission, Problem> {
    let read = timeout(BODY_TIMEOUT, multipart::read(request.headers(), payload)).await;
    read.unwrap_or_else(|_| Err(Problem::too_slow()))
}

fn write(answer: &PacketAnswer) -> HttpResponse {
    match answer.outcome {
        PacketOutcome::Accepted => HttpResponse::Created().json(answer),
        _ => HttpResponse::Ok().json(answer),
    }
}

fn closing() -> Problem {
    IntakeRefusal::Service(ServiceError::Unavailable("the listener is closing".to_owned())).into()
}

fn count_refusal(refusal: &IntakeRefusal) {
    let reason = match refusal {
        IntakeRefusal::Invalid(_) => "invalid",
        IntakeRefusal::OtherContent => "other_content",
        IntakeRefusal::TooOld => "too_old",
        _ => "failed",
    };
    metrics::counter!("poortwacht_packets_refused_total", "reason" => reason).increment(1);
}
