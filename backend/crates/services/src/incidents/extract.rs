//! Securing evidence: the entries of the ledger of some days, each proven, in one signed file, sealed with the incident
//! (municipal protocol: kept three years). It is made without showing anybody anything; each download is a disclosure.

use jiff::Timestamp;
use jiff::civil::Date;
use poortwacht_domain::calendar::{end_of_day, start_of_day};
use poortwacht_domain::{Act, Permission};
use poortwacht_ledger::prove::About;
use poortwacht_ledger::{LogName, Record};
use poortwacht_store::incidents::extracts::{self as kept, IncidentExtract};
use poortwacht_store::incidents::{self as rows, Incident};
use poortwacht_store::{Connection, Plan, Tx, municipalities};

use super::NOT_FOUND;
use super::extent::{ExtentRequest, days};
use super::sealing::{self, ExtractPlace};
use super::show::logged;
use crate::blocking::off_worker;
use crate::checkpoints::sign_now;
use crate::flaw::Flaw;
use crate::log_book::walk;
use crate::statement::{self, Extracted, Statement};
use crate::{Actor, FieldProblem, ServiceError, Services, ledger_outside};

/// Entries that one extract holds at most. A busy day has some thousands; more days are several extracts.
const MOST: usize = 5_000;

/// Secures the entries of the municipality's log of these days with an incident that is open; its place among the
/// incident's extracts. Logged as [`Act::LedgerExtractSecured`].
///
/// # Errors
/// [`ServiceError::Invalid`] (`from`, `until`), also for more entries than one extract holds;
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; [`ServiceError::Conflict`] for a closed
/// incident, or when somebody was faster; those of store, ledger and key store.
pub async fn secure(
    services: &Services,
    actor: &Actor,
    number: u64,
    request: &ExtentRequest,
) -> Result<u64, ServiceError> {
    actor.require(Permission::ManageIncidents)?;
    let days = days(request)?;
    let incident = open_incident(services, actor, number).await?;
    sign_now(services).await?;
    let (own, by) = (services.clone(), actor.clone());
    let (incident, extract, sealed) = off_worker(move || {
        let (extract, sealed) = made(&own, &by, &incident, days)?;
        Ok::<_, ServiceError>((incident, extract, sealed))
    })
    .await?;
    keep(services, actor, (extract, incident), sealed).await
}

async fn open_incident(services: &Services, actor: &Actor, number: u64) -> Result<Incident, ServiceError> {
    let incident = find(services, actor, number).await?;
    match incident.facts.closed_at {
        None => Ok(incident),
        Some(_) => Err(ServiceError::Conflict("the incident is closed".to_owned())),
    }
}

async fn find(services: &Services, actor: &Actor, number: u64) -> Result<Incident, ServiceError> {
    let scope = actor.scope();
    let found = services.store().read(move |conn| rows::by_number(conn, &scope, number)).await?;
    found.ok_or(NOT_FOUND)
}

/// The extract and its sealed file. Blocks.
fn made(
    services: &Services,
    actor: &Actor,
    incident: &Incident,
    (first, last): (Date, Date),
) -> Result<(IncidentExtract, Vec<u8>), ServiceError> {
    let (scope, log) = (actor.scope(), actor.log());
    let period = (start_of_day(first), end_of_day(last));
    let (position, municipality, records, proofs) = services.store().read_blocking(|conn| {
        let position = kept::next(conn, &scope, incident.id)?;
        let municipality = municipalities::by_id(conn, &scope, actor.municipality)?;
        let records = records(conn, &log, period)?;
        let places: Vec<_> = records.iter().map(|record| record.place.clone()).collect();
        let about = About::Period { log: log.clone(), from: period.0, until: period.1 };
        let proofs = ledger_outside::proofs_of(conn, services, about, &places)?;
        Ok::<_, ServiceError>((position, municipality, records, proofs))
    })?;
    let municipality = municipality.ok_or(ServiceError::NotFound("municipality"))?;
    let extract = IncidentExtract {
        position,
        at: services.now(),
        by: actor.account,
        from: first,
        until: last,
        entries: u64::try_from(records.len()).unwrap_or(u64::MAX),
    };
    let extracted = Extracted { incident: incident.number, position, days: (first, last), records, proofs };
    let made = statement::extract(services, municipality, extracted)?;
    let sealed = sealing::extract(services, incident, ExtractPlace(position), &made.bytes)?;
    Ok((extract, sealed))
}

fn records(
    conn: &mut Connection,
    log: &LogName,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Record>, ServiceError> {
    let mut records = Vec::new();
    walk(conn, log, from, until, &mut |record| {
        if records.len() <= MOST {
            records.push(record.clone());
        }
    })?;
    if records.len() > MOST {
        return Err(ServiceError::Invalid(vec![FieldProblem::flawed("until", Flaw::TooMuch { max: MOST })]));
    }
    Ok(records)
}

async fn keep(
    services: &Services,
    actor: &Actor,
    (extract, incident): (IncidentExtract, Incident),
    sealed: Vec<u8>,
) -> Result<u64, ServiceError> {
    let (own, by, position) = (services.clone(), actor.clone(), extract.position);
    let written = services.store().write(Plan::new().log(actor.log()), move |tx: &mut Tx<'_>| {
        kept::insert(tx, &by.scope(), incident.id, &extract, &sealed)?;
        let entry = by.entry(Act::LedgerExtractSecured).detail("incident", incident.id);
        let entry = entry.detail("number", incident.number).detail("extract", position);
        let entry = entry.detail("from", extract.from).detail("until", extract.until);
        Ok::<_, ServiceError>(own.record(tx, &by.log(), &entry.detail("entries", extract.entries))?)
    });
    written.await.map(|_| position)
}

/// A secured extract as a file. Logged as [`Act::LedgerExtractDownloaded`] first.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] without the permission; those of store, ledger and key store.
pub async fn download(
    services: &Services,
    actor: &Actor,
    number: u64,
    position: u64,
) -> Result<Statement, ServiceError> {
    actor.require(Permission::ManageIncidents)?;
    let incident = find(services, actor, number).await?;
    let (scope, id) = (actor.scope(), incident.id);
    let found = services.store().read(move |conn| kept::sealed(conn, &scope, id, position)).await?;
    let sealed = found.ok_or(NOT_FOUND)?;
    let entry = actor.entry(Act::LedgerExtractDownloaded).detail("incident", incident.id);
    let entry = entry.detail("number", number).detail("extract", position);
    let receipt = logged(services, actor, entry).await?;
    let keys = services.keys();
    off_worker(move || {
        let bytes =
            sealing::open_extract(&receipt, keys.as_ref(), &incident, ExtractPlace(position), &sealed)?;
        Ok(Statement { file_name: format!("logboek-incident-{number}-{position}.pdf"), bytes })
    })
    .await
}
