//! The traffic with the CJIB.

use actix_web::HttpResponse;
use actix_web::web::{Path, Query};
use poortwacht_frontend::pages::cjib::{BatchRow, BatchStage, CjibPage, ReturnNote, ReturnedRow, SendClock};
use poortwacht_frontend::pages::cjib_batch::{CjibBatchPage, ItemAnswer, ItemRow};
use poortwacht_frontend::pages::cjib_months::{DifferenceRow, MonthRow};
use poortwacht_frontend::paths;
use poortwacht_services::export;
use poortwacht_store::batches::BatchState;

use crate::failure::Failure;
use crate::notice::{self, Told};
use crate::page;
use crate::visit::Visit;

/// `GET /cjib`
pub(crate) async fn show(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let view = export::deliveries(visit.services(), visit.actor()).await?;
    Ok(visit.show(CjibPage {
        now: view.now,
        batches: view.batches.into_iter().map(batch_row).collect(),
        returned: view.returned.into_iter().map(returned_row).collect(),
        months: view.months.into_iter().map(month_row).collect(),
        sent_back: told.is_sent_back(),
    }))
}

/// `GET /cjib/{batch}`
pub(crate) async fn batch(visit: Visit, id: Path<String>) -> Result<HttpResponse, Failure> {
    let view = export::batch(visit.services(), visit.actor(), &id).await?;
    Ok(visit.show(CjibBatchPage {
        now: view.now,
        batch: batch_row(view.batch),
        sha256: view.sha256,
        items: view.items.into_iter().map(item_row).collect(),
    }))
}

/// `POST /cases/{reference}/send-back`
pub(crate) async fn send_back(visit: Visit, reference: Path<String>) -> Result<HttpResponse, Failure> {
    export::send_back(visit.services(), visit.actor(), &reference).await?;
    Ok(page::see(&notice::on(paths::CJIB, notice::SENT_BACK)))
}

fn batch_row(line: export::BatchLine) -> BatchRow {
    BatchRow {
        id: line.id,
        stage: match line.state {
            BatchState::Built if line.failing => BatchStage::Failing,
            BatchState::Built => BatchStage::Built,
            BatchState::Acknowledged => BatchStage::Sent,
            BatchState::Processed => BatchStage::Processed,
            BatchState::GivenUp => BatchStage::GivenUp,
        },
        built_at: line.built_at,
        cases: line.cases,
        accepted: line.accepted,
        returned: line.returned,
        attempts: line.attempts,
        receipt_number: line.receipt_number,
        sent_at: line.acknowledged_at,
        processed_at: line.processed_at,
    }
}

fn returned_row(line: export::ReturnedLine) -> ReturnedRow {
    ReturnedRow {
        reference: line.reference,
        location: line.location,
        note: line.note.map(note),
        clock: clock(line.clock),
        in_time: line.in_time,
    }
}

fn item_row(line: export::ItemLine) -> ItemRow {
    ItemRow {
        position: line.position,
        reference: line.reference,
        answer: match line.answer {
            export::ItemAnswer::Open => ItemAnswer::Open,
            export::ItemAnswer::Accepted(at) => ItemAnswer::Accepted(at),
            export::ItemAnswer::Returned(why) => ItemAnswer::Returned(note(why)),
            export::ItemAnswer::Unsent(at) => ItemAnswer::Unsent(at),
        },
        now: line.now.map(|(state, left)| (state, clock(left))),
    }
}

fn note(why: export::ReturnNote) -> ReturnNote {
    ReturnNote { at: why.at, code: why.code, text: why.text }
}

fn month_row(line: export::MonthLine) -> MonthRow {
    MonthRow {
        month: line.month,
        compared_at: line.compared_at,
        batches: line.batches,
        cases: line.cases,
        differences: line.differences,
        findings: line.findings.into_iter().map(difference_row).collect(),
    }
}

fn difference_row(found: export::Difference) -> DifferenceRow {
    DifferenceRow {
        batch: found.batch,
        case: found.case,
        kind: found.kind,
        field: found.field,
        here: found.here,
        there: found.there,
    }
}

const fn clock(left: export::Clock) -> SendClock {
    SendClock { before: left.blocked_from, limit: left.limit }
}
