//! One request with its plate and, while it waits for an answer, everything that is held about that plate.

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::{
    Act, ExtensionReason, IdentityCheck, Permission, Plate, RecordId, Regime, RequestKind, RequestOutcome,
};
use poortwacht_ledger::Receipt;
use poortwacht_store::person_requests::{self as rows, PersonRequest};
use poortwacht_store::{Plan, Tx};

use super::found::{FoundCase, FoundExemption, search, tell};
use super::sealing::{open_answer, open_asked};
use super::{NOT_FOUND, parse};
use crate::blocking::off_worker;
use crate::{Actor, ServiceError, Services};

/// What was answered.
#[derive(Clone)]
pub struct Answer {
    /// The outcome.
    pub outcome: RequestOutcome,
    /// When.
    pub at: Timestamp,
    /// In words.
    pub words: String,
}

/// A request before somebody's eyes. Not printable: it holds a plate.
pub struct RequestView {
    /// Its id.
    pub id: RecordId,
    /// What is asked.
    pub kind: RequestKind,
    /// About which plate.
    pub plate: Plate,
    /// How it was made certain who asks.
    pub identity: IdentityCheck,
    /// More about that.
    pub note: String,
    /// The day on which it came in.
    pub received_on: Date,
    /// The law that sets its term.
    pub regime: Regime,
    /// The first instant at which an answer is too late.
    pub due_at: Timestamp,
    /// Whether that moment is over and nobody answered.
    pub is_late: bool,
    /// Why it may take longer, if it may.
    pub extended_for: Option<ExtensionReason>,
    /// Whether it can be given more time.
    pub may_extend: bool,
    /// What was answered; `None` while it waits.
    pub answer: Option<Answer>,
    /// Cases about the plate; nothing is looked for once it was answered.
    pub cases: Vec<FoundCase>,
    /// Exemptions of the plate; nothing is looked for once it was answered.
    pub exemptions: Vec<FoundExemption>,
}

/// Shows a request. Logged as [`Act::PersonRequestShown`] before its plate is opened, and, while it waits, as
/// [`Act::PersonDataFound`] before the plate is looked for and again for each case found.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; those of store, ledger and key store.
pub async fn show(services: &Services, actor: &Actor, id: &str) -> Result<RequestView, ServiceError> {
    actor.require(Permission::HandlePersonRequests)?;
    let (request, plate, mut view) = open(services, actor, parse(id)?).await?;
    if request.handled.is_none() {
        let found = search(services, actor, request.id, plate).await?;
        view.exemptions = found.exemptions();
        view.cases = tell(services, actor, request.id, &found.cases).await?;
    }
    Ok(view)
}

async fn open(
    services: &Services,
    actor: &Actor,
    id: RecordId,
) -> Result<(PersonRequest, Plate, RequestView), ServiceError> {
    let (request, receipt) = log_shown(services, actor, id).await?;
    let own = services.clone();
    off_worker(move || {
        let asked = open_asked(&own, &receipt, &request)?;
        let words = open_answer(&own, &receipt, &request)?;
        let view = view(&request, asked.plate.clone(), (asked.note, words), own.now());
        Ok((request, asked.plate, view))
    })
    .await
}

/// Writes down that a request is shown; the receipt opens it.
pub(super) async fn log_shown(
    services: &Services,
    actor: &Actor,
    id: RecordId,
) -> Result<(PersonRequest, Receipt), ServiceError> {
    let (own, by) = (services.clone(), actor.clone());
    let write = move |tx: &mut Tx<'_>| {
        let request = rows::find(tx, &by.scope(), id)?.ok_or(NOT_FOUND)?;
        let entry = by.entry(Act::PersonRequestShown).reason(request.kind.as_str()).detail("request", id);
        Ok::<_, ServiceError>((request, own.append(tx, &by.log(), &entry)?))
    };
    let (request, pending) = services.store().write(Plan::new().log(actor.log()), write).await?.split();
    Ok((request, Receipt::from(pending)))
}

fn view(
    request: &PersonRequest,
    plate: Plate,
    (note, words): (String, Option<String>),
    now: Timestamp,
) -> RequestView {
    let answer = request.handled.as_ref().map(|handled| Answer {
        outcome: handled.outcome,
        at: handled.at,
        words: words.unwrap_or_default(),
    });
    let waits = answer.is_none();
    RequestView {
        id: request.id,
        kind: request.kind,
        plate,
        identity: request.identity,
        note,
        received_on: request.received_on,
        regime: request.regime,
        due_at: request.due_at,
        is_late: waits && request.due_at <= now,
        extended_for: request.extended_for,
        may_extend: waits && may_extend(request, now),
        answer,
        cases: Vec::new(),
        exemptions: Vec::new(),
    }
}

/// Once, in time, and where the law allows it (AVG art. 12(3)).
pub(super) fn may_extend(request: &PersonRequest, now: Timestamp) -> bool {
    request.regime.may_be_extended() && request.extended_for.is_none() && now < request.due_at
}
