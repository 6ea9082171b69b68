//! Which unit is asking.

use std::net::IpAddr;

use poortwacht_domain::Act;
use poortwacht_ledger::{Actor, Entry, LogName};
use poortwacht_store::emergency::{self, Listener};
use poortwacht_store::units::{self, Unit};
use poortwacht_store::{Scope, StoreError};

use super::IntakeRefusal;
use crate::Services;
use crate::trace::TraceContext;

/// A registered unit, and where its request came from.
#[derive(Debug, Clone)]
pub struct UnitIdentity {
    /// The unit as registered.
    pub unit: Unit,
    /// Address of the request.
    pub origin: Option<IpAddr>,
    /// Trace of the request.
    pub trace: Option<TraceContext>,
}

impl UnitIdentity {
    /// The identity with what is known of its request.
    #[must_use]
    pub fn arriving(mut self, origin: Option<IpAddr>, trace: Option<TraceContext>) -> Self {
        self.origin = origin;
        self.trace = trace;
        self
    }

    /// Everything a unit does concerns its own municipality.
    pub(super) fn scope(&self) -> Scope {
        Scope::municipality(self.unit.municipality)
    }

    pub(super) fn log(&self) -> LogName {
        LogName::municipality(self.unit.municipality)
    }

    /// A ledger entry of something this unit did.
    pub(super) fn entry(&self, act: Act) -> Entry {
        let mut entry = Entry::new(Actor::Unit(self.unit.id), act);
        entry.origin = self.origin;
        entry.trace = self.trace.map(|context| context.trace.to_string());
        entry
    }
}

/// The unit whose client certificate has this fingerprint (SHA-256 of its public key, lower-case hexadecimal). Asked at
/// every request: revoking a unit or the emergency stop counts from the next one.
///
/// # Errors
/// [`IntakeRefusal::Closed`], [`IntakeRefusal::UnknownUnit`], [`IntakeRefusal::RevokedUnit`],
/// [`IntakeRefusal::SuspendedUnit`], or the store's own.
pub async fn identify(services: &Services, fingerprint: &str) -> Result<UnitIdentity, IntakeRefusal> {
    let (fingerprint, now) = (fingerprint.to_owned(), services.now());
    let (stop, unit) = services
        .store()
        .read(move |conn| {
            let scope = Scope::job("identify a roadside unit");
            let stop = emergency::status(conn, Listener::Intake)?;
            Ok::<_, StoreError>((stop, units::accepted(conn, &scope, &fingerprint, now)?))
        })
        .await?;
    if stop.is_some() {
        return Err(IntakeRefusal::Closed);
    }
    let unit = unit.ok_or(IntakeRefusal::UnknownUnit)?;
    if unit.revoked_at.is_some_and(|revoked| revoked <= now) {
        return Err(IntakeRefusal::RevokedUnit);
    }
    if unit.suspended_at.is_some() {
        return Err(IntakeRefusal::SuspendedUnit);
    }
    Ok(UnitIdentity { unit, origin: None, trace: None })
}
