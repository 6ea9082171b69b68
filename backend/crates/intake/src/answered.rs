//! What every answer has, refusals included: security headers, the version of the interface, a line in the log, a count.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use poortwacht_services::intake::UnitIdentity;
use poortwacht_services::trace::TraceContext;
use poortwacht_services::witnesses::WitnessIdentity;

use crate::state::State;
use crate::trace;

/// Nothing an answer holds is to be shown, framed, sniffed or kept by anything between.
const HEADERS: [(&str, &str); 7] = [
    ("api-version", "1.0.0"),
    ("cache-control", "no-store"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("referrer-policy", "no-referrer"),
    ("strict-transport-security", "max-age=31536000"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// Outermost: gives the request its trace and the answer its headers.
pub(crate) async fn answered(
    state: web::Data<State>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let trace = trace::of(request.headers(), state.services.rng().as_ref());
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

/// Unit or witness, resource and status; nothing of what was sent.
fn record(response: &ServiceResponse, trace: &TraceContext, started: Instant) {
    let resource = response.request().match_pattern().unwrap_or_else(|| "none".to_owned());
    let status = response.status().as_u16();
    let took = started.elapsed();
    let unit = response.request().extensions().get::<UnitIdentity>().map(|unit| unit.unit.id.to_string());
    let witness =
        response.request().extensions().get::<WitnessIdentity>().map(|asker| asker.witness.id.to_string());
    tracing::info!(trace = %trace.trace, unit, witness, %resource, status, milliseconds = took.as_millis(), "intake request");
    metrics::counter!("poortwacht_intake_requests_total", "resource" => resource.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("poortwacht_intake_request_seconds", "resource" => resource)
        .record(took.as_secs_f64());
}
