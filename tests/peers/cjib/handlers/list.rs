//! `GET /v1/batches`: everything the mock holds of this client, or received of it in a period, for reconciliation.

use actix_web::{HttpRequest, HttpResponse, web};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::{answers::Progress, cut, peer_of};
use crate::{
    desk::Desk,
    faults::{Mode, Request},
    problem::{Kind, Problem},
    server::Delays,
};

/// Bounds of the receipt; one that is left out does not bound.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Period {
    received_from: Option<Timestamp>,
    received_until: Option<Timestamp>,
}

impl Period {
    /// The first bound belongs to it, the last one does not.
    fn holds(&self, at: Timestamp) -> bool {
        self.received_from.is_none_or(|from| from <= at) && self.received_until.is_none_or(|until| at < until)
    }
}

/// Lists the client's own batches in order of receipt.
pub async fn list(request: HttpRequest, desk: web::Data<Desk>, delays: web::Data<Delays>) -> HttpResponse {
    let peer = peer_of(&request);
    match desk.faults.next(Request::List) {
        Some(Mode::Cut) => return cut(&peer).await,
        Some(Mode::Error500) => return Problem::bare(Kind::Internal).response(),
        Some(Mode::Slow) => actix_web::rt::time::sleep(delays.slow).await,
        _ => {}
    }
    let deliverer = match desk.admit(peer.oin.as_deref()) {
        Ok(deliverer) => deliverer,
        Err(problem) => return problem.response(),
    };
    let period = match web::Query::<Period>::from_query(request.query_string()) {
        Ok(period) => period,
        Err(_) => return unreadable(),
    };
    let (mut held, now) = (desk.list(deliverer), desk.clock.now());
    held.retain(|(_, held)| period.holds(held.received_at));
    let batches: Vec<_> = held.iter().map(|(id, held)| Progress::new(id, held, now)).collect();
    HttpResponse::Ok().json(json!({ "batches": batches }))
}

fn unreadable() -> HttpResponse {
    let detail = "receivedFrom and receivedUntil are instants, as 2026-11-01T00:00:00Z";
    Problem::one(Kind::Malformed, "query", detail).response()
}
