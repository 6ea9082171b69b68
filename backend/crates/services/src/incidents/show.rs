//! The register as its keepers see it.

use jiff::Timestamp;
use poortwacht_domain::incident::{
    ClockReading, IncidentFacts, IncidentKind, IncidentSource, IncidentStep, IncidentWords,
};
use poortwacht_domain::{AccountId, Act, MunicipalityId, Permission, RecordId};
use poortwacht_ledger::{Actor as LedgerActor, Entry, LogName, Receipt};
use poortwacht_store::incidents::extracts::IncidentExtract;
use poortwacht_store::incidents::{self as rows, Incident};
use poortwacht_store::{Connection, Plan, Scope, Tx, accounts};

use super::apply::{allowed, possible};
use super::{NOT_FOUND, sealing};
use crate::blocking::off_worker;
use crate::{Actor, ServiceError, Services, municipalities};

/// An incident in the list: nothing that anybody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentLine {
    /// Its number.
    pub number: u64,
    /// What it seems to be about.
    pub kind: IncidentKind,
    /// Who brought it in.
    pub source: IncidentSource,
    /// What the clocks need to know.
    pub facts: IncidentFacts,
    /// The clock that ends first among those that run.
    pub next: Option<ClockReading>,
}

/// A step with what was said.
#[derive(Debug, Clone)]
pub struct EntryView {
    /// When.
    pub at: Timestamp,
    /// Name of who took it; nobody for a visitor and for the system itself.
    pub by: Option<String>,
    /// Which.
    pub step: IncidentStep,
    /// What was said.
    pub words: IncidentWords,
}

/// An incident with all that was said.
#[derive(Debug, Clone)]
pub struct IncidentView {
    /// Times left are told from here.
    pub now: Timestamp,
    /// Number, kind and facts.
    pub line: IncidentLine,
    /// Its clocks.
    pub clocks: Vec<ClockReading>,
    /// The record, in its order.
    pub entries: Vec<EntryView>,
    /// Steps that can be taken now.
    pub steps: Vec<IncidentStep>,
    /// What must be done before it can be closed.
    pub missing: Vec<IncidentStep>,
    /// Extracts of the ledger that were secured, with the name of who did.
    pub extracts: Vec<(IncidentExtract, String)>,
    /// When it dies, or must be reviewed while it is open.
    pub destroy_after: Timestamp,
}

/// The form of a step.
#[derive(Debug, Clone)]
pub struct StepForm {
    /// What the clocks need to know of the incident.
    pub facts: IncidentFacts,
    /// What was said in the last step of this kind, to go on from.
    pub words: IncidentWords,
}

/// Lists the register, the newest first. Logged as [`Act::IncidentsListed`] first.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store and ledger.
pub async fn list(services: &Services, actor: &Actor) -> Result<Vec<IncidentLine>, ServiceError> {
    actor.require(Permission::ManageIncidents)?;
    listed(services, actor.municipality, actor.entry(Act::IncidentsListed)).await
}

/// As [`list`], for the operator.
///
/// # Errors
/// [`ServiceError::NotFound`] for an unknown municipality; those of store and ledger.
pub async fn list_of(services: &Services, municipality: &str) -> Result<Vec<IncidentLine>, ServiceError> {
    let municipality = municipalities::by_code(services, municipality).await?.id;
    listed(services, municipality, Entry::new(LedgerActor::Operator, Act::IncidentsListed)).await
}

/// An incident without its words: what the operator may see of it.
#[derive(Debug, Clone)]
pub struct IncidentOutline {
    /// Number, kind and facts.
    pub line: IncidentLine,
    /// Its clocks.
    pub clocks: Vec<ClockReading>,
    /// The steps that were taken, and when.
    pub steps: Vec<(Timestamp, IncidentStep)>,
    /// What must be done before it can be closed.
    pub missing: Vec<IncidentStep>,
    /// How many extracts of the ledger were secured.
    pub extracts: usize,
    /// When it dies, or must be reviewed while it is open.
    pub destroy_after: Timestamp,
}

/// One incident without its words, for the operator. Logged as [`Act::IncidentsListed`] first.
///
/// # Errors
/// [`ServiceError::NotFound`]; those of store and ledger.
pub async fn outline_of(
    services: &Services,
    municipality: &str,
    number: u64,
) -> Result<IncidentOutline, ServiceError> {
    let municipality = municipalities::by_code(services, municipality).await?.id;
    let entry = Entry::new(LedgerActor::Operator, Act::IncidentsListed).detail("number", number);
    services.enter(LogName::municipality(municipality), entry).await?;
    let (scope, now) = (Scope::municipality(municipality), services.now());
    let read = move |conn: &mut Connection| {
        let incident = rows::by_number(conn, &scope, number)?.ok_or(NOT_FOUND)?;
        let taken = rows::entries(conn, &scope, incident.id)?;
        Ok::<_, ServiceError>(IncidentOutline {
            line: line(&incident, now),
            clocks: incident.facts.clocks(now),
            steps: taken.iter().map(|entry| (entry.at, entry.step)).collect(),
            missing: incident.facts.missing_to_close(),
            extracts: rows::extracts::list(conn, &scope, incident.id)?.len(),
            destroy_after: incident.retention.destroy_after,
        })
    };
    services.store().read(read).await
}

