//! Work stock.

use actix_web::HttpResponse;
use poortwacht_frontend::pages::stock::{FollowUp, StockPage, StockRow};
use poortwacht_services::stock;

use super::desk_page;
use crate::failure::Failure;
use crate::visit::Visit;

/// `GET /stock`
pub(crate) async fn show(visit: Visit) -> Result<HttpResponse, Failure> {
    let view = stock::list(visit.services(), visit.actor()).await?;
    Ok(visit.show(StockPage {
        now: view.now,
        rows: view.rows.into_iter().map(row).collect(),
        case_open: view.case_open,
        may_review: view.may_review,
        recent: view.recent.into_iter().map(desk_page::recent).collect(),
        sign_faults: view.sign_faults,
        follow_up: view.follow_up.map(|waits| FollowUp { held: waits.held, returned: waits.returned }),
    }))
}

fn row(row: stock::StockRow) -> StockRow {
    StockRow {
        code: row.code,
        name: row.name,
        waiting: row.waiting,
        oldest: row.oldest,
        deadline: row.deadline,
        near: row.near,
    }
}
