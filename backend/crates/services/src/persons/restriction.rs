//! Leaving a case alone because the person concerned asked so, and using it again (AVG art. 18, Wpg art. 28).
//!
//! A restricted case is kept and shown, with its mark. It leaves the desk and lies on none, nothing is decided on it, and it
//! goes out neither to the CJIB nor in a letter. Who lifts the restriction says why it may be used.

use jiff::Timestamp;
use poortwacht_domain::{Act, CaseRef, CaseState, LiftReason, Permission, RestrictionGround};
use poortwacht_store::case_restrictions::{self as rows, Restriction};
use poortwacht_store::cases::{self, Case};
use poortwacht_store::events::{self, NewEvent};
use poortwacht_store::{Connection, Plan, StoreError, Tx};
use serde_json::json;

use crate::flaw::choice;
use crate::{Actor, FieldProblem, ServiceError, Services};

const NOT_FOUND: ServiceError = ServiceError::NotFound("case");

/// A restriction before a reader's eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RestrictionView {
    /// The ground.
    pub ground: RestrictionGround,
    /// Since when.
    pub at: Timestamp,
}

/// Restricts a case, on the ground with this code.
///
/// # Errors
/// [`ServiceError::Invalid`] without a ground; [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the
/// permission; [`ServiceError::Conflict`] when it is restricted or destroyed.
pub async fn restrict(
    services: &Services,
    actor: &Actor,
    reference: &str,
    ground: &str,
) -> Result<(), ServiceError> {
    actor.require(Permission::HandlePersonRequests)?;
    let ground: RestrictionGround = read("restriction_ground", ground)?;
    let new = Restriction { ground, by: actor.account, at: services.now() };
    let change = move |tx: &mut Tx<'_>, by: &Actor, case: &Case| {
        rows::restrict(tx, &by.scope(), case.id, &new).map_err(conflict)
    };
    mark(services, actor, reference, (Act::CaseRestricted, ground.as_str()), change).await
}

/// Lifts the restriction of a case, for the reason with this code.
///
/// # Errors
/// As [`restrict`]; [`ServiceError::Conflict`] when it is not restricted.
pub async fn lift(
    services: &Services,
    actor: &Actor,
    reference: &str,
    reason: &str,
) -> Result<(), ServiceError> {
    actor.require(Permission::HandlePersonRequests)?;
    let reason: LiftReason = read("lift_reason", reason)?;
    let change =
        |tx: &mut Tx<'_>, by: &Actor, case: &Case| rows::lift(tx, &by.scope(), case.id).map_err(conflict);
    mark(services, actor, reference, (Act::RestrictionLifted, reason.as_str()), change).await
}

fn read<T: std::str::FromStr>(field: &str, typed: &str) -> Result<T, ServiceError> {
    choice(typed).map_err(|flaw| ServiceError::Invalid(vec![FieldProblem::flawed(field, flaw)]))
}

/// Changes the mark of a case, with its entry in the ledger and its line in the timeline.
async fn mark(
    services: &Services,
    actor: &Actor,
    reference: &str,
    (act, code): (Act, &'static str),
    change: impl Fn(&mut Tx<'_>, &Actor, &Case) -> Result<(), ServiceError> + Send + 'static,
) -> Result<(), ServiceError> {
    let reference = CaseRef::parse(reference).map_err(|_| NOT_FOUND)?;
    let (own, by) = (services.clone(), actor.clone());
    let write = move |tx: &mut Tx<'_>| {
        let case = cases::find_by_reference(tx, &by.scope(), &reference)?.ok_or(NOT_FOUND)?;
        if case.state == CaseState::Destroyed {
            return Err(ServiceError::Conflict("the case's state".to_owned()));
        }
        change(tx, &by, &case)?;
        let pending = own.append(tx, &by.log(), &by.entry(act).case(case.id).reason(code))?;
        let event = NewEvent {
            at: own.now(),
            kind: act.as_str().to_owned(),
            account: Some(by.account),
            detail: json!({ "reason": code }).to_string(),
            ledger_entry: Some(pending.place().clone()),
        };
        events::append(tx, &by.scope(), case.id, &event)?;
        Ok::<_, ServiceError>(())
    };
    services.store().write(Plan::new().log(actor.log()), write).await.map(drop)
}

fn conflict(error: StoreError) -> ServiceError {
    match error {
        StoreError::Conflict { .. } => ServiceError::Conflict("the restriction of this case".to_owned()),
        other => other.into(),
    }
}

/// The restriction of a case, where it is restricted.
pub(crate) fn view(
    conn: &mut Connection,
    reader: &Actor,
    case: &Case,
) -> Result<Option<RestrictionView>, ServiceError> {
    let found = rows::of_case(conn, &reader.scope(), case.id)?;
    Ok(found.map(|found| RestrictionView { ground: found.ground, at: found.at }))
}

/// Whether this reader can restrict the case, or lift its restriction.
pub(crate) fn may_restrict(reader: &Actor, case: &Case) -> bool {
    reader.role.allows(Permission::HandlePersonRequests) && case.state != CaseState::Destroyed
}
