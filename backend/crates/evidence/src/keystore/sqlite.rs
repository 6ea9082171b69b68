//! The key store as an SQLite file of its own: the default, for one server process.

use std::sync::{Arc, Mutex, MutexGuard};

use jiff::Timestamp;
use poortwacht_domain::clock::Clock;
use poortwacht_domain::ids::HalfId;
use poortwacht_domain::rng::Rng;
use poortwacht_ledger::KeptHead;

use super::file::{self, Session};
use super::pool::HalfPool;
use super::{
    Half, IndexKey, IndexKeyName, KeyStore, KeyStoreConfig, KeyStoreError, KeyStoreOpenError, MasterKey,
    Purpose, PurposeKey, halves, heads, named_keys,
};
use crate::secret::SecretKey;

/// One connection behind a lock. When the file is lost every call answers [`KeyStoreError::Unavailable`]; when it is back
/// the next call opens and checks it again.
pub struct SqliteKeyStore {
    config: KeyStoreConfig,
    master: MasterKey,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    state: Mutex<State>,
}

/// Without a session the pool is empty: its halves belong to the file that was open.
#[derive(Default)]
struct State {
    session: Option<Session>,
    pool: HalfPool,
}

impl State {
    fn close(&mut self) {
        self.session = None;
        self.pool.clear();
    }
}

impl SqliteKeyStore {
    /// Opens the key store, making it first when the configuration says so.
    ///
    /// # Errors
    /// See [`KeyStoreOpenError`]: missing, foreign, newer, another master key, instance or environment.
    pub fn open(
        config: KeyStoreConfig,
        master: MasterKey,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Result<Self, KeyStoreOpenError> {
        if config.create {
            file::create(&config, &master, clock.now(), rng.as_ref())?;
        }
        let session = Some(Session::open(&config, &master)?);
        let state = Mutex::new(State { session, pool: HalfPool::default() });
        Ok(Self { config, master, clock, rng, state })
    }

    /// Runs `work` on the open file. An unavailable file is closed, so that the next call starts afresh.
    fn with<T>(
        &self,
        work: impl FnOnce(&mut Session, &mut HalfPool) -> Result<T, KeyStoreError>,
    ) -> Result<T, KeyStoreError> {
        let mut guard = self.lock();
        let state = &mut *guard;
        let (session, pool) = self.current(state)?;
        let done = work(session, pool);
        if matches!(done, Err(KeyStoreError::Unavailable(_))) {
            state.close();
        }
        done
    }

    /// The session on the file that is at the path now.
    fn current<'a>(
        &self,
        state: &'a mut State,
    ) -> Result<(&'a mut Session, &'a mut HalfPool), KeyStoreError> {
        if !state.session.as_ref().is_some_and(|session| session.is_current(&self.config.path)) {
            state.close();
        }
        let State { session, pool } = state;
        let session = match session {
            Some(session) => session,
            None => session.insert(self.reopen()?),
        };
        Ok((session, pool))
    }

    fn reopen(&self) -> Result<Session, KeyStoreError> {
        Session::open(&self.config, &self.master)
            .map_err(|error| KeyStoreError::Unavailable(error.to_string()))
    }

    /// A panic inside leaves the connection in an unknown state: it is closed, and the lock is good again.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| {
            let mut guard = poisoned.into_inner();
            guard.close();
            self.state.clear_poison();
            guard
        })
    }
}

impl KeyStore for SqliteKeyStore {
    fn take_half(&self) -> Result<Half, KeyStoreError> {
        let now = self.clock.now();
        self.with(|session, pool| {
            if let Some(half) = pool.take(now) {
                return Ok(half);
            }
            pool.refill(halves::make_pool(&mut session.conn, &self.master, now, self.rng.as_ref())?, now);
            pool.take(now).ok_or_else(|| KeyStoreError::Unavailable("the pool stayed empty".to_owned()))
        })
    }

    fn half(&self, id: HalfId) -> Result<Option<SecretKey>, KeyStoreError> {
        self.with(|session, _| halves::find(&mut session.conn, &self.master, id))
    }

    fn attach_halves(&self, ids: &[HalfId]) -> Result<usize, KeyStoreError> {
        self.with(|session, _| halves::attach(&mut session.conn, ids))
    }

    /// The checkpoint runs even when nothing was deleted: an earlier call may have ended between the two.
    fn destroy_halves(&self, ids: &[HalfId]) -> Result<usize, KeyStoreError> {
        self.with(|session, pool| {
            pool.forget(ids);
            let destroyed = halves::delete(&mut session.conn, ids)?;
            session.checkpoint()?;
            Ok(destroyed)
        })
    }

    fn halves_created_before(&self, before: Timestamp, limit: u32) -> Result<Vec<HalfId>, KeyStoreError> {
        self.with(|session, _| halves::unattached_before(&mut session.conn, before, limit))
    }

    fn index_key(&self, name: &IndexKeyName, create: bool) -> Result<Option<IndexKey>, KeyStoreError> {
        let row = index_key_row(name);
        let now = self.clock.now();
        self.with(|session, _| {
            let key = if create {
                Some(named_keys::find_or_make(&mut session.conn, &self.master, &row, now, self.rng.as_ref())?)
            } else {
                named_keys::find(&mut session.conn, &self.master, &row)?
            };
            Ok(key.map(IndexKey::new))
        })
    }

    fn destroy_index_key(&self, name: &IndexKeyName) -> Result<bool, KeyStoreError> {
        let row = index_key_row(name);
        self.with(|session, _| {
            let existed = named_keys::delete(&mut session.conn, &row)?;
            session.checkpoint()?;
            Ok(existed)
        })
    }

    fn purpose_key(&self, purpose: Purpose) -> Result<PurposeKey, KeyStoreError> {
        let row = format!("purpose/{purpose}");
        let now = self.clock.now();
        self.with(|session, _| {
            named_keys::find_or_make(&mut session.conn, &self.master, &row, now, self.rng.as_ref())
                .map(PurposeKey::new)
        })
    }

    fn keep_heads(&self, offered: &[KeptHead]) -> Result<(), KeyStoreError> {
        self.with(|session, _| heads::keep(&mut session.conn, &self.master, offered, self.rng.as_ref()))
    }

    fn kept_heads(&self) -> Result<Vec<KeptHead>, KeyStoreError> {
        self.with(|session, _| heads::all(&mut session.conn, &self.master))
    }

    fn probe(&self) -> Result<(), KeyStoreError> {
        self.with(|session, _| session.probe_write())
    }
}

fn index_key_row(name: &IndexKeyName) -> String {
    format!("index/{name}")
}
