//! Requests under a certificate that counts for nothing now: suspended, revoked, or never registered.

use std::net::IpAddr;

use poortwacht_domain::Act;
use poortwacht_ledger::{Actor, Entry, LogName, Outcome};
use poortwacht_store::units::{self, Unit};
use poortwacht_store::{Plan, Scope};

use super::IntakeRefusal;
use crate::Services;
use crate::trace::TraceContext;

/// Reason codes in the log.
const REVOKED: &str = "unit_revoked";
const SUSPENDED: &str = "unit_suspended";
const UNKNOWN: &str = "unit_unknown";

/// Writes down that a certificate was refused: a revoked unit's in its municipality's log, another one in the system's.
/// Any other refusal is written down where it is made.
///
/// # Errors
/// Those of store and ledger; the request is refused all the same.
pub async fn note_stranger(
    services: &Services,
    fingerprint: &str,
    refusal: &IntakeRefusal,
    origin: Option<IpAddr>,
    trace: Option<TraceContext>,
) -> Result<(), IntakeRefusal> {
    let (log, mut entry) = match refusal {
        IntakeRefusal::RevokedUnit => of_unit(find(services, fingerprint).await?, REVOKED),
        IntakeRefusal::SuspendedUnit => of_unit(find(services, fingerprint).await?, SUSPENDED),
        IntakeRefusal::UnknownUnit => unknown(),
        _ => return Ok(()),
    };
    entry.origin = origin;
    entry.trace = trace.map(|context| context.trace.to_string());
    let (own, plan) = (services.clone(), Plan::new().log(log.clone()).ledger_only());
    let written =
        services.store().write(plan, move |tx| Ok::<_, IntakeRefusal>(own.record(tx, &log, &entry)?));
    written.await.map(drop)
}

async fn find(services: &Services, fingerprint: &str) -> Result<Option<Unit>, IntakeRefusal> {
    let (fingerprint, now) = (fingerprint.to_owned(), services.now());
    let scope = Scope::job("identify a roadside unit");
    Ok(services.store().read(move |conn| units::accepted(conn, &scope, &fingerprint, now)).await?)
}

fn of_unit(unit: Option<Unit>, reason: &'static str) -> (LogName, Entry) {
    let Some(unit) = unit else { return unknown() };
    let entry = Entry::new(Actor::Unit(unit.id), Act::AccessRefused).reason(reason).outcome(Outcome::Refused);
    (LogName::municipality(unit.municipality), entry)
}

fn unknown() -> (LogName, Entry) {
    let entry = Entry::new(Actor::System, Act::AccessRefused).reason(UNKNOWN).outcome(Outcome::Refused);
    (LogName::system(), entry)
}
