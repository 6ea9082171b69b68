//! A picture that a page was granted.

use actix_web::HttpResponse;
use actix_web::http::header::ContentType;
use actix_web::web::Path;
use poortwacht_services::pictures;

use crate::failure::Failure;
use crate::visit::Visit;

/// `GET /pictures/{grant}`
pub(crate) async fn show(visit: Visit, grant: Path<String>) -> Result<HttpResponse, Failure> {
    let jpeg = pictures::open(visit.services(), visit.actor(), &grant).await?;
    Ok(HttpResponse::Ok().content_type(ContentType::jpeg()).body(jpeg))
}
