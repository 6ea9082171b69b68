//! The month of incidents for the management.

use poortwacht_domain::incident::{IncidentMonth, MonthlyIncident};
use poortwacht_domain::{Act, Month, MunicipalityId, Permission, calendar_months_before};
use poortwacht_ledger::{Actor as LedgerActor, Entry, LogName};
use poortwacht_store::incidents::{self as rows, Incident};
use poortwacht_store::{Scope, municipalities as towns};

use crate::blocking::off_worker;
use crate::flaw::Flaw;
use crate::statement::{self, IncidentStatementWords, Statement};
use crate::{Actor, FieldProblem, ServiceError, Services, municipalities};

/// The month of the actor's municipality; the last whole one where none is typed. Logged as [`Act::IncidentsListed`] first.
///
/// # Errors
/// [`ServiceError::Invalid`] (`month`) for what is no month that has begun; [`ServiceError::Refused`] without the
/// permission; those of store and ledger.
pub async fn monthly(services: &Services, actor: &Actor, month: &str) -> Result<IncidentMonth, ServiceError> {
    actor.require(Permission::ManageIncidents)?;
    let month = read(services, month)?;
    let entry = actor.entry(Act::IncidentsListed).detail("month", month);
    services.enter(actor.log(), entry).await?;
    gathered(services, actor.municipality, month).await
}

/// As [`monthly`], of a municipality by its code, for the operator.
///
/// # Errors
/// As [`monthly`]; [`ServiceError::NotFound`].
pub async fn monthly_of(services: &Services, code: &str, month: &str) -> Result<IncidentMonth, ServiceError> {
    let month = read(services, month)?;
    let municipality = municipalities::by_code(services, code).await?.id;
    let entry = Entry::new(LedgerActor::Operator, Act::IncidentsListed).detail("month", month);
    services.enter(LogName::municipality(municipality), entry).await?;
    gathered(services, municipality, month).await
}

/// The month as a file for a spreadsheet. Logged as [`Act::ComplianceExported`] first.
///
/// # Errors
/// As [`monthly`].
pub async fn monthly_table(
    services: &Services,
    actor: &Actor,
    month: &str,
) -> Result<(Month, Vec<u8>), ServiceError> {
    let found = exported(services, actor, month).await?;
    Ok((found.month, statement::incident_table(&found)))
}

/// The month as a signed statement. Logged as [`Act::ComplianceExported`] first.
///
/// # Errors
/// As [`monthly`]; those of the key store.
pub async fn monthly_statement(
    services: &Services,
    actor: &Actor,
    month: &str,
    words: IncidentStatementWords,
) -> Result<Statement, ServiceError> {
    let found = exported(services, actor, month).await?;
    signed(services, actor.municipality, found, words).await
}

/// As [`monthly_statement`], for the operator, of a month that [`monthly_of`] gave.
///
/// # Errors
/// [`ServiceError::NotFound`]; those of store and key store.
pub async fn monthly_statement_of(
    services: &Services,
    code: &str,
    found: IncidentMonth,
    words: IncidentStatementWords,
) -> Result<Statement, ServiceError> {
    let municipality = municipalities::by_code(services, code).await?.id;
    signed(services, municipality, found, words).await
}

async fn exported(services: &Services, actor: &Actor, month: &str) -> Result<IncidentMonth, ServiceError> {
    actor.require(Permission::ManageIncidents)?;
    let month = read(services, month)?;
    let entry = actor.entry(Act::ComplianceExported).detail("statement", "incidents");
    services.enter(actor.log(), entry.detail("month", month)).await?;
    gathered(services, actor.municipality, month).await
}

async fn gathered(
    services: &Services,
    municipality: MunicipalityId,
    month: Month,
) -> Result<IncidentMonth, ServiceError> {
    let scope = Scope::municipality(municipality);
    let all = services.store().read(move |conn| rows::list(conn, &scope)).await?;
    let one = |Incident { number, kind, source, facts, .. }: Incident| MonthlyIncident {
        number,
        kind,
        source,
        facts,
    };
    let all: Vec<MonthlyIncident> = all.into_iter().map(one).collect();
    Ok(IncidentMonth::of(&all, month, services.now()))
}

async fn signed(
    services: &Services,
    municipality: MunicipalityId,
    found: IncidentMonth,
    words: IncidentStatementWords,
) -> Result<Statement, ServiceError> {
    let own = services.clone();
    off_worker(move || {
        let scope = Scope::municipality(municipality);
        let town = own.store().read_blocking(|conn| towns::by_id(conn, &scope, municipality))?;
        statement::incidents(&own, town.ok_or(ServiceError::NotFound("municipality"))?, &found, &words)
    })
    .await
}

/// A month that has begun; the last whole one where none is typed.
fn read(services: &Services, typed: &str) -> Result<Month, ServiceError> {
    let now = services.now();
    if typed.trim().is_empty() {
        return Ok(Month::of(calendar_months_before(now, 1)));
    }
    let month = typed.trim().parse::<Month>().ok().filter(|month| *month <= Month::of(now));
    month.ok_or_else(|| ServiceError::Invalid(vec![FieldProblem::flawed("month", Flaw::NotADate)]))
}
