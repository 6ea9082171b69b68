//! How the processing log is doing.

use jiff::Timestamp;
use poortwacht_store::processing_lines::{self, Backlog};
use poortwacht_store::processing_sender::{self, SenderState};

use super::scope;
use crate::{ServiceError, Services};

/// What waits, and how sending goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessingHealth {
    /// Lines that are not confirmed.
    pub backlog: Backlog,
    /// How the last attempts went, whichever process made them.
    pub sender: SenderState,
}

/// How the processing log is doing.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn health(services: &Services) -> Result<ProcessingHealth, ServiceError> {
    let read = services.store().read(|conn| {
        let backlog = processing_lines::backlog(conn, &scope())?;
        Ok::<_, ServiceError>(ProcessingHealth { backlog, sender: processing_sender::state(conn)? })
    });
    read.await
}

impl ProcessingHealth {
    /// Seconds for which the oldest line has been waiting; nought when none does.
    #[must_use]
    pub fn oldest_seconds(&self, now: Timestamp) -> u64 {
        let waits = |oldest| u64::try_from(now.duration_since(oldest).as_secs()).unwrap_or_default();
        self.backlog.oldest.map(waits).unwrap_or_default()
    }

    /// Shows it to the operator's monitoring.
    pub(super) fn measure(&self, now: Timestamp) {
        metrics::gauge!("poortwacht_processing_lines_waiting").set(gauge(self.backlog.waiting));
        metrics::gauge!("poortwacht_processing_lines_rejected").set(gauge(self.backlog.rejected));
        metrics::gauge!("poortwacht_processing_oldest_line_seconds").set(gauge(self.oldest_seconds(now)));
    }
}

#[expect(clippy::cast_precision_loss, reason = "gauges are floating point; counts stay far below 2^52")]
fn gauge(number: u64) -> f64 {
    number as f64
}
