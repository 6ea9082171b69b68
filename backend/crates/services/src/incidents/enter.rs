//! An incident begins: its row, its first entry and the ledger's, in one transaction.

use poortwacht_domain::incident::{IncidentFacts, IncidentKind, IncidentSource, IncidentStep, IncidentWords};
use poortwacht_domain::{AccountId, MunicipalityId, RecordId, RetentionClass};
use poortwacht_ledger::{Entry, LogName};
use poortwacht_store::cases::Retention;
use poortwacht_store::incidents::{self as rows, Incident, IncidentEntry};
use poortwacht_store::{Plan, Scope, Tx};

use super::sealing::{self, Place};
use crate::blocking::off_worker;
use crate::{ServiceError, Services};

/// What begins.
#[derive(Clone)]
pub(super) struct NewIncident {
    pub(super) municipality: MunicipalityId,
    pub(super) kind: IncidentKind,
    pub(super) source: IncidentSource,
    pub(super) alarm: Option<RecordId>,
    pub(super) by: Option<AccountId>,
    pub(super) words: IncidentWords,
}

/// Enters an incident; its number in the register.
///
/// # Errors
/// [`ServiceError::Conflict`] when its alarm has one already; those of store, ledger and key store.
pub(super) async fn enter(services: &Services, new: NewIncident, entry: Entry) -> Result<u64, ServiceError> {
    let own = services.clone();
    let (incident, first) = off_worker(move || prepared(&own, new)).await?;
    let half = incident.half.id;
    let log = LogName::municipality(incident.municipality);
    let (own, keys) = (services.clone(), services.keys());
    let written = services.store().write(Plan::new().log(log.clone()), move |tx: &mut Tx<'_>| {
        let scope = Scope::municipality(incident.municipality);
        let number = rows::next_number(tx, &scope, incident.municipality)?;
        rows::insert(tx, &scope, &Incident { number, ..incident.clone() })?;
        rows::append(tx, &scope, incident.id, &first)?;
        let entry = entry.clone().reason(incident.source.as_str());
        let entry = entry.detail("incident", incident.id).detail("kind", incident.kind);
        own.record(tx, &log, &entry.detail("number", number))?;
        Ok::<_, ServiceError>(number)
    });
    let number = written.await?.into_inner();
    off_worker(move || Ok::<_, ServiceError>(keys.attach_halves(&[half])?)).await?;
    Ok(number)
}

fn prepared(services: &Services, new: NewIncident) -> Result<(Incident, IncidentEntry), ServiceError> {
    let (id, now) = (RecordId::random(services.rng().as_ref()), services.now());
    let step = IncidentStep::Report;
    let place = Place { municipality: new.municipality, incident: id, step, position: 1 };
    let (half, sealed) = sealing::first(services, place, &new.words)?;
    let incident = Incident {
        id,
        municipality: new.municipality,
        // Known once the register is ours alone.
        number: 0,
        kind: new.kind,
        source: new.source,
        alarm: new.alarm,
        facts: IncidentFacts::reported(now),
        entries: 0,
        half,
        retention: open_until(services, new.municipality),
    };
    Ok((incident, IncidentEntry { position: 1, at: now, by: new.by, step, sealed }))
}

/// An open incident is never destroyed: its date is that of a review, and every step moves it.
pub(super) fn open_until(services: &Services, municipality: MunicipalityId) -> Retention {
    let class = RetentionClass::IncidentOpen;
    let destroy_after = services.terms(municipality).destroy_after(class, services.now());
    Retention { class, destroy_after }
}
