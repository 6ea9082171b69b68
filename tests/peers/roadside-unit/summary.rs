//! What happened, for `--json-summary` and the exit status. Holds no plates.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use serde::Serialize;

use crate::{
    send::{Answer, Job},
    spool::Header,
};

/// How a packet ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum End {
    /// Still in the spool.
    #[default]
    Waiting,
    /// The server has dealt with it.
    Acknowledged,
    /// The server found it too old.
    TooOld,
    /// The unit's own 48 hours were over.
    Expired,
}

/// One packet.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    packet_id: String,
    sequence: u64,
    variant: u8,
    end: End,
    attempts: u32,
    exempt: bool,
    recovered: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    case_reference: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<String>,
    /// Whether the second answer was the first one again (fault `duplicate`).
    #[serde(skip_serializing_if = "Option::is_none")]
    same_answer: Option<bool>,
}

#[derive(Debug, Default)]
struct Inner {
    records: BTreeMap<(u64, u8), Record>,
    latencies: Vec<Duration>,
    bytes: u64,
    no_answers: u64,
    heartbeats: u64,
    failed_heartbeats: u64,
}

/// Collects what happens.
#[derive(Debug)]
pub struct Summary {
    inner: Mutex<Inner>,
    started: Instant,
}

/// The JSON document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    seconds: f64,
    /// Made in this run.
    made: usize,
    /// Found in the spool at start.
    recovered: usize,
    acknowledged: usize,
    /// Acknowledged packets by outcome.
    outcomes: BTreeMap<String, usize>,
    too_old: usize,
    expired: usize,
    /// Still in the spool.
    waiting: usize,
    /// Of those that wait, by the last status.
    refused: BTreeMap<u16, usize>,
    attempts: u64,
    no_answers: u64,
    bytes_sent: u64,
    heartbeats: u64,
    failed_heartbeats: u64,
    latency_ms: Latency,
    packets: Vec<Record>,
}

#[derive(Debug, Serialize)]
struct Latency {
    p50: f64,
    p99: f64,
    max: f64,
}

impl Summary {
    /// Nothing happened yet.
    pub fn new() -> Self {
        Self { inner: Mutex::default(), started: Instant::now() }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, job: &Job, change: impl FnOnce(&mut Record)) {
        let mut inner = self.inner();
        change(inner.records.entry((job.header.sequence, job.header.variant)).or_default());
    }

    /// A packet is in the spool, made now or found there.
    pub fn spooled(&self, header: &Header, recovered: bool) {
        let record = Record {
            packet_id: header.packet_id.clone(),
            sequence: header.sequence,
            variant: header.variant,
            exempt: header.exempt,
            fault: header.fault.clone(),
            recovered,
            ..Record::default()
        };
        self.inner().records.insert((header.sequence, header.variant), record);
    }

    /// A packet was sent.
    pub fn attempt(&self, job: &Job, bytes: usize, took: Duration) {
        self.change(job, |record| record.attempts = job.attempts);
        let mut inner = self.inner();
        inner.bytes += bytes as u64;
        inner.latencies.push(took);
    }

    /// No answer came.
    pub fn no_answer(&self) {
        self.inner().no_answers += 1;
    }

    /// An answer came. The repetition of an acknowledged packet does not overwrite the first answer.
    pub fn answer(&self, job: &Job, answer: &Answer) {
        if job.acknowledged.is_some() {
            return;
        }
        self.change(job, |record| {
            record.status = Some(answer.status);
            record.outcome.clone_from(&answer.body.outcome);
            record.case_reference.clone_from(&answer.body.case_reference);
            record.errors = answer.errors();
        });
    }

    /// The packet was sent once more and acknowledged again.
    pub fn repeated(&self, job: &Job, same: bool) {
        self.change(job, |record| record.same_answer = Some(same));
    }

    /// The packet left the spool.
    pub fn end(&self, job: &Job, end: End) {
        self.change(job, |record| record.end = end);
    }

    /// A heartbeat was sent.
    pub fn heartbeat(&self, answered: bool) {
        let mut inner = self.inner();
        inner.heartbeats += 1;
        inner.failed_heartbeats += u64::from(!answered);
    }

    /// Passages of this run so far.
    pub fn passages(&self) -> u64 {
        self.inner().records.values().filter(|record| !record.recovered && record.variant == 0).count() as u64
    }

    /// Everything that happened.
    pub fn report(&self) -> Report {
        let mut inner = self.inner();
        inner.latencies.sort_unstable();
        let records = || inner.records.values();
        let ended = |end| records().filter(|record| record.end == end).count();
        let mut outcomes = BTreeMap::new();
        for record in records().filter(|record| record.end == End::Acknowledged) {
            *outcomes.entry(record.outcome.clone().unwrap_or_default()).or_default() += 1;
        }
        let mut refused = BTreeMap::new();
        for status in records().filter(|record| record.end == End::Waiting).filter_map(|record| record.status)
        {
            *refused.entry(status).or_default() += 1;
        }
        let recovered = records().filter(|record| record.recovered).count();
        Report {
            seconds: self.started.elapsed().as_secs_f64(),
            made: inner.records.len() - recovered,
            recovered,
            acknowledged: ended(End::Acknowledged),
            outcomes,
            too_old: ended(End::TooOld),
            expired: ended(End::Expired),
            waiting: ended(End::Waiting),
            refused,
            attempts: records().map(|record| u64::from(record.attempts)).sum(),
            no_answers: inner.no_answers,
            bytes_sent: inner.bytes,
            heartbeats: inner.heartbeats,
            failed_heartbeats: inner.failed_heartbeats,
            latency_ms: Latency {
                p50: percentile(&inner.latencies, 50),
                p99: percentile(&inner.latencies, 99),
                max: percentile(&inner.latencies, 100),
            },
            packets: records().cloned().collect(),
        }
    }
}

fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(rank).map_or(0.0, |duration| duration.as_secs_f64() * 1000.0)
}

impl Report {
    /// Every packet was acknowledged.
    pub fn is_complete(&self) -> bool {
        self.waiting == 0 && self.too_old == 0 && self.expired == 0
    }

    /// Writes the document.
    ///
    /// # Errors
    /// Anything the disk says.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_vec_pretty(self)?;
        std::fs::write(path, text).with_context(|| format!("summary {}", path.display()))
    }

    /// One line for a person.
    pub fn line(&self) -> String {
        let refused: usize = self.refused.values().sum();
        format!(
            "{} made, {} from the spool; {} acknowledged, {} too old, {} expired, {} waiting ({} with an answer) in {:.1} s",
            self.made,
            self.recovered,
            self.acknowledged,
            self.too_old,
            self.expired,
            self.waiting,
            refused,
            self.seconds
        )
    }
}
