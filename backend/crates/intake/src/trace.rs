//! The trace of a request: a unit may say which one, and from which operation of its own.

use actix_web::http::header::HeaderMap;
use poortwacht_domain::Rng;
use poortwacht_services::trace::{self, TraceContext};

/// The context of the request's `traceparent` header, or a fresh one when there is none that is well formed.
pub(crate) fn of(headers: &HeaderMap, rng: &dyn Rng) -> TraceContext {
    TraceContext::received(headers.get_all(trace::HEADER).map(|value| value.to_str().ok()), rng)
}
