//! Roadside units and how they are doing.

use actix_web::HttpResponse;
use poortwacht_frontend::pages::units::{UnitProblem, UnitRow, UnitsPage};
use poortwacht_services::units::{self, UnitHealthRow};

use crate::failure::Failure;
use crate::visit::Visit;

/// `GET /units`
pub(crate) async fn show(visit: Visit) -> Result<HttpResponse, Failure> {
    let found = units::health(visit.services(), visit.actor()).await?;
    Ok(visit.show(UnitsPage { now: found.now, rows: found.rows.into_iter().map(row).collect() }))
}

pub(super) fn row(unit: UnitHealthRow) -> UnitRow {
    UnitRow {
        id: unit.id,
        name: unit.name,
        location: unit.location,
        lane: unit.lane,
        last_heartbeat: unit.last_heartbeat,
        clock_offset_ms: unit.clock_offset_ms,
        queue_length: unit.queue_length,
        oldest_queued: unit.oldest_queued,
        missing: unit.missing,
        software: unit.software,
        problems: unit.problems.into_iter().map(problem).collect(),
    }
}

const fn problem(problem: units::UnitProblem) -> UnitProblem {
    match problem {
        units::UnitProblem::NeverSeen => UnitProblem::NeverSeen,
        units::UnitProblem::Silent => UnitProblem::Silent,
        units::UnitProblem::ClockOff => UnitProblem::ClockOff,
        units::UnitProblem::QueueOld => UnitProblem::QueueOld,
        units::UnitProblem::Gaps => UnitProblem::Gaps,
        units::UnitProblem::CertificateExpires => UnitProblem::CertificateExpires,
        units::UnitProblem::Suspended => UnitProblem::Suspended,
        units::UnitProblem::Revoked => UnitProblem::Revoked,
    }
}
