//! Requests for the ledger's hashes under a certificate that counts for nothing: revoked, or never registered.

use std::net::IpAddr;

use poortwacht_domain::Act;
use poortwacht_ledger::{Actor, Entry, LogName, Outcome};
use poortwacht_store::witnesses;

use super::WitnessRefusal;
use crate::trace::TraceContext;
use crate::{ServiceError, Services};

/// Reason codes in the log.
const REVOKED: &str = "witness_revoked";
const UNKNOWN: &str = "witness_unknown";

/// Writes down that a certificate was refused: a revoked witness's in the log that it watched, another one in the
/// system's. What a known witness cannot have is no refusal.
///
/// # Errors
/// Those of store and ledger; the request is refused all the same.
pub async fn note_stranger(
    services: &Services,
    fingerprint: &str,
    refusal: &WitnessRefusal,
    origin: Option<IpAddr>,
    trace: Option<TraceContext>,
) -> Result<(), ServiceError> {
    let (log, reason) = match refusal {
        WitnessRefusal::Revoked => (watched(services, fingerprint).await?, REVOKED),
        WitnessRefusal::Unknown => (LogName::system(), UNKNOWN),
        _ => return Ok(()),
    };
    let mut entry = Entry::new(Actor::System, Act::AccessRefused).reason(reason).outcome(Outcome::Refused);
    entry.origin = origin;
    entry.trace = trace.map(|context| context.trace.to_string());
    services.enter(log, entry).await
}

async fn watched(services: &Services, fingerprint: &str) -> Result<LogName, ServiceError> {
    let fingerprint = fingerprint.to_owned();
    let found = services
        .store()
        .read(move |conn| Ok::<_, ServiceError>(witnesses::by_fingerprint(conn, &fingerprint)?));
    Ok(found.await?.map_or_else(LogName::system, |witness| witness.log))
}
