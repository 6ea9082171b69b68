//! `GET /v1/batches/{id}`: how far a batch is, and what became of its cases.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{answers::Progress, cut, peer_of};
use crate::{
    desk::Desk,
    faults::{Mode, Request},
    problem::{Kind, Problem},
    server::Delays,
};

/// Answers for one batch of this client; one of another client does not exist for it.
pub async fn poll(
    request: HttpRequest,
    id: web::Path<String>,
    desk: web::Data<Desk>,
    delays: web::Data<Delays>,
) -> HttpResponse {
    let peer = peer_of(&request);
    match desk.faults.next(Request::Poll) {
        Some(Mode::Cut) => return cut(&peer).await,
        Some(Mode::Error500) => return Problem::bare(Kind::Internal).response(),
        Some(Mode::Slow) => actix_web::rt::time::sleep(delays.slow).await,
        _ => {}
    }
    let found = desk
        .admit(peer.oin.as_deref())
        .and_then(|deliverer| desk.find(deliverer, &id).ok_or_else(|| Problem::bare(Kind::NotFound)));
    match found {
        Ok(held) => HttpResponse::Ok().json(Progress::new(&id, &held, desk.clock.now())),
        Err(problem) => problem.response(),
    }
}
