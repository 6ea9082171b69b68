//! The store: one writer, a pool of readers.

use std::fmt;
use std::sync::Arc;

use poortwacht_domain::clock::Clock;
use poortwacht_domain::rng::Rng;

use crate::connection::Connection;
use crate::dialect::{self, Backend, Purpose};
use crate::error::StoreError;
use crate::instance::{self, Environment, Instance};
use crate::migrate::{self, MigrationReport};
use crate::open::{self, OpenError};
use crate::pool::{self, ReadSessions};
use crate::target::Target;
use crate::tx::Tx;
use crate::writer::{Committed, Plan, WriteStatistics, Writer};

/// Which database to use, and how.
#[derive(Clone)]
pub struct StoreConfig {
    /// `sqlite:PATH` or `postgres://…`. May hold a password: `Debug` leaves it out.
    pub url: String,
    /// The most read sessions at once.
    pub read_connections: u32,
    /// What the database must be marked for.
    pub environment: Environment,
    /// Whether `migrate` may make a SQLite file that is not there.
    pub create: bool,
}

impl fmt::Debug for StoreConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreConfig")
            .field("scheme", &self.url.split(':').next())
            .field("read_connections", &self.read_connections)
            .field("environment", &self.environment)
            .field("create", &self.create)
            .finish()
    }
}

/// The database of this process. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    target: Target,
    instance: Instance,
    readers: r2d2::Pool<ReadSessions>,
    writer: Writer,
}

impl Store {
    /// Opens a migrated database.
    ///
    /// # Errors
    /// [`OpenError`]: each variant says what to do.
    pub fn open(config: &StoreConfig) -> Result<Self, OpenError> {
        let (target, conn, instance) = open::open(config)?;
        let readers = pool::open(target.clone(), config.read_connections)?;
        let writer = Writer::start(target.clone(), conn)?;
        Ok(Self { inner: Arc::new(Inner { target, instance, readers, writer }) })
    }

    /// Brings a database up to this version; makes it when `config.create` says so.
    ///
    /// # Errors
    /// [`OpenError`]; a newer database or one for another use is left untouched.
    pub fn migrate(
        config: &StoreConfig,
        clock: &dyn Clock,
        rng: &dyn Rng,
    ) -> Result<MigrationReport, OpenError> {
        migrate::migrate(config, clock, rng)
    }

    /// Runs a closure in the next batch and answers once the batch is durable.
    ///
    /// The closure holds SQL only. It may be run again when the database asks for it, so it must not have effects
    /// outside the transaction. Its error or panic undoes its own work only.
    ///
    /// # Errors
    /// The closure's own error, or a [`StoreError`] turned into it; then nothing of this closure is stored (see
    /// [`StoreError::Unavailable`] for the one exception).
    pub async fn write<T, E, F>(&self, plan: Plan, f: F) -> Result<Committed<T>, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.inner.writer.write(plan, f).await
    }

    /// [`Store::write`] for the command line and plain threads. Not on an async worker: it blocks.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_blocking<T, E, F>(&self, plan: Plan, f: F) -> Result<Committed<T>, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        crate::writer::block_on(self.inner.writer.write(plan, f))
    }

    /// Runs a closure on a read-only snapshot, on tokio's blocking threads.
    ///
    /// # Errors
    /// The closure's own error, or a [`StoreError`] turned into it.
    pub async fn read<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let store = self.clone();
        match tokio::task::spawn_blocking(move || store.read_blocking(f)).await {
            Ok(outcome) => outcome,
            Err(error) if error.is_panic() => Err(StoreError::Panicked.into()),
            Err(_) => Err(StoreError::Stopped.into()),
        }
    }

    /// [`Store::read`] for the command line and plain threads.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn read_blocking<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Connection) -> Result<T, E>,
        E: From<StoreError>,
    {
        pool::read(&self.inner.readers, f)
    }

    /// Runs housekeeping on a session of its own, outside any transaction (for [`crate::maintenance`]). Blocks.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] without a connection, or the closure's own error.
    pub fn maintain_blocking<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnOnce(&mut Connection) -> Result<T, E>,
        E: From<StoreError>,
    {
        let opened = dialect::connect(&self.inner.target, Purpose::Write);
        let mut conn = opened.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        f(&mut conn)
    }

    /// Which database this is.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.inner.target.backend()
    }

    /// The database's marker.
    #[must_use]
    pub fn instance(&self) -> &Instance {
        &self.inner.instance
    }

    /// Whether the store reads and takes a durable write right now (readiness).
    ///
    /// # Errors
    /// [`StoreError`] saying what is wrong.
    pub async fn probe(&self) -> Result<(), StoreError> {
        self.read(|conn| instance::find(conn)?.ok_or(StoreError::NotFound)).await?;
        self.write(Plan::new(), |tx| instance::touch(tx)).await?;
        Ok(())
    }

    /// What the writer has done so far, for metrics.
    #[must_use]
    pub fn write_statistics(&self) -> WriteStatistics {
        self.inner.writer.statistics()
    }

    /// Takes no more writes, finishes the queued ones and ends the writer. Blocks until then.
    pub fn shutdown(&self) {
        self.inner.writer.shutdown();
    }
}
