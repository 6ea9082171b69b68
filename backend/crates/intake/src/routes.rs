//! The resources. Whatever is not here is 404, and with another method 405.

use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Resource};

use crate::handlers::{exemption_list, heartbeats, ledger, violation_packets};
use crate::problem::Problem;

/// Declares all resources.
pub(crate) fn declare(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/violation-packets", "POST")
                .route(web::method(Method::POST).to(violation_packets::receive)),
        )
        .service(resource("/v1/heartbeats", "POST").route(web::method(Method::POST).to(heartbeats::receive)))
        .service(
            resource("/v1/exemption-list", "GET").route(web::method(Method::GET).to(exemption_list::show)),
        )
        .configure(declare_ledger);
}

/// For witnesses. The name of a shard has slashes in it.
fn declare_ledger(config: &mut ServiceConfig) {
    config
        .service(resource("/ledger/shards", "GET").route(web::method(Method::GET).to(ledger::shards)))
        .service(
            resource("/ledger/{shard:.+}/checkpoint", "GET")
                .route(web::method(Method::GET).to(ledger::checkpoint)),
        )
        .service(
            resource("/ledger/{shard:.+}/tile/{level}/{number:.+}", "GET")
                .route(web::method(Method::GET).to(ledger::tile)),
        )
        .service(
            resource("/ledger/{shard:.+}/cosignature", "POST")
                .route(web::method(Method::POST).to(ledger::cosignature)),
        );
}

fn resource(path: &str, allow: &'static str) -> Resource {
    let refuse = move || async move { Problem::method_not_allowed(allow).into_response() };
    web::resource(path).default_service(web::to(refuse))
}

/// The answer for every other path.
pub(crate) async fn not_found() -> HttpResponse {
    Problem::not_found().into_response()
}
