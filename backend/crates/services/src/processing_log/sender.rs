//! Sending what waits: one process at a time, in bounded batches, until the collector has confirmed each line.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::RunId;
use poortwacht_evidence::keystore::Purpose;
use poortwacht_evidence::pseudonym::subject_pseudonym;
use poortwacht_store::processing_lines::{self, ProcessingLine};
use poortwacht_store::processing_sender::{self, SenderState};
use poortwacht_store::{Plan, Tx, municipalities};
use tokio::sync::watch;

use super::collector::{Collector, Failure, Sorted};
use super::otlp::{Outgoing, Sheet};
use super::{ALARM_REJECTED, ALARM_WAITING, SUBJECT, health, scope};
use crate::alarms::{self, Notice};
use crate::blocking::off_worker;
use crate::processing_register;
use crate::retry::{later, pause};
use crate::{ServiceError, Services};

/// Lines in one request.
const BATCH: u32 = 256;
/// After this without a sign another process may send; renewed with each batch, and longer than a request may take. Two
/// that send at once do no harm: the spans are the same.
const LEASE: SignedDuration = SignedDuration::from_secs(40);
/// After a failure at least this, doubled with each further one.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// And at most this.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(5);
/// From this many failures on somebody should look.
const FAILURES_TO_ALARM: u64 = 3;
/// Longest reason of a failure that is kept, in characters.
const LONGEST_ERROR: usize = 300;

/// Sends lines for as long as its process lives.
pub struct Sender {
    services: Services,
    collector: Collector,
    /// This process, in the lease.
    owner: String,
    interval: Duration,
}

/// What one round of sending came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Lines that the collector has confirmed.
    pub confirmed: usize,
    /// Lines that it rejected.
    pub rejected: usize,
    /// Whether it stopped for want of an answer.
    pub failed: bool,
    /// Whether another process is sending.
    pub elsewhere: bool,
}

impl Sender {
    /// A sender to the configured collector; `None` where no processing log is connected.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] naming the member of `[processing_log]` that cannot be used.
    pub fn new(services: &Services) -> Result<Option<Self>, ServiceError> {
        let Some(config) = &services.config().processing_log else { return Ok(None) };
        Ok(Some(Self {
            collector: Collector::new(config)?,
            owner: RunId::random(services.rng().as_ref()).to_string(),
            interval: config.interval,
            services: services.clone(),
        }))
    }

