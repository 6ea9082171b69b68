//! A step in an incident.

use poortwacht_domain::incident::{IncidentFacts, IncidentStep};
use poortwacht_domain::{Act, Permission, RetentionClass};
use poortwacht_store::cases::Retention;
use poortwacht_store::incidents::{self as rows, Incident, IncidentEntry};
use poortwacht_store::{Plan, Tx};

use super::apply::{allowed, apply};
use super::enter::open_until;
use super::sealing::{self, Place};
use super::words::{Typed, read};
use super::{NOT_FOUND, watch};
use crate::blocking::off_worker;
use crate::flaw::Flaws;
use crate::{Actor, ServiceError, Services};

/// Takes a step: what was said is added to the record, and the clocks that it meets stop.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw by its field; [`ServiceError::NotFound`]; [`ServiceError::Refused`] without
/// the permission; [`ServiceError::Conflict`] when the step cannot be taken now, or somebody was faster; those of store,
/// ledger and key store.
pub async fn take(
    services: &Services,
    actor: &Actor,
    number: u64,
    step: IncidentStep,
    typed: &Typed,
) -> Result<(), ServiceError> {
    actor.require(Permission::ManageIncidents)?;
    let scope = actor.scope();
    let found = services.store().read(move |conn| rows::by_number(conn, &scope, number)).await?;
    let incident = found.ok_or(NOT_FOUND)?;
    allowed(&incident.facts, step)?;
    let mut flaws = Flaws::default();
    let words = read(step.fields(), typed, &mut flaws);
    let facts = apply(&incident.facts, step, &words, flaws, services.now())?;
    let position = incident.entries.saturating_add(1);
    let place = Place { municipality: incident.municipality, incident: incident.id, step, position };
    let (own, sealing_for) = (services.clone(), incident.clone());
    let sealed = off_worker(move || sealing::further(&own, &sealing_for, place, &words)).await?;
    let entry = IncidentEntry { position, at: services.now(), by: Some(actor.account), step, sealed };
    write(services, actor, incident.clone(), facts, entry).await?;
    watch::clear_met(services, &incident, &facts).await
}

async fn write(
    services: &Services,
    actor: &Actor,
    before: Incident,
    facts: IncidentFacts,
    entry: IncidentEntry,
) -> Result<(), ServiceError> {
    let (own, by, retention) =
        (services.clone(), actor.clone(), retention(services, before.municipality, &facts));
    let written = services.store().write(Plan::new().log(actor.log()), move |tx: &mut Tx<'_>| {
        if !rows::update(tx, &by.scope(), &before, &facts, &retention)? {
            return Err(ServiceError::Conflict("the incident".to_owned()));
        }
        rows::append(tx, &by.scope(), before.id, &entry)?;
        let act = if entry.step == IncidentStep::Close { Act::IncidentClosed } else { Act::IncidentChanged };
        let noted = by.entry(act).reason(entry.step.as_str()).detail("incident", before.id);
        Ok(own.record(tx, &by.log(), &noted.detail("number", before.number))?)
    });
    written.await.map(drop)
}

/// Three years from the closure; until then a review date that moves with every step.
fn retention(
    services: &Services,
    municipality: poortwacht_domain::MunicipalityId,
    facts: &IncidentFacts,
) -> Retention {
    let Some(closed_at) = facts.closed_at else { return open_until(services, municipality) };
    let class = RetentionClass::Incident;
    Retention { class, destroy_after: services.terms(municipality).destroy_after(class, closed_at) }
}
