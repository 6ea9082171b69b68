//! What a run did, in one line and in metrics.

use std::fmt;

/// What an export run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExportReport {
    /// Cases that passed the gate into a batch.
    pub batched: u64,
    /// Cases that passed on a day without deliveries.
    pub passed: u64,
    /// Cases that wait for something that can be mended.
    pub waiting: u64,
    /// Cases that went back to the desk.
    pub back_to_desk: u64,
    /// Cases that never go out: dismissed, warned or too old.
    pub ended: u64,
    /// Batches built.
    pub batches: u64,
    /// What became of the batches that were to be sent.
    pub deliveries: Deliveries,
}

/// What became of batches that were to be sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Deliveries {
    /// Acknowledged by the CJIB.
    pub acknowledged: u64,
    /// Not acknowledged; they are sent again.
    pub failed: u64,
}

/// What a poll did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PollReport {
    /// What became of the batches that were sent again.
    pub deliveries: Deliveries,
    /// Cases accepted.
    pub accepted: u64,
    /// Cases returned.
    pub returned: u64,
    /// Batches answered for every case.
    pub processed: u64,
    /// Batches that never arrived and cannot be sent any more; their cases wait for another one.
    pub given_up: u64,
    /// Batches whose state could not be asked.
    pub unanswered: u64,
}

impl ExportReport {
    /// Adds the run to the metrics.
    pub(super) fn count(&self) {
        for (outcome, number) in [
            ("batched", self.batched),
            ("passed", self.passed),
            ("waiting", self.waiting),
            ("back_to_desk", self.back_to_desk),
            ("ended", self.ended),
        ] {
            metrics::counter!("poortwacht_export_cases_total", "outcome" => outcome).increment(number);
        }
        metrics::counter!("poortwacht_export_batches_total").increment(self.batches);
        metrics::gauge!("poortwacht_export_waiting").set(gauge(self.waiting));
        self.deliveries.count();
    }
}

impl Deliveries {
    /// Adds those of another municipality.
    pub(super) const fn add(&mut self, others: Self) {
        self.acknowledged += others.acknowledged;
        self.failed += others.failed;
    }

    /// Adds the deliveries to the metrics.
    pub(super) fn count(&self) {
        for (outcome, number) in [("acknowledged", self.acknowledged), ("failed", self.failed)] {
            metrics::counter!("poortwacht_deliveries_total", "outcome" => outcome).increment(number);
        }
    }
}

impl PollReport {
    /// Adds the poll to the metrics.
    pub(super) fn count(&self) {
        for (outcome, number) in [("accepted", self.accepted), ("returned", self.returned)] {
            metrics::counter!("poortwacht_cjib_answers_total", "outcome" => outcome).increment(number);
        }
        self.deliveries.count();
    }
}

#[expect(clippy::cast_precision_loss, reason = "gauges are floating point; stocks stay far below 2^52")]
fn gauge(number: u64) -> f64 {
    number as f64
}

impl fmt::Display for ExportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} cases in {} batches, {} go on the next day of delivery, {} wait, {} back to the desk, {} ended; {}",
            self.batched,
            self.batches,
            self.passed,
            self.waiting,
            self.back_to_desk,
            self.ended,
            self.deliveries
        )
    }
}

impl fmt::Display for Deliveries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} batches acknowledged, {} not delivered", self.acknowledged, self.failed)
    }
}

impl fmt::Display for PollReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} cases accepted, {} returned, {} batches processed, {} given up, {} unanswered; {}",
            self.accepted, self.returned, self.processed, self.given_up, self.unanswered, self.deliveries
        )
    }
}