    /// Sends what waits, again and again, until told to stop. Nothing that fails ends it.
    pub async fn run(self, mut stopped: watch::Receiver<bool>) {
        let mut pause = tokio::time::interval(self.interval);
        pause.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = stopped.wait_for(|stopped| *stopped) => return,
                _ = pause.tick() => {}
            }
            // A batch that is cut off here was perhaps taken: it is sent again under the same spans.
            tokio::select! {
                _ = stopped.wait_for(|stopped| *stopped) => break,
                round = self.round() => told(round),
            }
        }
        if let Err(error) = self.release().await {
            tracing::warn!(%error, "lease of the processing log not given back");
        }
    }

    /// Sends all that waits, unless another process does or it is too early after a failure.
    async fn round(&self) -> Result<Round, ServiceError> {
        let (health, now) = (health(&self.services).await?, self.services.now());
        health.measure(now);
        if now < health.sender.not_before { Ok(Round::default()) } else { self.send().await }
    }

    /// Sends all that waits now, however sending went before, unless another process does.
    ///
    /// # Errors
    /// Those of store and key store; what the collector does is in the [`Round`].
    pub async fn send(&self) -> Result<Round, ServiceError> {
        let health = health(&self.services).await?;
        if health.backlog.waiting == 0 {
            return self.watch_rejected(health.backlog.rejected).await.map(|()| Round::default());
        }
        let round = self.send_all(health.sender).await;
        self.release().await?;
        let health = super::health(&self.services).await?;
        health.measure(self.services.now());
        self.watch_rejected(health.backlog.rejected).await?;
        round
    }

    async fn send_all(&self, mut state: SenderState) -> Result<Round, ServiceError> {
        let mut round = Round::default();
        loop {
            if !self.acquire().await? {
                return Ok(Round { elsewhere: true, ..round });
            }
            let (sheet, lines) = self.batch().await?;
            if lines.is_empty() {
                return Ok(round);
            }
            let sorted = self.collector.hand_over(&sheet, &lines).await;
            round.confirmed += sorted.taken.len();
            round.rejected += sorted.rejected.len();
            round.failed = sorted.failure.is_some();
            state = self.settle(state, sorted).await?;
            if round.failed {
                return Ok(round);
            }
        }
    }

    async fn acquire(&self) -> Result<bool, ServiceError> {
        let (owner, now) = (self.owner.clone(), self.services.now());
        let until = now.saturating_add(LEASE).unwrap_or(now);
        let acquire =
            move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(processing_sender::acquire(tx, &owner, now, until)?);
        Ok(self.services.store().write(Plan::new(), acquire).await?.into_inner())
    }

    async fn release(&self) -> Result<(), ServiceError> {
        let owner = self.owner.clone();
        let release = move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(processing_sender::release(tx, &owner)?);
        self.services.store().write(Plan::new(), release).await.map(drop)
    }

    /// The oldest lines that wait, with the pseudonyms that are made only now.
    async fn batch(&self) -> Result<(Sheet, Vec<Outgoing>), ServiceError> {
        let own = self.services.clone();
        off_worker(move || {
            let (lines, towns) = own.store().read_blocking(|conn| {
                let lines = processing_lines::waiting(conn, &scope(), BATCH)?;
                Ok::<_, ServiceError>((lines, municipalities::all(conn, &scope())?))
            })?;
            let sheet = Sheet {
                register: processing_register::address(&own),
                instance: own.store().instance().id.to_string(),
                codes: towns.into_iter().map(|town| (town.id, town.code)).collect(),
            };
            Ok((sheet, pseudonymised(&own, lines)?))
        })
        .await
    }

    /// Forgets what is confirmed and notes how sending goes, in one transaction.
    async fn settle(&self, before: SenderState, sorted: Sorted) -> Result<SenderState, ServiceError> {
        let (now, failure) = (self.services.now(), sorted.failure.clone());
        let state = after(before, &sorted, now);
        let (kept, taken, rejected) = (state.clone(), sorted.taken, sorted.rejected);
        let counts = (taken.len(), rejected.len());
        let settle = move |tx: &mut Tx<'_>| {
            processing_lines::confirm(tx, &scope(), &taken)?;
            processing_lines::reject(tx, &scope(), &rejected, now)?;
            Ok::<_, ServiceError>(processing_sender::note(tx, &kept)?)
        };
        self.services.store().write(Plan::new(), settle).await?;
        count("confirmed", counts.0);
        count("rejected", counts.1);
        self.watch_failures(&state, failure).await?;
        Ok(state)
    }

    async fn watch_failures(
        &self,
        state: &SenderState,
        failure: Option<Failure>,
    ) -> Result<(), ServiceError> {
        let Some(failure) = failure else {
            return alarms::clear(&self.services, ALARM_WAITING, SUBJECT).await;
        };
        tracing::warn!(failures = state.failures, why = failure.why, "the processing log did not confirm");
        if state.failures < FAILURES_TO_ALARM {
            return Ok(());
        }
        let detail = format!("{} attempts failed; the last: {}", state.failures, failure.why);
        alarms::raise(&self.services, notice(ALARM_WAITING, detail)).await
    }

    async fn watch_rejected(&self, rejected: u64) -> Result<(), ServiceError> {
        if rejected == 0 {
            return alarms::clear(&self.services, ALARM_REJECTED, SUBJECT).await;
        }
        let detail = format!("{rejected} lines were rejected by the collector and stay here");
        alarms::raise(&self.services, notice(ALARM_REJECTED, detail)).await
    }
}

