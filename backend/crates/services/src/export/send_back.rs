//! Putting a case back on the desk: one that the CJIB returned, or one that a second look disagreed with.

use poortwacht_domain::case::blocked_from;
use poortwacht_domain::{Act, CaseCommand, CaseRef, CaseState, Permission, RetentionClass};
use poortwacht_store::cases::{self, Case, Retention, StateChange};
use poortwacht_store::events::{self, NewEvent};
use poortwacht_store::{Plan, Tx};
use serde_json::json;

use crate::{Actor, ServiceError, Services};

/// Why: the CJIB returned it.
const RETURNED: &str = "returned";

/// Puts a returned case back on the desk, so that an officer can correct it and confirm it anew; the next batch takes it
/// along. It keeps the term of a case that the CJIB has not accepted.
///
/// # Errors
/// [`ServiceError::NotFound`] for what is no case of this municipality; [`ServiceError::Conflict`] when it is not
/// returned (any more), or too old to be sent; [`ServiceError::Refused`] without the permission; those of store and
/// ledger.
pub async fn send_back(services: &Services, actor: &Actor, reference: &str) -> Result<(), ServiceError> {
    actor.require(Permission::WatchDelivery)?;
    let reference = CaseRef::parse(reference).map_err(|_| NOT_FOUND)?;
    let (own, actor) = (services.clone(), actor.clone());
    let written = services.store().write(Plan::new().log(actor.log()), move |tx| {
        let case = cases::find_by_reference(tx, &actor.scope(), &reference)?.ok_or(NOT_FOUND)?;
        if case.state != CaseState::Returned || blocked_from(case.captured_at) <= own.now() {
            return Err(ServiceError::Conflict("the case's state".to_owned()));
        }
        lay_back(&own, tx, &actor, &case, RETURNED)
    });
    written.await.map(drop)
}

const NOT_FOUND: ServiceError = ServiceError::NotFound("case");

/// Lays a confirmed, returned or dismissed case back on the desk, with its entries in ledger and timeline.
///
/// # Errors
/// [`ServiceError::Conflict`] when its state does not permit that (any more); those of store and ledger.
pub(crate) fn lay_back(
    services: &Services,
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &Case,
    reason: &'static str,
) -> Result<(), ServiceError> {
    let (scope, now) = (actor.scope(), services.now());
    let gone_on = |_| ServiceError::Conflict("the case's state".to_owned());
    let command = if case.state == CaseState::Dismissed { CaseCommand::Undo } else { CaseCommand::Rejudge };
    let to = case.state.apply(command).map_err(gone_on)?;
    let change = StateChange { from: case.state, to, at: now, dismissal_reason: None };
    cases::set_state(tx, &scope, case.id, &change)?;
    if case.state != CaseState::Returned {
        let class = RetentionClass::Undecided;
        let destroy_after = services.terms(actor.municipality).destroy_after(class, case.captured_at);
        cases::reclass(tx, &scope, case.id, &Retention { class, destroy_after })?;
    }
    let entry = actor.entry(Act::CaseSentBack).case(case.id).reason(reason).detail("state", case.state);
    let pending = services.append(tx, &actor.log(), &entry)?;
    let event = NewEvent {
        at: now,
        kind: Act::CaseSentBack.as_str().to_owned(),
        account: Some(actor.account),
        detail: json!({ "reason": reason }).to_string(),
        ledger_entry: Some(pending.place().clone()),
    };
    events::append(tx, &scope, case.id, &event)?;
    Ok(())
}
