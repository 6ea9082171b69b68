//! The requests and their clocks.

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::{Act, Permission, RecordId, Regime, RequestKind, RequestOutcome};
use poortwacht_store::person_requests::{self as rows, PersonRequest};

use crate::{Actor, ServiceError, Services};

/// A request in the list. No plate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRow {
    /// Its id.
    pub id: RecordId,
    /// What is asked.
    pub kind: RequestKind,
    /// The day on which it came in.
    pub received_on: Date,
    /// The law that sets its term.
    pub regime: Regime,
    /// The first instant at which an answer is too late.
    pub due_at: Timestamp,
    /// Whether that moment is over and nobody answered.
    pub is_late: bool,
    /// What became of it, and when; `None` while it waits.
    pub handled: Option<(RequestOutcome, Timestamp)>,
}

/// The requests: what waits first, what is due first on top; then what was answered, the latest first. Logged as
/// [`Act::PersonRequestsListed`] first.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn list(services: &Services, actor: &Actor) -> Result<Vec<RequestRow>, ServiceError> {
    actor.require(Permission::HandlePersonRequests)?;
    services.enter(actor.log(), actor.entry(Act::PersonRequestsListed)).await?;
    let (scope, now) = (actor.scope(), services.now());
    let found = services.store().read(move |conn| Ok::<_, ServiceError>(rows::list(conn, &scope)?)).await?;
    let mut listed: Vec<RequestRow> = found.into_iter().map(|request| row(request, now)).collect();
    listed.sort_by_key(|row| row.handled.map(|(_, at)| std::cmp::Reverse(at)));
    Ok(listed)
}

fn row(request: PersonRequest, now: Timestamp) -> RequestRow {
    RequestRow {
        id: request.id,
        kind: request.kind,
        received_on: request.received_on,
        regime: request.regime,
        due_at: request.due_at,
        is_late: request.handled.is_none() && request.due_at <= now,
        handled: request.handled.map(|handled| (handled.outcome, handled.at)),
    }
}