fn notice(kind: &'static str, detail: String) -> Notice {
    Notice { kind, subject: SUBJECT.to_owned(), municipality: None, detail }
}

fn pseudonymised(services: &Services, lines: Vec<ProcessingLine>) -> Result<Vec<Outgoing>, ServiceError> {
    let keys = services.keys();
    let mut known = BTreeMap::new();
    let mut outgoing = Vec::with_capacity(lines.len());
    for line in lines {
        let key = match known.entry(line.municipality) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                unknown.insert(keys.purpose_key(Purpose::ProcessingSubject(line.municipality))?)
            }
        };
        let pseudonym = subject_pseudonym(key, line.subject.kind.as_str(), line.subject.id);
        outgoing.push(Outgoing { line, pseudonym });
    }
    Ok(outgoing)
}

/// How sending goes after an attempt.
fn after(before: SenderState, sorted: &Sorted, now: Timestamp) -> SenderState {
    let answered = !sorted.taken.is_empty() || !sorted.rejected.is_empty();
    let confirmed_at = if sorted.taken.is_empty() { before.confirmed_at } else { Some(now) };
    let Some(failure) = &sorted.failure else {
        return SenderState { failures: 0, not_before: now, last_error: None, confirmed_at };
    };
    let failures = if answered { 1 } else { before.failures.saturating_add(1) };
    let asked =
        failure.retry_after.and_then(|pause| SignedDuration::try_from(pause).ok()).unwrap_or_default();
    let not_before = later(now, pause(failures, FIRST_PAUSE, LONGEST_PAUSE).max(asked));
    let why: String = failure.why.chars().take(LONGEST_ERROR).collect();
    SenderState { failures, not_before, last_error: Some(why), confirmed_at }
}

fn count(outcome: &'static str, lines: usize) {
    let lines = u64::try_from(lines).unwrap_or(u64::MAX);
    metrics::counter!("poortwacht_processing_lines_total", "outcome" => outcome).increment(lines);
}

fn told(round: Result<Round, ServiceError>) {
    match round {
        Ok(Round { confirmed: 0, rejected: 0, failed: false, .. }) => {}
        Ok(Round { confirmed, rejected, failed, .. }) => {
            tracing::info!(confirmed, rejected, failed, "lines sent to the processing log");
        }
        Err(error) => tracing::error!(%error, "lines for the processing log cannot be sent"),
    }
}

/// Lets lines that the collector rejected be sent again. An act of the command line. How many there are.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn retry_rejected(services: &Services) -> Result<usize, ServiceError> {
    let retry = |tx: &mut Tx<'_>| Ok::<_, ServiceError>(processing_lines::retry_rejected(tx, &scope())?);
    Ok(services.store().write(Plan::new(), retry).await?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_from_five_seconds_to_five_minutes() {
        for (failures, seconds) in [(0, 5), (1, 5), (2, 10), (3, 20), (6, 160), (7, 300), (u64::MAX, 300)] {
            assert_eq!(
                pause(failures, FIRST_PAUSE, LONGEST_PAUSE),
                SignedDuration::from_secs(seconds),
                "{failures}"
            );
        }
    }

    #[test]
    fn a_collector_that_asks_for_patience_gets_it() {
        let now: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
        let before = SenderState { failures: 1, not_before: now, last_error: None, confirmed_at: None };
        let failure = Failure { why: "busy".to_owned(), retry_after: Some(Duration::from_secs(120)) };
        let sorted = Sorted { failure: Some(failure), ..Sorted::default() };
        let state = after(before, &sorted, now);
        assert_eq!((state.failures, state.not_before), (2, now + SignedDuration::from_secs(120)));
        assert_eq!(after(state, &Sorted::default(), now).failures, 0);
    }
}
