//! What every answer has, refusals included: security headers, the version of the interface, a line in the log, a count.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, web};
use poortwacht_services::trace::{HEADER, TraceContext};

use crate::state::State;

/// Nothing an answer holds is to be shown, framed, sniffed or kept by anything between.
const HEADERS: [(&str, &str); 7] = [
    ("api-version", crate::openapi::VERSION),
    ("cache-control", "no-store"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("referrer-policy", "no-referrer"),
    ("strict-transport-security", "max-age=31536000"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// Who asked, once that is proved; for the log.
#[derive(Clone)]
pub(crate) struct Known(pub(crate) String);

/// Outermost: gives the request its trace and the answer its headers.
pub(crate) async fn answered(
    state: web::Data<State>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let given = request.headers().get_all(HEADER).map(|value| value.to_str().ok());
    let trace = TraceContext::received(given, state.services.rng().as_ref());
    request.extensions_mut().insert(trace);
    let mut response = next.call(request).await?.map_into_boxed_body();
    decorate(response.headers_mut());
    record(&response, &trace, started);
    Ok(response)
}

fn decorate(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
}

/// Client, resource and status; nothing of what was sent.
fn record(response: &ServiceResponse, trace: &TraceContext, started: Instant) {
    let request = response.request();
    let (method, status, took) = (request.method(), response.status().as_u16(), started.elapsed());
    let resource = request.match_pattern().unwrap_or_else(|| "none".to_owned());
    let client = request.extensions().get::<Known>().map(|known| known.0.clone());
    tracing::info!(trace = %trace.trace, client, %method, %resource, status, milliseconds = took.as_millis(), "api request");
    metrics::counter!("poortwacht_api_requests_total", "resource" => resource.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("poortwacht_api_request_seconds", "resource" => resource).record(took.as_secs_f64());
}
