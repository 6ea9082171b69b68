//! The address gate: a stranger's connection is closed before TLS, so he sees neither certificate nor answer.

use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use ipnetwork::IpNetwork;
use poortwacht_services::{ServiceError, Services, api_clients};
use tokio::sync::watch;

/// How long a changed range may take to count at the gate; a client's own ranges are asked of the store every time.
const REFRESH: Duration = Duration::from_secs(2);
/// Refused strangers are written to the ledger as one count per this period.
const REPORT: Duration = Duration::from_secs(60);

/// Who may connect: the union of all permit systems' ranges. Empty: nobody.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<State>);

#[derive(Default)]
struct State {
    ranges: RwLock<Vec<IpNetwork>>,
    refused: AtomicU64,
}

impl Gate {
    /// Whether a connection from `peer` may begin TLS.
    pub(crate) fn admits(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        let ranges = self.0.ranges.read().unwrap_or_else(PoisonError::into_inner);
        let admitted = ranges.iter().any(|range| range.contains(peer));
        if !admitted {
            self.0.refused.fetch_add(1, Ordering::Relaxed);
            metrics::counter!("poortwacht_api_strangers_refused_total").increment(1);
        }
        admitted
    }

    /// Reads the ranges again.
    pub(crate) async fn refresh(&self, services: &Services) -> Result<(), ServiceError> {
        let ranges = api_clients::networks(services).await?;
        *self.0.ranges.write().unwrap_or_else(PoisonError::into_inner) = ranges;
        Ok(())
    }

    /// Keeps the ranges fresh and reports refused strangers until told to stop, and once more then. While the store does
    /// not answer, the ranges stay as they were.
    pub(crate) async fn keep(self, services: Services, mut stopped: watch::Receiver<bool>) {
        let mut refresh = tokio::time::interval(REFRESH);
        let mut report = tokio::time::interval(REPORT);
        loop {
            tokio::select! {
                _ = refresh.tick() => note("refresh", self.refresh(&services).await),
                _ = report.tick() => note("report", self.report(&services).await),
                () = async { drop(stopped.wait_for(|stopped| *stopped).await) } => break,
            }
        }
        note("report", self.report(&services).await);
    }

    async fn report(&self, services: &Services) -> Result<(), ServiceError> {
        let count = self.0.refused.swap(0, Ordering::Relaxed);
        if count == 0 {
            return Ok(());
        }
        let reported = api_clients::record_strangers(services, count).await;
        if reported.is_err() {
            self.0.refused.fetch_add(count, Ordering::Relaxed);
        }
        reported
    }
}

fn note(what: &str, outcome: Result<(), ServiceError>) {
    if let Err(error) = outcome {
        tracing::warn!(what, %error, "address gate of the API");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_permit_system_nobody_may_connect() {
        assert!(!Gate::default().admits([127, 0, 0, 1].into()));
    }

    #[test]
    fn a_mapped_address_is_the_address_it_maps() {
        let gate = Gate::default();
        gate.0.ranges.write().unwrap().push("192.0.2.10/32".parse().unwrap());
        assert!(gate.admits("::ffff:192.0.2.10".parse().unwrap()));
        assert!(!gate.admits("192.0.2.11".parse().unwrap()));
    }
}
