//! The three requests of the profile.

mod answers;
mod deliver;
mod list;
mod poll;

use actix_web::{HttpRequest, HttpResponse, web};

use crate::{
    peer::Peer,
    problem::{Kind, Problem},
};

/// Routes of the mock.
pub fn routes(app: &mut web::ServiceConfig) {
    app.service(
        web::resource("/v1/batches").route(web::post().to(deliver::deliver)).route(web::get().to(list::list)),
    )
    .service(web::resource("/v1/batches/{id}").route(web::get().to(poll::poll)))
    .default_service(web::to(unknown));
}

async fn unknown() -> HttpResponse {
    Problem::bare(Kind::NotFound).response()
}

/// The connection that a request came over.
fn peer_of(request: &HttpRequest) -> Peer {
    request.conn_data::<Peer>().cloned().unwrap_or_default()
}

/// Cuts the connection and waits for it to be noticed: no answer ever leaves.
async fn cut(peer: &Peer) -> HttpResponse {
    peer.cut();
    std::future::pending().await
}
