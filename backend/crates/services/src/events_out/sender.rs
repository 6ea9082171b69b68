//! Sending what waits: to each receiver by itself, one process at a time, until it has each event or its time is over.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::RunId;
use poortwacht_store::event_outbox::{self, OutgoingEvent};
use poortwacht_store::event_receivers::{self, ReceiverState};
use poortwacht_store::{Connection, Plan, Tx};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::receiver::{Answer, Receiver};
use super::{ALARM_GIVEN_UP, ALARM_RECEIVER, scope};
use crate::alarms::{self, Notice};
use crate::retry::{later, pause};
use crate::{ServiceError, Services};

/// Events read together.
const PAGE: u32 = 50;
/// After this without a sign another process may send; renewed with each event, and longer than an answer may take.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// After a failure at least this, doubled with each further one.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// And at most this.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// From this many failures on somebody should look: after about five minutes.
const FAILURES_TO_ALARM: u64 = 6;
/// Longest reason of a failure that is kept, in characters.
const LONGEST_ERROR: usize = 300;

/// Sends events for as long as its process lives.
pub struct EventSender {
    lanes: Vec<Lane>,
}

/// What a round of sending came to, of one receiver or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EventRound {
    /// Events that were taken.
    pub delivered: usize,
    /// Attempts that failed.
    pub failed: usize,
    /// Events that were given up.
    pub given_up: usize,
    /// Receivers that another process is sending to.
    pub elsewhere: usize,
}

impl EventRound {
    fn and(self, other: Self) -> Self {
        Self {
            delivered: self.delivered + other.delivered,
            failed: self.failed + other.failed,
            given_up: self.given_up + other.given_up,
            elsewhere: self.elsewhere + other.elsewhere,
        }
    }
}

impl EventSender {
    /// A sender to the configured receivers; `None` where there are none.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] naming the members of `[events]` that cannot be used.
    pub fn new(services: &Services) -> Result<Option<Self>, ServiceError> {
        let Some(config) = &services.config().events else { return Ok(None) };
        config.check()?;
        let lane = |receiver| {
            Ok(Lane {
                receiver: Receiver::new(config, receiver)?,
                owner: RunId::random(services.rng().as_ref()).to_string(),
                interval: config.interval,
                give_up_after: config.give_up_after,
                services: services.clone(),
            })
        };
        let lanes: Vec<Lane> = config.receivers.iter().map(lane).collect::<Result<_, ServiceError>>()?;
        Ok((!lanes.is_empty()).then_some(Self { lanes }))
    }

    /// Sends what waits, again and again, until told to stop. Nothing that fails ends it, and no receiver waits for
    /// another.
    pub async fn run(self, stopped: watch::Receiver<bool>) {
        let mut running = JoinSet::new();
        for lane in self.lanes {
            running.spawn(lane.run(stopped.clone()));
        }
        while let Some(ended) = running.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "sending events to a receiver broke");
            }
        }
    }

    /// Tries all that waits once, however sending went before, unless another process does.
    ///
    /// # Errors
    /// Those of the store; what the receivers do is in the [`EventRound`].
    pub async fn send(&self) -> Result<EventRound, ServiceError> {
        let mut all = EventRound::default();
        for lane in &self.lanes {
            all = all.and(lane.round(true).await?);
        }
        Ok(all)
    }
}

/// What is sent to one receiver.
struct Lane {
    services: Services,
    receiver: Receiver,
    /// This process, in the lease.
    owner: String,
    interval: Duration,
    give_up_after: SignedDuration,
}

