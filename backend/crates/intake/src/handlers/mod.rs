//! One file per resource. A handler takes the request apart, asks the service and writes the answer.

pub(crate) mod exemption_list;
pub(crate) mod heartbeats;
pub(crate) mod ledger;
pub(crate) mod violation_packets;

use std::time::Instant;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use poortwacht_services::intake::{IntakeRefusal, UnitIdentity};

use crate::problem::Problem;
use crate::rate::Kind;
use crate::state::State;

/// The unit that was identified, if it does not send too fast.
fn admit(state: &State, request: &HttpRequest, kind: Kind) -> Result<UnitIdentity, Problem> {
    let unit = request.extensions().get::<UnitIdentity>().cloned();
    // Without the middleware nobody is let in.
    let unit = unit.ok_or_else(|| Problem::from(IntakeRefusal::UnknownUnit))?;
    state.buckets.take(unit.unit.id.as_uuid(), kind, Instant::now()).map_err(Problem::too_many)?;
    Ok(unit)
}

/// Refuses a body of another type than `expected`; parameters do not count.
fn expect_type(request: &HttpRequest, expected: &str, detail: &'static str) -> Result<(), Problem> {
    let declared =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = declared.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(expected) { Ok(()) } else { Err(Problem::unsupported(detail)) }
}

fn respond(answer: Result<HttpResponse, Problem>) -> HttpResponse {
    answer.unwrap_or_else(Problem::into_response)
}
