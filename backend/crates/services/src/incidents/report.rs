//! Reporting an incident, with an account or without one.

use jiff::SignedDuration;
use poortwacht_domain::incident::{
    IncidentField, IncidentKind, IncidentSource, IncidentStep, IncidentWords, REPORTER_FIELDS,
};
use poortwacht_domain::{Act, MunicipalityId, Permission};
use poortwacht_ledger::{self as ledger, Entry};
use poortwacht_store::{Connection, Scope, addresses, incidents as rows};

use super::enter::{NewIncident, enter};
use super::words::{Typed, read};
use crate::flaw::Flaws;
use crate::{Actor, ServiceError, Services, Visitor, municipalities};

/// Reports that a municipality takes from people without an account within [`PERIOD`]. Counted in the register itself, so
/// that it holds for all processes together; who is refused is told to use mail or telephone.
const MOST: u64 = 20;

/// See [`MOST`].
const PERIOD: SignedDuration = SignedDuration::from_hours(1);

/// Reports an incident; its number.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw by its field; those of store, ledger and key store.
pub async fn report(services: &Services, actor: &Actor, typed: &Typed) -> Result<u64, ServiceError> {
    actor.require(Permission::ReportIncidents)?;
    let mut flaws = Flaws::default();
    let words = read(IncidentStep::Report.fields(), typed, &mut flaws);
    flaws.check()?;
    let new = NewIncident {
        municipality: actor.municipality,
        kind: kind(&words)?,
        source: IncidentSource::Account,
        alarm: None,
        by: Some(actor.account),
        words,
    };
    enter(services, new, actor.entry(Act::IncidentReported)).await
}

/// Reports an incident from the command line, for whoever works on the machine; its number.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw by its field; [`ServiceError::NotFound`] for an unknown municipality; those
/// of store, ledger and key store.
pub async fn report_at_machine(
    services: &Services,
    municipality: &str,
    typed: &Typed,
) -> Result<u64, ServiceError> {
    let municipality = municipalities::by_code(services, municipality).await?.id;
    let words = read_openly(typed)?;
    let new = NewIncident {
        municipality,
        kind: kind(&words)?,
        source: IncidentSource::Operator,
        alarm: None,
        by: None,
        words,
    };
    enter(services, new, Entry::new(ledger::Actor::Operator, Act::IncidentReported)).await
}

/// What somebody without an account wrote, and who they are if they say so.
fn read_openly(typed: &Typed) -> Result<IncidentWords, ServiceError> {
    let mut flaws = Flaws::default();
    let mut words = read(IncidentStep::Report.fields(), typed, &mut flaws);
    words.extend(read(REPORTER_FIELDS, typed, &mut flaws));
    flaws.check()?;
    Ok(words)
}

/// Reports an incident without an account: to each municipality from whose addresses the visitor may come. Answers whether
/// it was taken; not when too many came in within an hour. Nothing of the register is told.
///
/// # Errors
/// [`ServiceError::Invalid`] with every flaw by its field; those of store, ledger and key store.
pub async fn report_as_visitor(
    services: &Services,
    visitor: &Visitor,
    typed: &Typed,
) -> Result<bool, ServiceError> {
    let words = read_openly(typed)?;
    let (kind, origin) = (kind(&words)?, visitor.origin);
    let since = services.now().saturating_sub(PERIOD).unwrap_or_else(|_| services.now());
    let open = services.store().read(move |conn| registers(conn, origin, since)).await?;
    for municipality in &open {
        let new = NewIncident {
            municipality: *municipality,
            kind,
            source: IncidentSource::Visitor,
            alarm: None,
            by: None,
            words: words.clone(),
        };
        let entry = Entry::new(ledger::Actor::System, Act::IncidentReported);
        enter(services, new, entry.origin(visitor.origin).trace(visitor.trace.clone())).await?;
    }
    Ok(!open.is_empty())
}

/// The municipalities that admit the address and have room for another report.
fn registers(
    conn: &mut Connection,
    origin: std::net::IpAddr,
    since: jiff::Timestamp,
) -> Result<Vec<MunicipalityId>, ServiceError> {
    let ranges = addresses::all(conn, &Scope::job("incident reported without an account"))?;
    let admitting = ranges.into_iter().filter(|range| range.network.contains(origin));
    let mut municipalities: Vec<_> = admitting.map(|range| range.municipality).collect();
    municipalities.sort_unstable();
    municipalities.dedup();
    let mut open = Vec::new();
    for municipality in municipalities {
        let scope = Scope::municipality(municipality);
        if rows::reported_since(conn, &scope, IncidentSource::Visitor, since)? < MOST {
            open.push(municipality);
        }
    }
    Ok(open)
}

fn kind(words: &IncidentWords) -> Result<IncidentKind, ServiceError> {
    let code = words.get(&IncidentField::Kind).and_then(|code| code.parse().ok());
    code.ok_or_else(|| ServiceError::Damaged("a form without flaws lacks a field".to_owned()))
}
