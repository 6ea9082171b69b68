//! A picture that a page was granted.

use actix_web::HttpResponse;
use actix_web::http::header::{ACCEPT_RANGES, ContentType};
use actix_web::web::{Bytes, Path};
use poortwacht_services::pictures;

use crate::failure::Failure;
use crate::visit::Visit;

/// `GET /pictures/{grant}`: whole, with its exact length; parts are not served. Its bytes are zeroed once it is sent.
pub(crate) async fn show(visit: Visit, grant: Path<String>) -> Result<HttpResponse, Failure> {
    let jpeg = pictures::open(visit.services(), visit.actor(), &grant).await?;
    Ok(HttpResponse::Ok()
        .content_type(ContentType::jpeg())
        .insert_header((ACCEPT_RANGES, "none"))
        .body(Bytes::from_owner(jpeg)))
}
