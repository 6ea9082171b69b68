//! The address gate: a stranger's connection is closed before TLS, so he sees neither certificate nor page.

use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use ipnetwork::IpNetwork;
use poortwacht_services::{ServiceError, Services, addresses};
use tokio::sync::watch;

/// How long a changed range may take to count at the gate; a session's own municipality is asked of the store every time.
const REFRESH: Duration = Duration::from_secs(2);
/// Refused strangers are written to the ledger as one count per this period.
const REPORT: Duration = Duration::from_secs(60);

/// Who may connect: the union of all municipalities' ranges, or the configured proxies alone.
#[derive(Clone)]
pub(crate) struct Gate(Arc<State>);

struct State {
    proxies: Vec<IpNetwork>,
    /// Each with its municipality's code.
    ranges: RwLock<Vec<(IpNetwork, String)>>,
    refused: AtomicU64,
}

impl Gate {
    /// A gate that lets nobody in until [`Gate::refresh`] has read the ranges.
    pub(crate) fn new(proxies: Vec<IpNetwork>) -> Self {
        Self(Arc::new(State { proxies, ranges: RwLock::default(), refused: AtomicU64::new(0) }))
    }

    /// Whether a connection from `peer` may begin TLS. An empty allowlist refuses everyone.
    pub(crate) fn admits(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        let admitted =
            if self.0.proxies.is_empty() { self.is_allowed(peer) } else { contains(&self.0.proxies, peer) };
        if !admitted {
            self.count_stranger();
        }
        admitted
    }

    /// Counts somebody who was turned away: at the gate, or behind a proxy that was let through.
    pub(crate) fn count_stranger(&self) {
        self.0.refused.fetch_add(1, Ordering::Relaxed);
        metrics::counter!("poortwacht_portal_strangers_refused_total").increment(1);
    }

    /// Whether an address lies in any municipality's range.
    pub(crate) fn is_allowed(&self, address: IpAddr) -> bool {
        let ranges = self.0.ranges.read().unwrap_or_else(PoisonError::into_inner);
        ranges.iter().any(|(range, _)| range.contains(address))
    }

    /// Code of the municipality whose ranges hold an address; nothing where several work behind one address.
    pub(crate) fn municipality_of(&self, address: IpAddr) -> Option<String> {
        let ranges = self.0.ranges.read().unwrap_or_else(PoisonError::into_inner);
        let mut codes = ranges.iter().filter(|(range, _)| range.contains(address)).map(|(_, code)| code);
        let first = codes.next()?;
        codes.all(|code| code == first).then(|| first.clone())
    }

    /// The configured proxies.
    pub(crate) fn proxies(&self) -> &[IpNetwork] {
        &self.0.proxies
    }

    /// Reads the ranges again.
    pub(crate) async fn refresh(&self, services: &Services) -> Result<(), ServiceError> {
        let ranges = addresses::of_municipalities(services).await?;
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
        let reported = addresses::record_strangers(services, count).await;
        if reported.is_err() {
            self.0.refused.fetch_add(count, Ordering::Relaxed);
        }
        reported
    }
}

fn note(what: &str, outcome: Result<(), ServiceError>) {
    if let Err(error) = outcome {
        tracing::warn!(what, %error, "address gate");
    }
}

fn contains(ranges: &[IpNetwork], address: IpAddr) -> bool {
    ranges.iter().any(|range| range.contains(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_empty_allowlist_refuses_everyone() {
        assert!(!Gate::new(Vec::new()).admits(address("127.0.0.1")));
    }

    #[test]
    fn behind_a_proxy_only_the_proxy_connects() {
        let gate = Gate::new(vec!["192.0.2.10/32".parse().unwrap()]);
        assert!(gate.admits(address("192.0.2.10")));
        assert!(gate.admits(address("::ffff:192.0.2.10")));
        assert!(!gate.admits(address("192.0.2.11")));
    }
}
