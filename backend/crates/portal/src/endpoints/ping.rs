//! Whether the server is there: asked by the browser before it gives up a page with typed words.

use actix_web::HttpResponse;

/// `GET /ping`
pub(crate) async fn answer() -> HttpResponse {
    HttpResponse::NoContent().finish()
}
