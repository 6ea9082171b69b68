//! Packets that wait for delivery, in memory beside the spool. The link has a pause of its own.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use tokio::sync::Notify;

use super::{Answer, Backoff};
use crate::spool::Header;

/// A packet on its way.
#[derive(Clone, Debug)]
pub struct Job {
    /// Which one.
    pub header: Header,
    /// Times it was sent.
    pub attempts: u32,
    /// The last answer was a refusal: a run with an end does not wait for it.
    pub refused: bool,
    /// The first acknowledgement, kept while the packet is to be sent once more.
    pub acknowledged: Option<Answer>,
}

impl Job {
    /// A packet that was not sent yet in this run.
    pub fn new(header: Header) -> Self {
        Self { header, attempts: 0, refused: false, acknowledged: None }
    }
}

#[derive(Debug)]
struct Inner {
    /// By the time before which a packet is not sent, then by order of arrival.
    waiting: BTreeMap<(Instant, u64), Job>,
    /// Everything in the spool, with the start of its 48 hours.
    held: BTreeMap<(u64, u8), Timestamp>,
    arrivals: u64,
    in_flight: usize,
    failures: u32,
    link_pause_until: Option<Instant>,
    producing: bool,
    stopped: bool,
}

/// The queue.
#[derive(Debug)]
pub struct Queue {
    inner: Mutex<Inner>,
    changed: Notify,
    backoff: Backoff,
}

enum Next {
    Job(Box<Job>),
    WaitUntil(Instant),
    WaitForChange,
    End,
}

impl Queue {
    /// An empty queue whose producer still works.
    pub fn new(backoff: Backoff) -> Self {
        let inner = Inner {
            waiting: BTreeMap::new(),
            held: BTreeMap::new(),
            arrivals: 0,
            in_flight: 0,
            failures: 0,
            link_pause_until: None,
            producing: true,
            stopped: false,
        };
        Self { inner: Mutex::new(inner), changed: Notify::new(), backoff }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Inner) -> T) -> T {
        let result = change(&mut self.inner());
        self.changed.notify_waiters();
        result
    }

    /// Adds a packet that is in the spool.
    pub fn push(&self, job: Job) {
        self.change(|inner| {
            inner.held.insert((job.header.sequence, job.header.variant), job.header.queued_since);
            inner.put(job, Instant::now());
        });
    }

    /// The next packet to send; `None` when the run is over.
    pub async fn take(&self) -> Option<Job> {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            // Listens from here on, so that a change between the look and the wait is not missed.
            changed.as_mut().enable();
            let next = self.inner().next(Instant::now());
            match next {
                Next::Job(job) => return Some(*job),
                Next::End => return None,
                Next::WaitForChange => changed.await,
                Next::WaitUntil(at) => {
                    tokio::select! {
                        () = changed => {}
                        () = tokio::time::sleep_until(at.into()) => {}
                    }
                }
            }
        }
    }

    /// Puts a packet back, to be sent again after a pause that grows with its attempts.
    pub fn retry(&self, job: Job) {
        let pause = self.backoff.after(job.attempts);
        self.put_back(job, pause);
    }

    /// Puts a packet back, to be sent again at once.
    pub fn repeat(&self, job: Job) {
        self.put_back(job, Duration::ZERO);
    }

    fn put_back(&self, job: Job, pause: Duration) {
        self.change(|inner| {
            inner.in_flight = inner.in_flight.saturating_sub(1);
            inner.put(job, Instant::now() + pause);
        });
    }

    /// A packet is gone from the spool.
    pub fn done(&self, job: &Job) {
        self.change(|inner| {
            inner.in_flight = inner.in_flight.saturating_sub(1);
            inner.held.remove(&(job.header.sequence, job.header.variant));
        });
    }

    /// The server could not be reached or asked for a pause: nothing is sent for a while.
    pub fn link_failed(&self, asked: Option<Duration>) -> Duration {
        self.change(|inner| {
            inner.failures = inner.failures.saturating_add(1);
            let pause = self.backoff.after(inner.failures).max(asked.unwrap_or_default());
            let until = Instant::now() + pause;
            inner.link_pause_until = Some(inner.link_pause_until.map_or(until, |old| old.max(until)));
            pause
        })
    }

    /// The server answered as it should.
    pub fn link_works(&self) {
        self.inner().failures = 0;
    }

    /// No more packets will be added.
    pub fn end_of_production(&self) {
        self.change(|inner| inner.producing = false);
    }

    /// Ends the run: what is under way is answered, nothing else is sent.
    pub fn stop(&self) {
        self.change(|inner| inner.stopped = true);
    }

    /// Whether [`Queue::stop`] was called.
    pub fn is_stopped(&self) -> bool {
        self.inner().stopped
    }

    /// Waits until fewer than `limit` packets are held, or the run ends.
    pub async fn room(&self, limit: usize) {
        self.until(|inner| inner.stopped || inner.held.len() < limit).await;
    }

    /// Waits until the run is stopped.
    pub async fn stopped(&self) {
        self.until(|inner| inner.stopped).await;
    }

    async fn until(&self, reached: impl Fn(&Inner) -> bool) {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if reached(&self.inner()) {
                return;
            }
            changed.await;
        }
    }

    /// Packets held, and the start of the oldest one's 48 hours.
    pub fn held(&self) -> (usize, Option<Timestamp>) {
        let inner = self.inner();
        (inner.held.len(), inner.held.values().min().copied())
    }
}

