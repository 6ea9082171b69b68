//! `POST /v1/batches`: a delivery.

use actix_web::{HttpRequest, HttpResponse, http::header, mime, web};
use aws_lc_rs::digest;
use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::{answers::Receipt, cut, peer_of};
use crate::{
    desk::Desk,
    faults::{Mode, Request},
    problem::{Fault, Kind, Problem},
    server::Delays,
    state::Held,
};

/// Largest batch, in bytes.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Takes a delivery, or misbehaves as told.
pub async fn deliver(
    request: HttpRequest,
    body: web::Payload,
    desk: web::Data<Desk>,
    delays: web::Data<Delays>,
) -> HttpResponse {
    let peer = peer_of(&request);
    let fault = desk.faults.next(Request::Deliver);
    // The body is read first, so that a cut or a 500 finds a client that has sent everything.
    let body = body.to_bytes_limited(MAX_BYTES).await;
    match fault {
        Some(Mode::Cut) => return cut(&peer).await,
        Some(Mode::Error500) => return Problem::bare(Kind::Internal).response(),
        _ => {}
    }
    let body = match body {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => Err(Problem::one(Kind::Malformed, "body", error.to_string())),
        Err(_) => Err(Problem::one(Kind::TooLarge, "body", "at most 64 MiB")),
    };
    let keep = fault != Some(Mode::AcknowledgeAndForget);
    let (mut answer, times) = (Err(Problem::bare(Kind::Internal)), 1 + u8::from(fault == Some(Mode::Twice)));
    for _ in 0..times {
        answer = match body.clone() {
            Ok(bytes) => accept(&request, desk.clone(), peer.oin.as_deref(), bytes, keep).await,
            Err(problem) => Err(problem),
        };
    }
    match fault {
        Some(Mode::Slow) => actix_web::rt::time::sleep(delays.slow).await,
        Some(Mode::TimeoutAfterProcessing) => {
            actix_web::rt::time::sleep(delays.hold).await;
            return cut(&peer).await;
        }
        Some(Mode::CutAfterProcessing) => return cut(&peer).await,
        _ => {}
    }
    respond(&desk, answer).await
}

async fn accept(
    request: &HttpRequest,
    desk: web::Data<Desk>,
    oin: Option<&str>,
    bytes: web::Bytes,
    keep: bool,
) -> Result<(String, Held), Problem> {
    let deliverer = desk.admit(oin)?.to_owned();
    let key = check_headers(request, &bytes)?;
    let task = move || desk.take(&deliverer, &key, &bytes, keep).map(|held| (key, held));
    web::block(task).await.unwrap_or_else(|_| Err(Problem::bare(Kind::Internal)))
}

/// Checks media type, key and digest, and gives the key.
fn check_headers(request: &HttpRequest, bytes: &[u8]) -> Result<String, Problem> {
    let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.and_then(|text| text.parse::<mime::Mime>().ok());
    if media_type.is_none_or(|found| found.essence_str() != "application/xml") {
        return Err(Problem::one(Kind::MediaType, "Content-Type", "must be application/xml"));
    }
    let mut errors = Vec::new();
    let key = text_of(request, "Idempotency-Key");
    if key.is_none() {
        errors.push(Fault::new("Idempotency-Key", "is missing"));
    }
    let digest = BASE64_STANDARD.encode(digest::digest(&digest::SHA256, bytes));
    if text_of(request, "Content-Digest") != Some(&format!("sha-256=:{digest}:")) {
        errors.push(Fault::new("Content-Digest", "must be sha-256=:BASE64: of the exact bytes of the body"));
    }
    match key {
        Some(key) if errors.is_empty() => Ok(key.to_owned()),
        _ => Err(Problem::new(Kind::Malformed, errors)),
    }
}

fn text_of<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}

async fn respond(desk: &web::Data<Desk>, answer: Result<(String, Held), Problem>) -> HttpResponse {
    match answer {
        Ok((id, held)) => {
            tracing::info!(batch = %id, receipt = %held.receipt_number, cases = held.cases.len(), "taken");
            HttpResponse::Accepted()
                .insert_header((header::LOCATION, format!("/v1/batches/{id}")))
                .json(Receipt::new(&id, &held))
        }
        Err(problem) => refuse(desk.clone(), problem).await,
    }
}

async fn refuse(desk: web::Data<Desk>, problem: Problem) -> HttpResponse {
    let kind = problem.kind;
    tracing::info!(kind = kind.name(), "refused");
    if web::block(move || desk.count_refusal(kind)).await.is_err() {
        tracing::error!("refusal not counted");
    }
    problem.response()
}
