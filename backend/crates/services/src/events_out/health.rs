//! How sending events goes.

use jiff::Timestamp;
use poortwacht_store::event_outbox::{self, EventBacklog};
use poortwacht_store::event_receivers::{self, ReceiverState};

use super::scope;
use crate::{ServiceError, Services};

/// How sending to one receiver goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventHealth {
    /// Its name.
    pub receiver: String,
    /// Whether the configuration still names it.
    pub configured: bool,
    /// What it does not have.
    pub backlog: EventBacklog,
    /// How the last attempts went, whichever process made them.
    pub state: ReceiverState,
}

/// How sending to every receiver goes: those of the configuration, and those that something still waits for.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn health(services: &Services) -> Result<Vec<EventHealth>, ServiceError> {
    let receivers = services.config().events.iter().flat_map(|config| &config.receivers);
    let configured: Vec<String> = receivers.map(|receiver| receiver.name.clone()).collect();
    let read = services.store().read(move |conn| {
        let mut backlogs: std::collections::BTreeMap<String, EventBacklog> =
            event_outbox::backlogs(conn, &scope())?.into_iter().collect();
        for name in &configured {
            backlogs.entry(name.clone()).or_default();
        }
        let one = |(receiver, backlog): (String, EventBacklog)| {
            let state = event_receivers::state(conn, &receiver)?;
            Ok(EventHealth { configured: configured.contains(&receiver), receiver, backlog, state })
        };
        backlogs.into_iter().map(one).collect::<Result<Vec<_>, ServiceError>>()
    });
    read.await
}

impl EventHealth {
    /// Seconds for which the oldest event has been waiting; nought when none does.
    #[must_use]
    pub fn oldest_seconds(&self, now: Timestamp) -> u64 {
        let waits = |oldest| u64::try_from(now.duration_since(oldest).as_secs()).unwrap_or_default();
        self.backlog.oldest.map(waits).unwrap_or_default()
    }

    /// Shows it to the operator's monitoring.
    pub(super) fn measure(&self, now: Timestamp) {
        let label = || self.receiver.clone();
        metrics::gauge!("poortwacht_events_waiting", "receiver" => label()).set(gauge(self.backlog.waiting));
        metrics::gauge!("poortwacht_events_given_up", "receiver" => label())
            .set(gauge(self.backlog.given_up));
        metrics::gauge!("poortwacht_events_oldest_seconds", "receiver" => label())
            .set(gauge(self.oldest_seconds(now)));
    }
}

#[expect(clippy::cast_precision_loss, reason = "gauges are floating point; counts stay far below 2^52")]
fn gauge(number: u64) -> f64 {
    number as f64
}
