//! What every decision starts from: the case that was on the screen must be the one on the officer's desk.

use jiff::Timestamp;
use poortwacht_domain::{Act, CaseRef, CaseState};
use poortwacht_ledger::Entry;
use poortwacht_store::authorisations::{self, Authorisation};
use poortwacht_store::cases::{self, Case};
use poortwacht_store::events::{self, NewEvent};
use poortwacht_store::{Connection, Tx, case_restrictions};

use super::ReviewRefusal;
use crate::{Actor, Services};

/// The case with this reference, when it lies on the actor's desk. A claim that has run out counts as long as nobody took
/// the case: an officer who reads slowly loses nothing. One that is to be left alone lies on no desk.
pub(super) async fn case_on_desk(
    services: &Services,
    actor: &Actor,
    reference: &str,
) -> Result<Case, ReviewRefusal> {
    let account = actor.account;
    let case = case_of(services, actor, reference).await?;
    let on_desk =
        case.state == CaseState::AwaitingReview && case.claim.is_some_and(|claim| claim.by == account);
    let (scope, id) = (actor.scope(), case.id);
    let restricted = services.store().read(move |conn| case_restrictions::of_case(conn, &scope, id)).await?;
    if on_desk && restricted.is_none() { Ok(case) } else { Err(ReviewRefusal::NoLongerYours) }
}

/// The case with this reference.
pub(super) async fn case_of(
    services: &Services,
    actor: &Actor,
    reference: &str,
) -> Result<Case, ReviewRefusal> {
    let reference = CaseRef::parse(reference).map_err(|_| ReviewRefusal::NoLongerYours)?;
    let scope = actor.scope();
    let found = services.store().read(move |conn| cases::find_by_reference(conn, &scope, &reference)).await?;
    // A dismissed case may have died meanwhile.
    found.ok_or(ReviewRefusal::NoLongerYours)
}

/// The authorisation that the officer holds at this moment.
pub(crate) fn authorisation(
    conn: &mut Connection,
    actor: &Actor,
    now: Timestamp,
) -> Result<Authorisation, ReviewRefusal> {
    let held = authorisations::valid_at(conn, &actor.scope(), actor.account, now)?;
    held.ok_or(ReviewRefusal::NotAuthorised)
}

/// Writes an act on a case into the ledger and into the case's timeline.
pub(crate) fn note(
    services: &Services,
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &Case,
    entry: &Entry,
    detail: &serde_json::Value,
) -> Result<(), ReviewRefusal> {
    let pending = services.append(tx, &actor.log(), entry)?;
    let event = NewEvent {
        at: services.now(),
        kind: entry.act.as_str().to_owned(),
        account: Some(actor.account),
        detail: detail.to_string(),
        ledger_entry: Some(pending.place().clone()),
    };
    events::append(tx, &actor.scope(), case.id, &event)?;
    Ok(())
}

/// An entry about this case.
pub(super) fn entry(actor: &Actor, act: Act, case: &Case) -> Entry {
    actor.entry(act).case(case.id)
}
