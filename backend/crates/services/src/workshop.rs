//! Threads that work on pictures as they arrive: one for each processor, always the same ones.
//!
//! Redaction only computes. More pictures at once than there are processors would push each other out of the caches, and
//! every one that has been started holds its readable coefficients in memory until it is done.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::ServiceError;

type Job = Box<dyn FnOnce() + Send>;

/// The threads end when the workshop is dropped.
pub(crate) struct Workshop {
    jobs: Sender<Job>,
    threads: usize,
}

impl Workshop {
    /// Starts as many threads as there are processors.
    pub(crate) fn open() -> Self {
        let wanted = thread::available_parallelism().map_or(1, usize::from);
        let (jobs, queue) = mpsc::channel();
        let queue = Arc::new(Mutex::new(queue));
        let threads = (0..wanted).filter(|number| start(*number, Arc::clone(&queue))).count();
        Self { jobs, threads }
    }

    /// Runs the work in its turn and waits for it. Blocks. Where the system gave no threads it runs at once, on this one.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] when the work panicked.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ServiceError> {
        let stopped = || ServiceError::Damaged("work on a picture stopped".to_owned());
        let (answer, answered) = mpsc::sync_channel(1);
        let job = move || {
            // Nobody else sees what a panic left half done, and nobody has stopped waiting: sending cannot fail.
            let done = catch_unwind(AssertUnwindSafe(work));
            drop(answer.send(done));
        };
        if self.threads == 0 {
            job();
        } else {
            self.jobs.send(Box::new(job)).map_err(|_| stopped())?;
        }
        answered.recv().map_err(|_| stopped())?.map_err(|_| stopped())
    }
}

/// Whether the system gave a thread.
fn start(number: usize, queue: Arc<Mutex<Receiver<Job>>>) -> bool {
    let started = thread::Builder::new().name(format!("pictures-{number}")).spawn(move || work_on(&queue));
    if let Err(error) = &started {
        tracing::error!(%error, "no thread for pictures");
    }
    started.is_ok()
}

fn work_on(queue: &Mutex<Receiver<Job>>) {
    while let Some(job) = next(queue) {
        job();
    }
}

/// The next job; `None` when the workshop is closed. Whoever waits holds the lock, the others wait for it.
fn next(queue: &Mutex<Receiver<Job>>) -> Option<Job> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn no_more_pictures_are_worked_on_than_there_are_processors() {
        let workshop = Workshop::open();
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        thread::scope(|scope| {
            for number in 0..32 {
                let (workshop, now, most) = (&workshop, Arc::clone(&now), Arc::clone(&most));
                scope.spawn(move || {
                    let work = move || {
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        thread::yield_now();
                        now.fetch_sub(1, Ordering::SeqCst);
                        number
                    };
                    assert_eq!(workshop.run(work).unwrap(), number);
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= thread::available_parallelism().unwrap().get());
    }

    #[test]
    fn a_panic_fails_its_own_work_and_the_threads_go_on() {
        let workshop = Workshop::open();
        for _ in 0..16 {
            let failed = workshop.run(|| assert!(workshop_is_bad()));
            assert!(matches!(failed, Err(ServiceError::Damaged(_))));
        }
        assert_eq!(workshop.run(|| 7).unwrap(), 7);
    }

    fn workshop_is_bad() -> bool {
        false
    }

    #[test]
    fn without_threads_the_work_is_done_all_the_same() {
        let (jobs, _queue) = mpsc::channel();
        assert_eq!(Workshop { jobs, threads: 0 }.run(|| 7).unwrap(), 7);
    }
}
