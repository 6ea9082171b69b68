//! Registering a request: looked up at once, because what is held sets its term.

use poortwacht_domain::{Act, Permission, RecordId, RetentionClass, local_day};
use poortwacht_store::person_requests::{self as rows, PersonRequest};
use poortwacht_store::{Plan, Tx};

use super::form::{Draft, RequestForm};
use super::found::search;
use super::sealing::seal_asked;
use crate::blocking::off_worker;
use crate::{Actor, ServiceError, Services};

/// Registers a request and tells its id. What is held about its plate decides which law's term it gets, so that is looked
/// up first, logged as [`Act::PersonDataFound`].
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw; [`ServiceError::Refused`] without the permission; those of store, ledger
/// and key store.
pub async fn register(
    services: &Services,
    actor: &Actor,
    form: &RequestForm,
) -> Result<RecordId, ServiceError> {
    actor.require(Permission::HandlePersonRequests)?;
    let draft = form.read(local_day(services.now()))?;
    let id = RecordId::random(services.rng().as_ref());
    let found = search(services, actor, id, draft.asked.plate.clone()).await?;
    let (own, by, regime) = (services.clone(), actor.clone(), found.regime());
    let new = off_worker(move || {
        let (half, sealed_asked) = seal_asked(&own, by.municipality, id, &draft.asked)?;
        let Draft { kind, identity, received_on, .. } = draft;
        let due_at = regime.due_at(received_on, false);
        Ok::<_, ServiceError>(PersonRequest {
            id,
            municipality: by.municipality,
            kind,
            identity,
            regime,
            received_on,
            registered_by: by.account,
            registered_at: own.now(),
            due_at,
            extended_for: None,
            handled: None,
            half,
            sealed_asked,
            // Should nobody answer: counted from the day on which it had to be done.
            destroy_after: own.terms(by.municipality).destroy_after(RetentionClass::PersonRequest, due_at),
        })
    });
    insert(services, actor, new.await?).await?;
    Ok(id)
}

async fn insert(services: &Services, actor: &Actor, new: PersonRequest) -> Result<(), ServiceError> {
    let entry = actor
        .entry(Act::PersonRequestRegistered)
        .reason(new.kind.as_str())
        .detail("request", new.id)
        .detail("identity", new.identity)
        .detail("regime", new.regime);
    let half = new.half.id;
    let (own, scope, log) = (services.clone(), actor.scope(), actor.log());
    let write = move |tx: &mut Tx<'_>| {
        rows::insert(tx, &scope, &new)?;
        Ok::<_, ServiceError>(own.record(tx, &log, &entry)?)
    };
    services.store().write(Plan::new().log(actor.log()), write).await?;
    let keys = services.keys();
    off_worker(move || Ok::<_, ServiceError>(keys.attach_halves(&[half])?)).await.map(drop)
}
