//! Logging out.

use actix_web::HttpResponse;
use poortwacht_domain::Permission;
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::paths;
use poortwacht_services::{review, sessions};

use crate::failure::Failure;
use crate::visit::Visit;
use crate::{cookie, notice, page};

/// `POST /logout`
pub(crate) async fn send(visit: Visit) -> Result<HttpResponse, Failure> {
    give_back(&visit).await;
    sessions::log_out(visit.services(), visit.actor()).await?;
    let mut response = page::see(&notice::on(paths::LOGIN, notice::LOGGED_OUT));
    response.add_cookie(&cookie::removal()).map_err(|_| Failure::Page(ErrorKind::Internal))?;
    Ok(response)
}

/// What lies on an officer's desk goes back to the colleagues. Where that fails the claim runs out, and whoever wants to
/// leave can leave.
async fn give_back(visit: &Visit) {
    if !visit.actor().role.allows(Permission::Review) {
        return;
    }
    if let Err(error) = review::release(visit.services(), visit.actor(), None).await {
        tracing::warn!(%error, "claims were not given back on logging out");
    }
}