async fn listed(
    services: &Services,
    municipality: MunicipalityId,
    entry: Entry,
) -> Result<Vec<IncidentLine>, ServiceError> {
    services.enter(LogName::municipality(municipality), entry).await?;
    let (scope, now) = (Scope::municipality(municipality), services.now());
    let rows = services.store().read(move |conn| rows::list(conn, &scope)).await?;
    Ok(rows.iter().map(|incident| line(incident, now)).collect())
}

fn line(incident: &Incident, now: Timestamp) -> IncidentLine {
    let next = incident.facts.next_deadline(now).filter(|_| incident.facts.closed_at.is_none());
    IncidentLine {
        number: incident.number,
        kind: incident.kind,
        source: incident.source,
        facts: incident.facts,
        next,
    }
}

/// Opens an incident. Logged as [`Act::IncidentShown`] first.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; those of store, ledger and key store.
pub async fn show(services: &Services, actor: &Actor, number: u64) -> Result<IncidentView, ServiceError> {
    let (incident, entries) = opened(services, actor, number).await?;
    let extracts = extracts(services, actor, incident.id).await?;
    let now = services.now();
    Ok(IncidentView {
        now,
        clocks: incident.facts.clocks(now),
        steps: possible(&incident.facts),
        missing: incident.facts.missing_to_close(),
        destroy_after: incident.retention.destroy_after,
        line: line(&incident, now),
        entries,
        extracts,
    })
}

async fn extracts(
    services: &Services,
    actor: &Actor,
    incident: RecordId,
) -> Result<Vec<(IncidentExtract, String)>, ServiceError> {
    let scope = actor.scope();
    let read = move |conn: &mut Connection| {
        let names = accounts::list(conn, &scope)?;
        let name = |id| called(&names, id);
        let all = rows::extracts::list(conn, &scope, incident)?;
        Ok::<_, ServiceError>(all.into_iter().map(|one| (one.clone(), name(one.by))).collect())
    };
    services.store().read(read).await
}

/// The name of an account, or its id once the name is destroyed.
fn called(names: &[accounts::Account], id: AccountId) -> String {
    let named = |account: &&accounts::Account| account.id == id && !account.display_name.is_empty();
    names.iter().find(named).map_or_else(|| id.to_string(), |account| account.display_name.clone())
}

/// The form of a step, with what was said last time. A look like any other.
///
/// # Errors
/// As [`show`]; [`ServiceError::Conflict`] when the step cannot be taken now.
pub async fn form(
    services: &Services,
    actor: &Actor,
    number: u64,
    step: IncidentStep,
) -> Result<StepForm, ServiceError> {
    let (incident, entries) = opened(services, actor, number).await?;
    allowed(&incident.facts, step)?;
    let last = entries.into_iter().rfind(|entry| entry.step == step);
    Ok(StepForm { facts: incident.facts, words: last.map(|entry| entry.words).unwrap_or_default() })
}

async fn opened(
    services: &Services,
    actor: &Actor,
    number: u64,
) -> Result<(Incident, Vec<EntryView>), ServiceError> {
    actor.require(Permission::ManageIncidents)?;
    let scope = actor.scope();
    let found = services.store().read(move |conn| rows::by_number(conn, &scope, number)).await?;
    let incident = found.ok_or(NOT_FOUND)?;
    let entry = actor.entry(Act::IncidentShown).detail("incident", incident.id).detail("number", number);
    let receipt = logged(services, actor, entry).await?;
    let (own, reader) = (services.clone(), actor.clone());
    off_worker(move || {
        let read = |conn: &mut Connection| entries(conn, &own, &reader, &receipt, &incident);
        let entries = own.store().read_blocking(read)?;
        Ok((incident, entries))
    })
    .await
}

pub(super) async fn logged(
    services: &Services,
    actor: &Actor,
    entry: Entry,
) -> Result<Receipt, ServiceError> {
    let (own, log) = (services.clone(), actor.log());
    let plan = Plan::new().log(log.clone()).ledger_only();
    let append = move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(own.append(tx, &log, &entry)?);
    Ok(Receipt::from(services.store().write(plan, append).await?))
}

fn entries(
    conn: &mut Connection,
    services: &Services,
    actor: &Actor,
    receipt: &Receipt,
    incident: &Incident,
) -> Result<Vec<EntryView>, ServiceError> {
    let (scope, keys) = (actor.scope(), services.keys());
    let stored = rows::entries(conn, &scope, incident.id)?;
    let names = accounts::list(conn, &scope)?;
    stored
        .iter()
        .map(|entry| {
            let name = |id| called(&names, id);
            let words = sealing::open(receipt, keys.as_ref(), incident, entry)?;
            Ok(EntryView { at: entry.at, by: entry.by.map(name), step: entry.step, words })
        })
        .collect()
}
