//! What the database said went wrong, noted where no closure can hide it.
//!
//! A closure turns a database error into an error of its own, or drops it. The writer still has to know whether the
//! batch may be replayed and whether the store is there at all, so an observer notes every failed statement.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use diesel::connection::{Instrumentation, InstrumentationEvent, get_default_instrumentation};
use diesel::result::{DatabaseErrorKind, Error};

/// How a failed statement is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Failure {
    /// A statement was refused; the rest of the batch is unharmed.
    Statement,
    /// The database asked to try the transaction again (serialisation failure, deadlock).
    Retry,
    /// The connection broke; another one may work.
    Lost,
    /// The store is full, locked, read-only or gone.
    Unavailable,
}

impl Failure {
    /// Judges a diesel error; `None` for errors that are no failed statement (no row found).
    pub(crate) fn of(error: &Error) -> Option<Self> {
        match error {
            Error::NotFound => None,
            Error::BrokenTransactionManager => Some(Self::Lost),
            Error::DatabaseError(kind, info) => Some(Self::of_database(kind, info.message())),
            _ => Some(Self::Statement),
        }
    }

    fn of_database(kind: &DatabaseErrorKind, message: &str) -> Self {
        match kind {
            DatabaseErrorKind::SerializationFailure => Self::Retry,
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => Self::Lost,
            DatabaseErrorKind::ReadOnlyTransaction => Self::Unavailable,
            DatabaseErrorKind::Unknown => Self::of_message(message),
            _ => Self::Statement,
        }
    }

    /// Diesel has no kind for these. SQLite's texts are fixed in its sources (`sqlite3ErrStr`); PostgreSQL sessions
    /// are opened with `lc_messages=C` where the role may set it, so its texts are the English ones.
    fn of_message(message: &str) -> Self {
        const RETRY: [&str; 1] = ["deadlock detected"];
        const LOST: [&str; 5] = [
            "server closed the connection",
            "no connection to the server",
            "terminating connection",
            "connection not open",
            "the database system is",
        ];
        const UNAVAILABLE: [&str; 11] = [
            "due to lock timeout",
            "due to statement timeout",
            "database or disk is full",
            "database is locked",
            "database table is locked",
            "disk I/O error",
            "unable to open database file",
            "attempt to write a readonly database",
            "database disk image is malformed",
            "No space left on device",
            "could not extend file",
        ];
        let has = |texts: &[&str]| texts.iter().any(|text| message.contains(text));
        if has(&RETRY) {
            Self::Retry
        } else if has(&LOST) {
            Self::Lost
        } else if has(&UNAVAILABLE) {
            Self::Unavailable
        } else {
            Self::Statement
        }
    }

    fn from_level(level: u8) -> Option<Self> {
        [Self::Statement, Self::Retry, Self::Lost, Self::Unavailable]
            .into_iter()
            .find(|failure| failure.level() == level)
    }

    fn level(self) -> u8 {
        match self {
            Self::Statement => 1,
            Self::Retry => 2,
            Self::Lost => 3,
            Self::Unavailable => 4,
        }
    }
}

/// The worst failure of one connection since it was last asked.
#[derive(Debug, Default)]
pub(crate) struct FailureWatch {
    worst: AtomicU8,
    lost: AtomicBool,
}

impl FailureWatch {
    /// Notes what went wrong.
    pub(crate) fn note(&self, failure: Failure) {
        self.worst.fetch_max(failure.level(), Ordering::Relaxed);
        if failure == Failure::Lost {
            self.lost.store(true, Ordering::Relaxed);
        }
    }

    /// Takes the worst failure and forgets it.
    pub(crate) fn take(&self) -> Option<Failure> {
        Failure::from_level(self.worst.swap(0, Ordering::Relaxed))
    }

    /// The worst failure, remembered.
    pub(crate) fn worst(&self) -> Option<Failure> {
        Failure::from_level(self.worst.load(Ordering::Relaxed))
    }

    /// Forgets a refused statement that was handled; anything worse stays.
    pub(crate) fn tolerate(&self) {
        let statement = Failure::Statement.level();
        let _unchanged = self.worst.compare_exchange(statement, 0, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Whether the connection broke.
    pub(crate) fn lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }
}

/// Feeds a [`FailureWatch`] from diesel's connection events. Whoever asked diesel to hear of every connection of the
/// process goes on hearing of this one.
pub(crate) struct Observer {
    watch: Arc<FailureWatch>,
    others: Option<Box<dyn Instrumentation>>,
}

impl Observer {
    pub(crate) fn new(watch: Arc<FailureWatch>) -> Self {
        Self { watch, others: get_default_instrumentation() }
    }
}

impl Instrumentation for Observer {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::FinishQuery { error: Some(error), .. } = &event
            && let Some(failure) = Failure::of(error)
        {
            self.watch.note(failure);
        }
        if let Some(others) = &mut self.others {
            others.on_connection_event(event);
        }
    }
}
