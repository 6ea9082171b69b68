//! Starts in the past before the second person, and the cases to be annulled for them.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path, Query};
use poortwacht_frontend::pages::annulments::{AnnulmentRow, AnnulmentsPage};
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::pages::exemption_late::{
    DecideForm, LateRow, LateStartsPage, SettleForm, SettleRow,
};
use poortwacht_frontend::paths;
use poortwacht_services::exemptions::{self, Annulment, LateDismissals, LateOrder, LateStartView};

use super::exemptions::{counts, row};
use crate::failure::Failure;
use crate::notice::{self, Told};
use crate::page;
use crate::visit::Visit;

/// `GET /exemptions/late-starts`
pub(crate) async fn show(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let rows = exemptions::late_starts(visit.services(), visit.actor()).await?;
    let rows = rows.into_iter().map(late_row).collect();
    let settling = exemptions::late_dismissals(visit.services(), visit.actor()).await?;
    let settling = settling.into_iter().map(settle_row).collect();
    let now = visit.services().now();
    Ok(visit.show(LateStartsPage { now, rows, settling, notice: told.at_late_starts() }))
}

/// `POST /exemptions/late-starts/{late}`
pub(crate) async fn decide(
    visit: Visit,
    id: Path<String>,
    form: Form<DecideForm>,
) -> Result<HttpResponse, Failure> {
    let id = id.parse().map_err(|_| Failure::Page(ErrorKind::NotFound))?;
    let (agreed, done) = match form.decision.as_str() {
        "agree" => (true, notice::LATE_AGREED),
        "refuse" => (false, notice::LATE_REFUSED),
        _ => return Err(Failure::Page(ErrorKind::BadRequest)),
    };
    exemptions::decide(visit.services(), visit.actor(), id, agreed).await?;
    Ok(page::see(&notice::on(paths::LATE_STARTS, done)))
}

/// `POST /exemptions/late-starts/{late}/dismissals`
pub(crate) async fn settle(
    visit: Visit,
    id: Path<String>,
    form: Form<SettleForm>,
) -> Result<HttpResponse, Failure> {
    let id = id.parse().map_err(|_| Failure::Page(ErrorKind::NotFound))?;
    let (order, done) = match form.order.as_str() {
        "withdraw" => (LateOrder::Withdraw, notice::LATE_WITHDRAWN),
        "keep" => (LateOrder::Keep, notice::LATE_KEPT),
        _ => return Err(Failure::Page(ErrorKind::BadRequest)),
    };
    exemptions::settle_late(visit.services(), visit.actor(), id, order).await?;
    Ok(page::see(&notice::on(paths::LATE_STARTS, done)))
}

/// `GET /annulments`
pub(crate) async fn annulments(visit: Visit) -> Result<HttpResponse, Failure> {
    let rows = exemptions::annulments(visit.services(), visit.actor()).await?;
    let line = |row: Annulment| AnnulmentRow {
        reference: row.reference,
        location: row.location,
        captured_at: row.captured_at,
        state: row.state,
        since: row.since,
    };
    Ok(visit.show(AnnulmentsPage { rows: rows.into_iter().map(line).collect() }))
}

fn late_row(view: LateStartView) -> LateRow {
    LateRow {
        id: view.id,
        proposed_by: view.proposed_by,
        proposed_at: view.proposed_at,
        lapses_at: view.lapses_at,
        document: view.grounds.document,
        reason: view.grounds.reason,
        exemptions: view.exemptions,
        rows: view.rows.into_iter().map(row).collect(),
        concerned: counts(&view.concerned),
        may_decide: view.may_decide,
    }
}

fn settle_row(line: LateDismissals) -> SettleRow {
    SettleRow {
        id: line.id,
        agreed_at: line.agreed_at,
        cases: line.cases,
        due: line.due,
        objections: line.objections,
        may_keep: line.may_keep,
    }
}
