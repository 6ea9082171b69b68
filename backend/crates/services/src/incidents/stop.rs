//! The emergency stop from an incident's page: closes a listener for everybody at once, and opens what was closed from
//! here. It is the installation's, so it is written in the system's log, and as a step in the incident's own record.
//!
//! A closed portal lets nobody in, its security officer neither: then only the command line opens it again.

use poortwacht_domain::incident::{IncidentField, IncidentStep};
use poortwacht_domain::{Act, MunicipalityId, Permission};
use poortwacht_store::emergency::{EmergencyStop, Listener};
use poortwacht_store::incidents::{self as rows, Incident};

use super::NOT_FOUND;
use super::step::take;
use super::words::Typed;
use crate::emergency::{self, ListenerState};
use crate::flaw::{Flaw, Flaws, text_without_plate};
use crate::{Actor, ServiceError, Services};

/// Longest reason, in characters: officers read it.
const LONGEST: usize = 200;

/// What somebody asks, as typed.
#[derive(Debug, Clone, Default)]
pub struct StopForm {
    /// A [`StopAct`]'s code.
    pub stop: String,
    /// Why.
    pub reason: String,
    /// Whether it was said that it is meant.
    pub sure: bool,
}

/// Something that can be done with a listener now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopAct {
    /// Close it.
    Close(Listener),
    /// Open it again.
    Reopen(Listener),
}

impl StopAct {
    /// Its code in a form.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Close(listener) => format!("close-{listener}"),
            Self::Reopen(listener) => format!("reopen-{listener}"),
        }
    }

    fn of(state: &ListenerState, municipality: MunicipalityId) -> Option<Self> {
        match &state.stop {
            None => Some(Self::Close(state.listener)),
            Some(stop) => {
                let is_own = stop.incident.is_some_and(|(closed_for, _)| closed_for == municipality);
                is_own.then_some(Self::Reopen(state.listener))
            }
        }
    }
}

/// How the listeners stand, and what this municipality can do: close what is open, and open what it closed itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stops {
    /// Every listener.
    pub listeners: Vec<ListenerState>,
    /// What can be done.
    pub acts: Vec<StopAct>,
}

/// How the listeners stand, for the page of an open incident.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; [`ServiceError::Conflict`] for a closed
/// incident; those of the store.
pub async fn stops(services: &Services, actor: &Actor, number: u64) -> Result<Stops, ServiceError> {
    actor.require(Permission::ManageIncidents)?;
    find(services, actor, number).await?;
    standing(services, actor).await
}

async fn standing(services: &Services, actor: &Actor) -> Result<Stops, ServiceError> {
    let listeners = emergency::status(services).await?;
    let acts = listeners.iter().filter_map(|state| StopAct::of(state, actor.municipality)).collect();
    Ok(Stops { listeners, acts })
}

/// Closes a listener or opens it again. Logged as [`Act::EmergencyClosed`] or [`Act::EmergencyReopened`] in the system's log,
/// and as a step in the incident.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw by its field; as [`stops`]; [`ServiceError::Conflict`] when somebody was
/// faster.
pub async fn pull(
    services: &Services,
    actor: &Actor,
    number: u64,
    form: &StopForm,
) -> Result<(), ServiceError> {
    actor.require(Permission::ManageIncidents)?;
    let incident = find(services, actor, number).await?;
    let (act, reason) = read(form, &standing(services, actor).await?)?;
    let entry = |act| actor.entry(act).detail("incident", incident.id).detail("number", number);
    let said = match act {
        StopAct::Close(listener) => {
            let for_incident = Some((incident.municipality, incident.id));
            let said = format!("Noodstop: {listener} gesloten. {reason}");
            let stop = EmergencyStop { listener, closed_at: services.now(), reason, incident: for_incident };
            emergency::close_as(services, stop, entry(Act::EmergencyClosed)).await?;
            said
        }
        StopAct::Reopen(listener) => {
            emergency::reopen_as(services, listener, entry(Act::EmergencyReopened)).await?;
            format!("Noodstop: {listener} weer open. {reason}")
        }
    };
    let note = Typed::from([(IncidentField::Explanation.as_str().to_owned(), said)]);
    take(services, actor, number, IncidentStep::Note, &note).await
}

fn read(form: &StopForm, stops: &Stops) -> Result<(StopAct, String), ServiceError> {
    let mut flaws = Flaws::default();
    let chosen = stops.acts.iter().copied().find(|act| act.code() == form.stop);
    let act = flaws
        .take("stop", chosen.ok_or(if form.stop.is_empty() { Flaw::Required } else { Flaw::NotAChoice }));
    let reason = flaws.take("reason", text_without_plate(&form.reason, LONGEST));
    if !form.sure {
        flaws.add("sure", Flaw::Required);
    }
    flaws.check()?;
    act.zip(reason).ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))
}

async fn find(services: &Services, actor: &Actor, number: u64) -> Result<Incident, ServiceError> {
    let scope = actor.scope();
    let found = services.store().read(move |conn| rows::by_number(conn, &scope, number)).await?;
    let incident = found.ok_or(NOT_FOUND)?;
    match incident.facts.closed_at {
        None => Ok(incident),
        Some(_) => Err(ServiceError::Conflict("the incident is closed".to_owned())),
    }
}
