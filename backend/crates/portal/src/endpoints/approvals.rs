//! Requests for a second person.

use actix_web::HttpResponse;
use actix_web::web::{Path, Query};
use poortwacht_domain::RecordId;
use poortwacht_frontend::pages::approvals::{ApprovalRow, ApprovalsPage};
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::pages::user_new::UserLinkPage;
use poortwacht_frontend::{Section, paths};
use poortwacht_services::approvals::{self as service, ApprovalLine, Granted, Wish};

use crate::failure::Failure;
use crate::notice::{self, Told};
use crate::page;
use crate::visit::Visit;

/// `GET /requests`
pub(crate) async fn show(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let view = service::list(visit.services(), visit.actor()).await?;
    Ok(visit.show(ApprovalsPage {
        waiting: view.waiting.into_iter().map(row).collect(),
        settled: view.settled.into_iter().map(row).collect(),
        notice: told.at_requests(),
    }))
}

/// `POST /requests/{request}/approve`: the answer shows an enrolment link once, where there is one.
pub(crate) async fn approve(visit: Visit, request: Path<String>) -> Result<HttpResponse, Failure> {
    let granted = service::approve(visit.services(), visit.actor(), id(&request)?).await?;
    visit.refresh_gate().await?;
    let Granted { about, link, link_expires_at, .. } = granted;
    if let (Some((name, login)), Some(link), Some(expires_at)) = (about, link, link_expires_at) {
        return Ok(visit.show(UserLinkPage { name, login, link, expires_at, section: Section::Requests }));
    }
    Ok(page::see(&notice::on(paths::REQUESTS, notice::APPROVED)))
}

/// `POST /requests/{request}/refuse`
pub(crate) async fn refuse(visit: Visit, request: Path<String>) -> Result<HttpResponse, Failure> {
    service::refuse(visit.services(), visit.actor(), id(&request)?).await?;
    Ok(page::see(&notice::on(paths::REQUESTS, notice::REFUSED)))
}

/// `POST /requests/{request}/withdraw`
pub(crate) async fn withdraw(visit: Visit, request: Path<String>) -> Result<HttpResponse, Failure> {
    service::withdraw(visit.services(), visit.actor(), id(&request)?).await?;
    Ok(page::see(&notice::on(paths::REQUESTS, notice::WITHDRAWN)))
}

fn id(request: &Path<String>) -> Result<RecordId, Failure> {
    request.parse().map_err(|_| Failure::Page(ErrorKind::NotFound))
}

fn row(line: ApprovalLine) -> ApprovalRow {
    let kind = line.wish.kind();
    let (role, range) = match line.wish {
        Wish::ChangeRole { role } => (Some(role), None),
        Wish::AllowRange { network, note } => (None, Some(format!("{network} ({note})"))),
        _ => (None, None),
    };
    ApprovalRow {
        id: line.id,
        kind,
        about: line.about,
        role,
        range,
        reason: line.reason,
        asked_by: line.asked_by,
        asked_at: line.asked_at,
        expires_at: line.expires_at,
        state: line.state,
        decided_by: line.decided.map(|(by, _)| by),
        is_mine_to_decide: line.is_mine_to_decide,
        is_mine_to_withdraw: line.is_mine_to_withdraw,
    }
}
