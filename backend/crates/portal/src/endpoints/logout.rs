//! Logging out.

use actix_web::HttpResponse;
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::paths;
use poortwacht_services::sessions;

use crate::failure::Failure;
use crate::visit::Visit;
use crate::{cookie, notice, page};

/// `POST /logout`
pub(crate) async fn send(visit: Visit) -> Result<HttpResponse, Failure> {
    sessions::log_out(visit.services(), visit.actor()).await?;
    let mut response = page::see(&notice::on(paths::LOGIN, notice::LOGGED_OUT));
    response.add_cookie(&cookie::removal()).map_err(|_| Failure::Page(ErrorKind::Internal))?;
    Ok(response)
}
