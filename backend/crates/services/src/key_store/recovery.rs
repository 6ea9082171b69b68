//! After the key store came back from a backup, or under another master key.

use std::fmt;

use poortwacht_evidence::keystore::RestoreReport;
use poortwacht_ledger::Actor;

use super::{RESTORED, ROTATED, number, record};
use crate::{ServiceError, Services, exemptions, retention};

/// What was destroyed again, because it had been destroyed after the backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// Halves whose subject is there.
    pub in_use: u64,
    /// Halves whose subject is gone; they are gone too now.
    pub destroyed: u64,
}

impl fmt::Display for Settled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { in_use, destroyed } = self;
        write!(f, "{in_use} key halves in use; {destroyed} halves without a subject destroyed again")
    }
}

/// Destroys at once whatever a restored backup brought back to life, and writes down that it was restored. Every other
/// process must be stopped: halves it holds ready would be destroyed too.
///
/// # Errors
/// Those of store, key store and ledger. Until it has succeeded the key store must not be used; repeating is harmless.
pub async fn restored(services: &Services, report: &RestoreReport) -> Result<Settled, ServiceError> {
    let swept = retention::sweep_all(services).await?;
    exemptions::renew_all(services, &Actor::Operator).await?;
    let settled = Settled { in_use: swept.attached, destroyed: swept.destroyed };
    let counts =
        [("halves", number(report.halves)), ("in_use", settled.in_use), ("destroyed", settled.destroyed)];
    record(services, &Actor::Operator, RESTORED, &counts).await?;
    tracing::info!(outcome = %settled, "key store restored");
    Ok(settled)
}

/// Writes down that the master key was changed; `keys` were re-sealed.
///
/// # Errors
/// [`ServiceError::Unavailable`]; repeating the rotation writes it again.
pub async fn rotated(services: &Services, keys: usize) -> Result<(), ServiceError> {
    record(services, &Actor::Operator, ROTATED, &[("keys", number(keys))]).await
}

/// Before a server shows or takes anything: halves without a subject go, as a restore that was cut short would leave them.
/// Not beside an older database: the newer one, put back in its place, would need them.
///
/// # Errors
/// Those of store and key store; the server must then not serve.
pub async fn settle_at_start(services: &Services) -> Result<(), ServiceError> {
    if services.keys().is_withholding() {
        return Ok(());
    }
    let swept = retention::sweep(services).await?;
    exemptions::renew(services, &Actor::System).await?;
    tracing::info!(outcome = %swept, "key halves at the start");
    Ok(())
}
