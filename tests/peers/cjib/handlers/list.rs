//! `GET /v1/batches`: everything the mock holds of this client, for reconciliation.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::{answers::Progress, peer_of};
use crate::desk::Desk;

/// Lists the client's own batches in order of receipt.
pub async fn list(request: HttpRequest, desk: web::Data<Desk>) -> HttpResponse {
    let peer = peer_of(&request);
    let deliverer = match desk.admit(peer.oin.as_deref()) {
        Ok(deliverer) => deliverer,
        Err(problem) => return problem.response(),
    };
    let (held, now) = (desk.list(deliverer), desk.clock.now());
    let batches: Vec<_> = held.iter().map(|(id, held)| Progress::new(id, held, now)).collect();
    HttpResponse::Ok().json(json!({ "batches": batches }))
}
