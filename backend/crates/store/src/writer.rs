//! The group commit: one writer per process, one durable commit for many callers.
//!
//! Callers queue closures. The writer thread takes what is there, up to 256 closures or 4 MB, runs each under its own
//! savepoint in one transaction, commits, and only then answers every caller.

mod batch;
mod call;
mod committed;
mod plan;
mod session;
mod waiting;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::{Semaphore, mpsc, oneshot};

use crate::connection::Connection;
use crate::error::StoreError;
use crate::target::Target;
use crate::tx::Tx;

pub use committed::Committed;
pub use plan::Plan;
pub(crate) use waiting::block_on;

use batch::{Batch, Queued};
use call::Call;
use session::Session;

/// Closures that may wait: a few batches. Beyond that callers wait to be queued (backpressure).
const QUEUE_CLOSURES: usize = 1024;

/// Bytes that queued closures may hold together, in units of 1 KiB: 64 MiB.
const QUEUE_KIB: usize = 64 * 1024;

/// What the writer has done since the store was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteStatistics {
    /// Durable commits.
    pub commits: u64,
    /// Closures whose work those commits made durable.
    pub closures: u64,
    /// Batches run a second time after a serialisation failure, a deadlock or a lost connection.
    pub replays: u64,
    /// Batches that could not be stored.
    pub failures: u64,
}

#[derive(Debug, Default)]
struct Counters {
    commits: AtomicU64,
    closures: AtomicU64,
    replays: AtomicU64,
    failures: AtomicU64,
}

/// The callers' end of the writer thread.
pub(crate) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Queued>>>,
    room: Arc<Semaphore>,
    counters: Arc<Counters>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the writer thread on an opened connection.
    pub(crate) fn start(target: Target, connection: Connection) -> std::io::Result<Self> {
        let session = Session::new(target, connection)?;
        let (queue, queued) = mpsc::channel(QUEUE_CLOSURES);
        let counters = Arc::new(Counters::default());
        let counted = Arc::clone(&counters);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || run(queued, session, &counted))?;
        Ok(Self {
            queue: Mutex::new(Some(queue)),
            room: Arc::new(Semaphore::new(QUEUE_KIB)),
            counters,
            thread: Mutex::new(Some(thread)),
        })
    }

    pub(crate) async fn write<T, E, F>(&self, plan: Plan, closure: F) -> Result<Committed<T>, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let queue = lock(&self.queue).clone().ok_or(StoreError::Stopped)?;
        let room = Arc::clone(&self.room).acquire_many_owned(kib(plan.weight())).await;
        let room = room.map_err(|_| StoreError::Stopped)?;
        let (answer, answered) = oneshot::channel();
        let call = Call::new(closure, answer);
        let queued = Queued { plan, call: Box::new(call), _room: room };
        queue.send(queued).await.map_err(|_| StoreError::Stopped)?;
        drop(queue);
        answered.await.map_err(|_| StoreError::Stopped)?
    }

    pub(crate) fn statistics(&self) -> WriteStatistics {
        let counters = &self.counters;
        WriteStatistics {
            commits: counters.commits.load(Ordering::Relaxed),
            closures: counters.closures.load(Ordering::Relaxed),
            replays: counters.replays.load(Ordering::Relaxed),
            failures: counters.failures.load(Ordering::Relaxed),
        }
    }

    /// Lets the queued closures finish, then ends the thread.
    pub(crate) fn shutdown(&self) {
        drop(lock(&self.queue).take());
        let Some(thread) = lock(&self.thread).take() else { return };
        // The last clone of a store may be dropped by a closure, on the writer thread itself.
        if thread.thread().id() != std::thread::current().id() && thread.join().is_err() {
            tracing::error!("the store's writer thread ended in a panic");
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.shutdown();
    }
}

fn run(mut queued: mpsc::Receiver<Queued>, mut session: Session, counters: &Counters) {
    while let Some(mut batch) = Batch::collect(&mut queued) {
        execute(&mut batch, &mut session, counters);
        batch.answer();
    }
}

fn execute(batch: &mut Batch, session: &mut Session, counters: &Counters) {
    let mut outcome = batch.attempt(session);
    if let Err(abort) = &outcome
        && let Some(pause) = abort.replay
    {
        tracing::warn!(reason = %abort.reason, "replaying a batch of writes");
        counters.replays.fetch_add(1, Ordering::Relaxed);
        std::thread::sleep(pause);
        outcome = batch.attempt(session);
    }
    match outcome {
        Ok(stored) => {
            counters.commits.fetch_add(1, Ordering::Relaxed);
            counters.closures.fetch_add(stored, Ordering::Relaxed);
        }
        Err(abort) => {
            tracing::error!(reason = %abort.reason, "a batch of writes was not stored");
            counters.failures.fetch_add(1, Ordering::Relaxed);
            batch.refuse_all(&abort.reason);
        }
    }
}

/// A closure's share of the queue's bytes: at least one unit, at most all of them.
fn kib(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(1024).clamp(1, QUEUE_KIB)).unwrap_or(1)
}

/// A panic while a lock was held leaves these values usable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use diesel::RunQueryDsl;
    use diesel::connection::SimpleConnection;

    use super::*;
    use crate::any::AnyConnection;
    use crate::dialect::{self, Purpose};

    /// A database whose first connection may not let the file grow, as a full disk would.
    fn full(folder: &Path) -> Writer {
        let path = folder.join("full.db");
        std::fs::write(&path, []).unwrap();
        let target = Target::Sqlite(path);
        let mut connection = dialect::connect(&target, Purpose::Write).unwrap();
        dialect::prepare_new(&mut connection).unwrap();
        let AnyConnection::Sqlite(inner) = connection.raw() else { panic!("not SQLite") };
        inner.batch_execute("CREATE TABLE blobs (value BLOB NOT NULL); PRAGMA max_page_count = 8;").unwrap();
        Writer::start(target, connection).unwrap()
    }

    fn insert(tx: &mut Tx<'_>, bytes: u32) -> Result<(), StoreError> {
        diesel::sql_query(format!("INSERT INTO blobs VALUES (zeroblob({bytes}))")).execute(tx.raw())?;
        Ok(())
    }

    #[test]
    fn a_full_disk_stores_nothing_of_the_batch_and_everything_works_when_there_is_room_again() {
        let folder = tempfile::tempdir().unwrap();
        let writer = full(folder.path());
        let store = |bytes| block_on(writer.write(Plan::new(), move |tx| insert(tx, bytes)));
        store(100).unwrap();
        let refused = store(1_000_000);
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
        assert_eq!(writer.statistics().failures, 1);
        // The next connection has no limit.
        store(1_000_000).unwrap();
        assert_eq!(writer.statistics().commits, 2);
    }

    #[test]
    fn a_closure_that_ignores_the_full_disk_is_not_stored_either() {
        let folder = tempfile::tempdir().unwrap();
        let writer = full(folder.path());
        let ignoring = block_on(writer.write(Plan::new(), |tx| {
            assert!(insert(tx, 1_000_000).is_err());
            Ok::<(), StoreError>(())
        }));
        assert!(matches!(ignoring, Err(StoreError::Unavailable(_))), "{ignoring:?}");
    }

    #[test]
    fn a_share_of_the_queue_is_at_least_one_unit_and_at_most_all_of_it() {
        assert_eq!((kib(0), kib(1), kib(1024), kib(1025)), (1, 1, 1, 2));
        assert_eq!(kib(usize::MAX), u32::try_from(QUEUE_KIB).unwrap());
    }
}
