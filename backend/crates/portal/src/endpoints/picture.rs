//! A picture that a page was granted.

use actix_web::HttpResponse;
use actix_web::http::header::{ACCEPT_RANGES, ContentType};
use actix_web::web::{Bytes, Path};
use poortwacht_services::{ServiceError, note_refused, pictures, refusals};

use crate::failure::Failure;
use crate::visit::Visit;

/// `GET /pictures/{grant}`: whole, with its exact length; parts are not served. Its bytes are zeroed once it is sent. A
/// grant of another session, of a claim that is lost, or of nobody, is refused and written down.
pub(crate) async fn show(visit: Visit, grant: Path<String>) -> Result<HttpResponse, Failure> {
    let opened = pictures::open(visit.services(), visit.actor(), &grant).await;
    if let Err(ServiceError::NotFound(_)) = &opened {
        note_refused(visit.services(), visit.actor(), refusals::PICTURE_GRANT).await?;
    }
    let jpeg = opened?;
    Ok(HttpResponse::Ok()
        .content_type(ContentType::jpeg())
        .insert_header((ACCEPT_RANGES, "none"))
        .body(Bytes::from_owner(jpeg)))
}