impl Inner {
    fn put(&mut self, job: Job, not_before: Instant) {
        self.arrivals += 1;
        self.waiting.insert((not_before, self.arrivals), job);
    }

    fn next(&mut self, now: Instant) -> Next {
        let settled = || self.waiting.values().all(|job| job.refused);
        if self.stopped || (!self.producing && self.in_flight == 0 && settled()) {
            return Next::End;
        }
        let pause = self.link_pause_until.filter(|until| *until > now);
        match (self.waiting.first_entry(), pause) {
            (None, _) => Next::WaitForChange,
            (Some(_), Some(until)) => Next::WaitUntil(until),
            (Some(first), None) if first.key().0 > now => Next::WaitUntil(first.key().0),
            (Some(first), None) => {
                let job = first.remove();
                self.in_flight += 1;
                Next::Job(Box::new(job))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(sequence: u64) -> Job {
        Job::new(Header {
            packet_id: String::new(),
            sequence,
            variant: 0,
            queued_since: Timestamp::UNIX_EPOCH,
            signature: String::new(),
            sends: 1,
            fault: None,
            exempt: false,
            packet_length: 0,
            parts: Vec::new(),
        })
    }

    fn queue() -> Queue {
        Queue::new(Backoff { first: Duration::from_secs(60), longest: Duration::from_secs(60) })
    }

    #[tokio::test]
    async fn packets_come_in_order_and_the_end_waits_for_those_under_way() {
        let queue = queue();
        queue.push(job(1));
        queue.push(job(2));
        queue.end_of_production();
        let first = queue.take().await.unwrap();
        let second = queue.take().await.unwrap();
        assert_eq!((first.header.sequence, second.header.sequence), (1, 2));
        assert!(matches!(queue.inner().next(Instant::now()), Next::WaitForChange));
        queue.done(&first);
        queue.done(&second);
        assert!(queue.take().await.is_none());
    }

    #[tokio::test]
    async fn a_refused_packet_is_kept_but_does_not_hold_up_the_end() {
        let queue = queue();
        queue.push(job(1));
        queue.end_of_production();
        let mut taken = queue.take().await.unwrap();
        taken.refused = true;
        queue.retry(taken);
        assert!(queue.take().await.is_none());
        assert_eq!(queue.held().0, 1);
    }

    #[tokio::test]
    async fn after_a_failure_of_the_link_nothing_is_sent_until_the_pause_is_over() {
        let queue = queue();
        queue.push(job(1));
        let pause = queue.link_failed(Some(Duration::from_secs(200)));
        assert_eq!(pause, Duration::from_secs(200));
        assert!(matches!(queue.inner().next(Instant::now()), Next::WaitUntil(_)));
        let later = Instant::now() + Duration::from_secs(201);
        assert!(matches!(queue.inner().next(later), Next::Job(_)));
    }

    #[tokio::test]
    async fn a_stop_wakes_everyone() {
        let queue = queue();
        let (taken, (), ()) = tokio::join!(queue.take(), queue.stopped(), async { queue.stop() });
        assert!(taken.is_none());
    }
}
