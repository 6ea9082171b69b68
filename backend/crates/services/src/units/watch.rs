//! Alarms that no heartbeat raises: a unit that sends none, and a certificate that is about to expire.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use poortwacht_store::units::{self as rows, Certificate, Unit};
use poortwacht_store::{Scope, StoreError};

use super::health::EXPIRY_WARNING;
use crate::alarms::{self, Notice};
use crate::{ServiceError, Services};

/// Kind of the alarm for a unit that is silent.
pub const ALARM_SILENT: &str = "unit_silent";
/// Kind of the alarm for a certificate that expires.
pub const ALARM_EXPIRES: &str = "unit_certificate_expires";

/// What a round came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Watched {
    /// Units that are silent.
    pub silent: usize,
    /// Certificates that expire within 30 days.
    pub expiring: usize,
}

impl fmt::Display for Watched {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} units silent, {} certificates expire", self.silent, self.expiring)
    }
}

/// Raises and clears the alarms of all units. A revoked or suspended one has none: nobody expects anything of it.
///
/// # Errors
/// Those of the store.
pub async fn watch(services: &Services) -> Result<Watched, ServiceError> {
    let now = services.now();
    let (units, expiring) = services
        .store()
        .read(move |conn| {
            let scope = Scope::job("watch the units");
            let before = now.saturating_add(EXPIRY_WARNING).unwrap_or(now);
            Ok::<_, StoreError>((rows::all(conn, &scope)?, rows::expiring(conn, &scope, before)?))
        })
        .await?;
    let mut watched = Watched::default();
    for unit in &units {
        let expects = unit.revoked_at.is_none() && unit.suspended_at.is_none();
        let silence = silence(unit, now, services.config().units.silence).filter(|_| expects);
        let end = expiring.iter().find(|held| held.unit == unit.id).filter(|_| expects).map(end);
        watched.silent += usize::from(silence.is_some());
        watched.expiring += usize::from(end.is_some());
        set(services, unit, ALARM_SILENT, silence).await?;
        set(services, unit, ALARM_EXPIRES, end).await?;
    }
    Ok(watched)
}

/// A unit that never spoke is silent from its registration on.
fn silence(unit: &Unit, now: Timestamp, most: SignedDuration) -> Option<String> {
    let heard = unit.health.last_heartbeat_at.unwrap_or(unit.registered_at);
    let silent = now.duration_since(heard);
    (silent > most).then(|| format!("no heartbeat for {} minutes", silent.as_mins()))
}

fn end(certificate: &Certificate) -> String {
    certificate.expires_at.map_or_else(String::new, |at| format!("the certificate expires at {at}"))
}

async fn set(
    services: &Services,
    unit: &Unit,
    kind: &'static str,
    detail: Option<String>,
) -> Result<(), ServiceError> {
    let subject = unit.id.to_string();
    match detail {
        None => alarms::clear(services, kind, &subject).await,
        Some(detail) => {
            let municipality = Some(unit.municipality);
            alarms::raise(services, Notice { kind, subject, municipality, detail }).await
        }
    }
}
