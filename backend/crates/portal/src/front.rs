//! Around every request: who comes from where and under which trace; a page for every error; one line in the log.

use std::net::IpAddr;
use std::time::Instant;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest};
use poortwacht_frontend::pages::error::{ErrorKind, ErrorPage};
use poortwacht_frontend::{Frame, paths, render};
use poortwacht_services::{Visitor, trace};

use crate::app::Shared;
use crate::failure::Failure;
use crate::look::Look;
use crate::origin;
use crate::page::{self, HTML};
use crate::visit::Visit;

/// The request's trace identifier.
#[derive(Clone)]
struct Trace(String);

/// Refuses visitors without an allowed address, and puts words to every error on the way out.
pub(crate) async fn answer(request: ServiceRequest, next: Next<BoxBody>) -> Result<ServiceResponse, Error> {
    let started = Instant::now();
    let response = match admit(request.request()) {
        Ok(()) => next.call(request).await?,
        Err(failure) => request.error_response(failure),
    };
    record(&response, started);
    Ok(in_words(response))
}

/// Finds trace and visitor; everything after works with these.
fn admit(request: &HttpRequest) -> Result<(), Failure> {
    let shared = Shared::of(request)?;
    let given = request.headers().get("traceparent").and_then(|value| value.to_str().ok());
    let trace = trace::of(given, shared.services().rng().as_ref());
    request.extensions_mut().insert(Trace(trace.clone()));
    let peer = request.peer_addr().map(|address| address.ip());
    let Some(origin) = allowed(&shared, peer, request.headers()) else {
        shared.gate().count_stranger();
        return Err(Failure::Page(ErrorKind::Forbidden));
    };
    request.extensions_mut().insert(Visitor { origin, trace });
    Ok(())
}

/// The visitor's address, if it lies in any municipality's range.
fn allowed(shared: &Shared, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
    let gate = shared.gate();
    origin::visitor(peer, headers, gate.proxies()).filter(|address| gate.is_allowed(*address))
}

/// Replaces an error by the page for it. Errors of the framework itself get the page nearest to their status.
fn in_words(response: ServiceResponse) -> ServiceResponse {
    let Some(kind) = kind_of(&response) else { return response };
    let drawn = draw(response.request(), kind);
    let mut response = response.map_body(|head, _| {
        head.headers.insert(CONTENT_TYPE, HTML);
        BoxBody::new(drawn)
    });
    *response.response_mut().status_mut() = page::status(kind);
    response
}

fn kind_of(response: &ServiceResponse) -> Option<ErrorKind> {
    let error = response.response().error()?;
    Some(match error.as_error::<Failure>() {
        Some(failure) => failure.kind(),
        None if response.status().is_server_error() => ErrorKind::Internal,
        None if response.status() == StatusCode::PAYLOAD_TOO_LARGE => ErrorKind::TooLarge,
        None => ErrorKind::BadRequest,
    })
}

fn draw(request: &HttpRequest, kind: ErrorKind) -> String {
    let trace = request.extensions().get::<Trace>().map(|trace| trace.0.clone());
    let page = ErrorPage { kind, trace };
    if let Some(visit) = request.extensions().get::<Visit>() {
        return render(&nowhere(visit.frame()), page);
    }
    Shared::of(request)
        .map(|shared| render(&nowhere(shared.frame(None, "", &Look::of(request))), page))
        .unwrap_or_default()
}

/// An error does not repeat the address that was asked for: it may name a case that is not told to be there.
fn nowhere(frame: Frame) -> Frame {
    Frame { place: paths::HOME.to_owned(), ..frame }
}

/// Route and status; never the address itself, which holds tokens, and nothing of what was sent or shown.
fn record(response: &ServiceResponse, started: Instant) {
    let request = response.request();
    let (method, status, took) = (request.method(), response.status(), started.elapsed());
    let route = request.match_pattern().unwrap_or_else(|| "none".to_owned());
    let trace = request.extensions().get::<Trace>().map(|trace| trace.0.clone()).unwrap_or_default();
    let (code, milliseconds) = (status.as_u16(), took.as_millis());
    let error = response.response().error().map(ToString::to_string);
    if status.is_server_error() {
        tracing::error!(%trace, %method, %route, status = code, milliseconds, error, "portal request failed");
    } else {
        tracing::info!(%trace, %method, %route, status = code, milliseconds, error, "portal request");
    }
    metrics::counter!("poortwacht_portal_requests_total", "route" => route.clone(), "status" => code.to_string())
        .increment(1);
    metrics::histogram!("poortwacht_portal_request_seconds", "route" => route).record(took.as_secs_f64());
}