impl Lane {
    async fn run(self, mut stopped: watch::Receiver<bool>) {
        let mut pause = tokio::time::interval(self.interval);
        pause.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = stopped.wait_for(|stopped| *stopped) => break,
                _ = pause.tick() => {}
            }
            // An event that is cut off here was perhaps taken: it is sent again under the same id.
            tokio::select! {
                _ = stopped.wait_for(|stopped| *stopped) => break,
                round = self.round(false) => self.told(round),
            }
        }
        if let Err(error) = self.release().await {
            tracing::warn!(%error, receiver = self.receiver.name, "lease of a receiver not given back");
        }
    }

    fn told(&self, round: Result<EventRound, ServiceError>) {
        let receiver = self.receiver.name.as_str();
        match round {
            Ok(EventRound { delivered: 0, failed: 0, given_up: 0, .. }) => {}
            Ok(EventRound { delivered, failed, given_up, .. }) => {
                tracing::info!(receiver, delivered, failed, given_up, "events sent");
            }
            Err(error) => tracing::error!(%error, receiver, "events cannot be sent"),
        }
    }

    /// Gives up what had its time and tries what may be tried. `whatever` passes over every pause.
    async fn round(&self, whatever: bool) -> Result<EventRound, ServiceError> {
        let given_up = give_up(&self.services, &self.receiver.name, self.give_up_after).await?;
        let state = self.state().await?;
        let mut round = EventRound { given_up, ..EventRound::default() };
        if whatever || state.not_before <= self.services.now() {
            round = round.and(self.send_all(state, whatever).await?);
        }
        self.measure().await?;
        Ok(round)
    }

    async fn send_all(&self, mut state: ReceiverState, whatever: bool) -> Result<EventRound, ServiceError> {
        let (mut round, mut tried) = (EventRound::default(), Vec::new());
        loop {
            let mut page = self.page(whatever, tried.len()).await?;
            page.retain(|event| !tried.contains(&event.id));
            if page.is_empty() {
                return self.release().await.map(|()| round);
            }
            for event in page {
                tried.push(event.id);
                if !self.acquire().await? {
                    return Ok(EventRound { elsewhere: 1, ..round });
                }
                let answer = self.receiver.post(&event, self.services.now()).await;
                let away = matches!(answer, Answer::Away(..));
                let taken = answer == Answer::Taken;
                round.delivered += usize::from(taken);
                round.failed += usize::from(!taken);
                state = self.settle(state, &event, answer).await?;
                if away {
                    return self.release().await.map(|()| round);
                }
            }
        }
    }

    /// What may be tried; beside what this round tried already, which still waits.
    async fn page(&self, whatever: bool, tried: usize) -> Result<Vec<OutgoingEvent>, ServiceError> {
        let (name, now) = (self.receiver.name.clone(), self.services.now());
        let limit = PAGE.saturating_add(if whatever { u32::try_from(tried).unwrap_or(u32::MAX) } else { 0 });
        let read = move |conn: &mut Connection| {
            Ok(event_outbox::waiting(conn, &scope(), &name, (now, whatever), limit)?)
        };
        self.services.store().read(read).await
    }

    async fn state(&self) -> Result<ReceiverState, ServiceError> {
        let name = self.receiver.name.clone();
        self.services.store().read(move |conn| Ok(event_receivers::state(conn, &name)?)).await
    }

    async fn acquire(&self) -> Result<bool, ServiceError> {
        let (name, owner, now) = (self.receiver.name.clone(), self.owner.clone(), self.services.now());
        let until = now.saturating_add(LEASE).unwrap_or(now);
        let acquire = move |tx: &mut Tx<'_>| {
            Ok::<_, ServiceError>(event_receivers::acquire(tx, &name, &owner, (now, until))?)
        };
        Ok(self.services.store().write(Plan::new(), acquire).await?.into_inner())
    }

    async fn release(&self) -> Result<(), ServiceError> {
        let (name, owner) = (self.receiver.name.clone(), self.owner.clone());
        let release =
            move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(event_receivers::release(tx, &name, &owner)?);
        self.services.store().write(Plan::new(), release).await.map(drop)
    }

    /// Notes what became of an attempt, and how sending goes, in one transaction.
    async fn settle(
        &self,
        before: ReceiverState,
        event: &OutgoingEvent,
        answer: Answer,
    ) -> Result<ReceiverState, ServiceError> {
        let now = self.services.now();
        let state = after(before, &answer, now);
        let (name, id, kept) = (self.receiver.name.clone(), event.id, state.clone());
        let again = later(now, pause(event.attempts.saturating_add(1), FIRST_PAUSE, LONGEST_PAUSE));
        let why = match &answer {
            Answer::Taken => None,
            Answer::Refused(why) | Answer::Away(why, _) => Some(cut(why)),
        };
        let failure = why.clone();
        let settle = move |tx: &mut Tx<'_>| {
            match &failure {
                None => event_outbox::delivered(tx, &scope(), id)?,
                Some(why) => event_outbox::failed(tx, &scope(), id, again, why)?,
            }
            Ok::<_, ServiceError>(event_receivers::note(tx, &name, &kept)?)
        };
        self.services.store().write(Plan::new(), settle).await?;
        count(&self.receiver.name, if why.is_none() { "delivered" } else { "failed" }, 1);
        self.watch(&state, why).await?;
        Ok(state)
    }

    async fn watch(&self, state: &ReceiverState, why: Option<String>) -> Result<(), ServiceError> {
        let name = self.receiver.name.as_str();
        let Some(why) = why else { return alarms::clear(&self.services, ALARM_RECEIVER, name).await };
        tracing::warn!(receiver = name, failures = state.failures, why, "an event was not taken");
        if state.failures < FAILURES_TO_ALARM {
            return Ok(());
        }
        let detail = format!("{} attempts failed; the last: {why}", state.failures);
        alarms::raise(&self.services, self.notice(ALARM_RECEIVER, detail)).await
    }

    async fn measure(&self) -> Result<(), ServiceError> {
        let (name, now) = (self.receiver.name.as_str(), self.services.now());
        let all = super::health(&self.services).await?;
        let Some(own) = all.into_iter().find(|health| health.receiver == name) else { return Ok(()) };
        own.measure(now);
        if own.backlog.given_up == 0 {
            return alarms::clear(&self.services, ALARM_GIVEN_UP, name).await;
        }
        let hours = self.give_up_after.as_hours();
        let detail = format!("{} events were not taken within {hours} hours", own.backlog.given_up);
        alarms::raise(&self.services, self.notice(ALARM_GIVEN_UP, detail)).await
    }

    fn notice(&self, kind: &'static str, detail: String) -> Notice {
        Notice { kind, subject: self.receiver.name.clone(), municipality: None, detail }
    }
}

