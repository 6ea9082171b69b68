//! A batch: the closures that share one commit.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, mpsc};

use super::call::Caller;
use super::plan::Plan;
use super::session::Session;
use crate::connection::Connection;
use crate::dialect;
use crate::error::StoreError;
use crate::failure::Failure;
use crate::ledger_rows::{self, LogName, Marks};
use crate::tx::Tx;

/// A batch closes at this many closures …
const MOST_CLOSURES: usize = 256;

/// … or when its closures carry this many bytes.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// How long the loser of a deadlock stands back. PostgreSQL lets a newcomer overtake whoever waits for a row: without
/// a pause the replay takes the same row again before the winner has woken, and both are where they were.
const STAND_BACK: Duration = Duration::from_millis(50);

/// A closure in the queue. Its share of the queue's bytes is given back when it has been answered.
pub(super) struct Queued {
    pub(super) plan: Plan,
    pub(super) call: Box<dyn Caller>,
    pub(super) _room: OwnedSemaphorePermit,
}

/// Why a whole batch was given up.
#[derive(Debug)]
pub(super) struct Abort {
    /// Whether the same batch may be run once more (it is certain that nothing of it was committed), and how long
    /// to wait before.
    pub(super) replay: Option<Duration>,
    /// What the callers are told.
    pub(super) reason: String,
}

/// Closures that are committed together.
pub(super) struct Batch {
    calls: Vec<Queued>,
    logs: BTreeSet<LogName>,
}

impl Batch {
    /// Waits for a closure and takes what else is queued by then. `None` when the store is shut down.
    pub(super) fn collect(queue: &mut mpsc::Receiver<Queued>) -> Option<Self> {
        let first = queue.blocking_recv()?;
        let mut bytes = first.plan.weight();
        let mut calls = vec![first];
        while calls.len() < MOST_CLOSURES && bytes < MOST_BYTES {
            let Ok(next) = queue.try_recv() else { break };
            bytes = bytes.saturating_add(next.plan.weight());
            calls.push(next);
        }
        calls.sort_by_key(|call| !call.plan.is_ledger_only());
        let logs = calls.iter().flat_map(|call| call.plan.logs()).cloned().collect();
        Some(Self { calls, logs })
    }

    /// Runs all closures in one transaction and commits. The number of closures that succeeded, or why none counts.
    pub(super) fn attempt(&mut self, session: &mut Session) -> Result<u64, Abort> {
        let outcome = match session.connection() {
            Ok(connection) => self.run(connection),
            Err(reason) => Err(Abort { replay: None, reason }),
        };
        match &outcome {
            Ok(_) => {}
            Err(abort) if abort.replay.is_some() => session.reset(),
            Err(_) => session.discard(),
        }
        outcome
    }

    fn run(&mut self, connection: &mut Connection) -> Result<u64, Abort> {
        let _before = connection.watch().take();
        connection.logs_mut().clear();
        dialect::begin_batch(connection).map_err(|error| judge(&error.into(), connection))?;
        for log in &self.logs {
            ledger_rows::take(connection, log).map_err(|error| judge(&error, connection))?;
        }
        let stored = match self.calls.as_mut_slice() {
            // It is undone with its batch. A savepoint would cost a statement each way and, on SQLite, a copy in memory
            // of every page that the closure touches.
            [only] => u64::from(run_one(connection, only)?),
            several => run_each(connection, several)?,
        };
        if stored == 0 {
            connection.rollback_to(0).map_err(|error| judge(&error.into(), connection))?;
            return Ok(0);
        }
        ledger_rows::flush(connection).map_err(|error| judge(&error, connection))?;
        connection.commit().map_err(|error| judge_commit(&error))?;
        Ok(stored)
    }

    /// Replaces every outcome: nothing of this batch is stored.
    pub(super) fn refuse_all(&mut self, reason: &str) {
        for queued in &mut self.calls {
            queued.call.refuse(StoreError::Unavailable(reason.to_owned()));
        }
    }

    /// Tells every caller its outcome.
    pub(super) fn answer(self) {
        for queued in self.calls {
            queued.call.answer();
        }
    }
}

/// Runs each closure under a savepoint of its own. How many of them stand; an error gives up the whole batch.
fn run_each(connection: &mut Connection, calls: &mut [Queued]) -> Result<u64, Abort> {
    let mut stored = 0;
    for queued in calls {
        connection.begin_lazily();
        let marks = connection.logs().mark(queued.plan.logs().iter());
        let stands = run_one(connection, queued)?;
        let ended = if stands { connection.commit() } else { undo(connection, marks) };
        ended.map_err(|error| judge(&error.into(), connection))?;
        stored += u64::from(stands);
    }
    Ok(stored)
}

/// Runs one closure. Whether its work stands; an error gives up the whole batch.
fn run_one(connection: &mut Connection, queued: &mut Queued) -> Result<bool, Abort> {
    let Queued { plan, call, .. } = queued;
    let outcome = catch_unwind(AssertUnwindSafe(|| call.run(&mut Tx::new(connection, plan.logs()))));
    let failure = connection.watch().take();
    if let Some(worse @ (Failure::Retry | Failure::Lost | Failure::Unavailable)) = failure {
        return Err(Abort {
            replay: pause_before_replay(worse),
            reason: format!("a statement failed: {worse:?}"),
        });
    }
    let stands = matches!(outcome, Ok(true)) && failure.is_none();
    match outcome {
        Err(_) => call.refuse(StoreError::Panicked),
        Ok(true) if !stands => call.refuse(StoreError::IgnoredFailure),
        Ok(_) => {}
    }
    Ok(stands)
}

/// Takes back what a closure did.
fn undo(connection: &mut Connection, marks: Marks) -> diesel::QueryResult<()> {
    connection.logs_mut().back_to(marks);
    connection.rollback_to(1)
}

/// Judges an error of the batch itself, before COMMIT was sent.
fn judge(error: &StoreError, connection: &Connection) -> Abort {
    Abort { replay: connection.watch().worst().and_then(pause_before_replay), reason: error.to_string() }
}

fn pause_before_replay(failure: Failure) -> Option<Duration> {
    match failure {
        Failure::Retry => Some(STAND_BACK),
        Failure::Lost => Some(Duration::ZERO),
        Failure::Statement | Failure::Unavailable => None,
    }
}

/// Judges a failed COMMIT. After a lost connection nobody knows whether it took effect: replaying could store
/// everything twice, so the callers are told that the store is unavailable and decide by their unique keys.
fn judge_commit(error: &diesel::result::Error) -> Abort {
    let retry = Failure::of(error).filter(|failure| *failure == Failure::Retry);
    Abort { replay: retry.and_then(pause_before_replay), reason: error.to_string() }
}
