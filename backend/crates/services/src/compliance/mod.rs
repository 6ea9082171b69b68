//! Whether every promise of the processing agreement is kept, at this moment, with the evidence for it.
//!
//! Each promise is judged by a function of its own that reads what is there now: no figure is kept from an earlier look.
//! The same report serves the page Naleving, the command line, the alarms of the hourly job and the bundle for auditors.

mod arrived;
mod history;
mod kept;
mod listening;
mod people;
mod proofs;
mod running;
mod software;
mod watch;

use jiff::Timestamp;
use poortwacht_domain::{Act, ComplianceReport, MunicipalityId, Permission};
use poortwacht_store::municipalities::{self, Municipality};
use poortwacht_store::{Connection, Scope};

use crate::{Actor, ServiceError, Services};

pub use software::{Component, bill_of_materials, components};
pub(crate) use watch::watch;

/// One municipality at one moment.
struct Look<'a> {
    services: &'a Services,
    conn: &'a mut Connection,
    scope: Scope,
    municipality: Municipality,
    now: Timestamp,
}

/// The report before somebody's eyes. Logged as [`Act::ComplianceShown`] first.
///
/// # Errors
/// [`ServiceError::Refused`] without the permission; those of store, key store and ledger.
pub async fn show(services: &Services, actor: &Actor) -> Result<ComplianceReport, ServiceError> {
    actor.require(Permission::ViewCompliance)?;
    services.enter(actor.log(), actor.entry(Act::ComplianceShown)).await?;
    report(services, actor.municipality).await
}

/// The report as a file. Logged as [`Act::ComplianceExported`] first.
///
/// # Errors
/// As [`show`].
pub async fn export(services: &Services, actor: &Actor) -> Result<ComplianceReport, ServiceError> {
    actor.require(Permission::ViewCompliance)?;
    services.enter(actor.log(), actor.entry(Act::ComplianceExported)).await?;
    report(services, actor.municipality).await
}

/// The report of a municipality, by its code, for the operator. Nothing is logged: it tells of nobody.
///
/// # Errors
/// [`ServiceError::NotFound`]; those of store and key store.
pub async fn report_of(services: &Services, code: &str) -> Result<ComplianceReport, ServiceError> {
    let code = code.to_owned();
    let read = move |conn: &mut Connection| Ok(municipalities::by_code(conn, &scope(), &code)?);
    let found: Option<Municipality> = services.store().read::<_, ServiceError, _>(read).await?;
    report(services, found.ok_or(ServiceError::NotFound("municipality"))?.id).await
}

/// Judges every promise to a municipality now.
///
/// # Errors
/// Those of store and key store.
pub(crate) async fn report(
    services: &Services,
    municipality: MunicipalityId,
) -> Result<ComplianceReport, ServiceError> {
    let own = services.clone();
    services.store().read(move |conn| look(&own, conn, municipality)).await
}

fn look(
    services: &Services,
    conn: &mut Connection,
    municipality: MunicipalityId,
) -> Result<ComplianceReport, ServiceError> {
    let scope = Scope::municipality(municipality);
    let found = municipalities::all(conn, &scope)?.into_iter().find(|found| found.id == municipality);
    let municipality = found.ok_or(ServiceError::NotFound("municipality"))?;
    let mut look = Look { services, conn, scope, municipality, now: services.now() };
    let promises = vec![
        kept::nothing_overdue(&mut look)?,
        kept::holds_reviewed(&mut look)?,
        kept::evidence_whole(&mut look)?,
        kept::keys_die_in_time(&mut look)?,
        arrived::transferred_in_time(&mut look)?,
        arrived::only_violations(&mut look)?,
        people::addresses_guarded(&mut look)?,
        people::second_factor(&mut look)?,
        people::officers_authorised(&mut look)?,
        people::access_reviewed(&mut look)?,
        people::persons_answered(&mut look)?,
        proofs::ledger_verified(&mut look)?,
        proofs::ledger_witnessed(&mut look)?,
        running::jobs_on_time(&mut look)?,
        running::listeners_known(&mut look)?,
        running::environments_apart(&mut look)?,
        software::known(),
        running::certificates_valid(&mut look)?,
    ];
    Ok(ComplianceReport {
        at: look.now,
        municipality: look.municipality.name.clone(),
        promises,
        holdings: history::holdings(&mut look)?,
        months: history::months(&mut look)?,
        destroyed: history::destroyed(&mut look)?,
    })
}

impl Look<'_> {
    /// Open alarms of these kinds, the municipality's own and the installation's.
    fn alarms(&mut self, kinds: &[&str]) -> Result<u64, ServiceError> {
        let id = self.municipality.id;
        let open = poortwacht_store::alarms::open(self.conn, &scope())?;
        let own = open.iter().filter(|alarm| alarm.municipality.is_none_or(|whose| whose == id));
        Ok(number(own.filter(|alarm| kinds.contains(&alarm.kind.as_str())).count()))
    }
}

/// What belongs to the whole installation: its jobs, its alarms, its own log.
fn scope() -> Scope {
    Scope::job("compliance")
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