/// Gives up what was written so long ago. It stays here for somebody who looks, until its own day.
pub(super) async fn give_up(
    services: &Services,
    receiver: &str,
    after: SignedDuration,
) -> Result<usize, ServiceError> {
    let (name, now) = (receiver.to_owned(), services.now());
    let before = now.saturating_sub(after).unwrap_or(now);
    let late = move |tx: &mut Tx<'_>| {
        Ok::<_, ServiceError>(event_outbox::give_up(tx, &scope(), &name, before, now)?)
    };
    let given_up = services.store().write(Plan::new(), late).await?.into_inner();
    count(receiver, "given_up", given_up);
    Ok(given_up)
}

/// How sending goes after an attempt. A receiver that refuses one event is there, and may take another.
fn after(before: ReceiverState, answer: &Answer, now: Timestamp) -> ReceiverState {
    let failures = before.failures.saturating_add(1);
    match answer {
        Answer::Taken => {
            ReceiverState { failures: 0, not_before: now, last_error: None, delivered_at: Some(now) }
        }
        Answer::Refused(why) => {
            ReceiverState { failures, not_before: now, last_error: Some(cut(why)), ..before }
        }
        Answer::Away(why, asked) => {
            let asked = asked.and_then(|pause| SignedDuration::try_from(pause).ok()).unwrap_or_default();
            let not_before = later(now, pause(failures, FIRST_PAUSE, LONGEST_PAUSE).max(asked));
            ReceiverState { failures, not_before, last_error: Some(cut(why)), ..before }
        }
    }
}

fn cut(why: &str) -> String {
    why.chars().take(LONGEST_ERROR).collect()
}

fn count(receiver: &str, outcome: &'static str, events: usize) {
    let events = u64::try_from(events).unwrap_or(u64::MAX);
    metrics::counter!("poortwacht_events_total", "receiver" => receiver.to_owned(), "outcome" => outcome)
        .increment(events);
}

/// Lets events that were given up be sent again. An act of the command line. How many there are.
///
/// # Errors
/// [`ServiceError::Unavailable`].
pub async fn retry(services: &Services) -> Result<usize, ServiceError> {
    let now = services.now();
    let retry = move |tx: &mut Tx<'_>| Ok::<_, ServiceError>(event_outbox::retry(tx, &scope(), now)?);
    Ok(services.store().write(Plan::new(), retry).await?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_from_five_seconds_to_an_hour() {
        for (failures, seconds) in [(0, 5), (1, 5), (2, 10), (6, 160), (10, 2_560), (11, 3_600), (99, 3_600)]
        {
            assert_eq!(
                pause(failures, FIRST_PAUSE, LONGEST_PAUSE),
                SignedDuration::from_secs(seconds),
                "{failures}"
            );
        }
    }

    #[test]
    fn a_receiver_that_asks_for_patience_gets_it_and_one_that_refuses_an_event_is_there() {
        let now: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
        let busy = Answer::Away("busy".to_owned(), Some(Duration::from_secs(120)));
        let state = after(ReceiverState::default(), &busy, now);
        assert_eq!((state.failures, state.not_before), (1, now + SignedDuration::from_secs(120)));
        let state = after(state, &Answer::Refused("bad".to_owned()), now);
        assert_eq!((state.failures, state.not_before), (2, now));
        let state = after(state, &Answer::Taken, now);
        assert_eq!((state.failures, state.delivered_at), (0, Some(now)));
    }
}
