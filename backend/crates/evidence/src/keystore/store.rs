//! The key store on SQLite, the default for one server process, or on PostgreSQL, for several.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::Timestamp;
use poortwacht_domain::clock::Clock;
use poortwacht_domain::ids::HalfId;
use poortwacht_domain::rng::Rng;
use poortwacht_ledger::KeptHead;

use super::backup::{self, Copied};
use super::pool::HalfPool;
use super::session::{self, Session};
use super::{
    Census, Generation, GenerationKey, Half, KeyStore, KeyStoreConfig, KeyStoreError, KeyStoreOpenError,
    KeyStoreSite, MasterKey, PostgresKeyStoreConfig, Purpose, PurposeKey, census, dialect, halves, heads,
    named_keys,
};
use crate::secret::SecretKey;

/// One connection behind a lock. When the key store is lost every call answers [`KeyStoreError::Unavailable`]; when it is
/// back the next call opens and checks it again. Processes share nothing but the database: each has a pool of its own.
pub struct SqlKeyStore {
    site: KeyStoreSite,
    master: MasterKey,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    state: Mutex<State>,
    withheld: AtomicBool,
}

/// Opens a key store in an SQLite file of its own.
pub struct SqliteKeyStore;

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
    ) -> Result<SqlKeyStore, KeyStoreOpenError> {
        SqlKeyStore::open(KeyStoreSite::from(&config), config.create, master, clock, rng)
    }
}

/// Opens a key store in a PostgreSQL database of its own.
pub struct PostgresKeyStore;

impl PostgresKeyStore {
    /// Opens the key store, making it first when the configuration says so.
    ///
    /// # Errors
    /// As [`SqliteKeyStore::open`]; also a database of cases, tables of another role, a server whose commits are not
    /// durable or TCP without verified TLS.
    pub fn open(
        config: PostgresKeyStoreConfig,
        master: MasterKey,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Result<SqlKeyStore, KeyStoreOpenError> {
        SqlKeyStore::open(KeyStoreSite::from(&config), config.create, master, clock, rng)
    }
}

/// Opens the key store that a configuration names, making it first with `create`: only for a first installation.
///
/// # Errors
/// As [`PostgresKeyStore::open`].
pub fn open(
    site: KeyStoreSite,
    create: bool,
    master: MasterKey,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
) -> Result<Arc<dyn KeyStore>, KeyStoreOpenError> {
    Ok(Arc::new(SqlKeyStore::open(site, create, master, clock, rng)?))
}

/// Without a session the pool is empty: its halves belong to the key store that was open.
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

impl SqlKeyStore {
    pub(super) fn open(
        site: KeyStoreSite,
        create: bool,
        master: MasterKey,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Result<Self, KeyStoreOpenError> {
        if create {
            session::create(&site, &master, clock.now(), rng.as_ref())?;
        }
        let mut session = Session::open(&site, &master)?;
        retire_index_keys(&mut session).map_err(|error| KeyStoreOpenError::unusable(&site.place, error))?;
        let state = Mutex::new(State { session: Some(session), pool: HalfPool::default() });
        Ok(Self { site, master, clock, rng, state, withheld: AtomicBool::new(false) })
    }

    /// Runs `work` on the open key store. One that is unavailable is closed, so that the next call starts afresh.
    fn with<T>(
        &self,
        work: impl FnOnce(&mut Session, &mut HalfPool) -> Result<T, KeyStoreError>,
    ) -> Result<T, KeyStoreError> {
        let mut guard = self.lock();
        let state = &mut *guard;
        let (session, pool) = self.current(state)?;
        let done = match work(session, pool) {
            // Re-sealed between the look at the marker and the look at the value.
            Err(KeyStoreError::Corrupt { .. }) if !session.is_current(&self.site.place) => {
                Err(KeyStoreError::resealed())
            }
            done => done,
        };
        if matches!(done, Err(KeyStoreError::Unavailable(_))) {
            state.close();
        }
        done
    }

    /// A session on the key store that is at the place now. The pool must not outlive it: a key store that was put back
    /// does not know its halves.
    fn current<'a>(
        &self,
        state: &'a mut State,
    ) -> Result<(&'a mut Session, &'a mut HalfPool), KeyStoreError> {
        if !state.session.as_mut().is_some_and(|session| session.is_current(&self.site.place)) {
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
        Session::open(&self.site, &self.master).map_err(|error| match error {
            KeyStoreOpenError::WrongMasterKey { .. } => KeyStoreError::resealed(),
            error => KeyStoreError::Unavailable(error.to_string()),
        })
    }

    /// Refuses while halves are withheld.
    fn require_current(&self) -> Result<(), KeyStoreError> {
        if self.is_withholding() { Err(KeyStoreError::Withheld) } else { Ok(()) }
    }

    /// Looks first, as keys are asked for far more often than made.
    fn named_key(&self, row: &str) -> Result<SecretKey, KeyStoreError> {
        let now = self.clock.now();
        self.with(|session, _| match named_keys::find(session.conn(), &self.master, row)? {
            Some(key) => Ok(key),
            None => session
                .write(|conn| named_keys::find_or_make(conn, &self.master, row, now, self.rng.as_ref())),
        })
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

impl KeyStore for SqlKeyStore {
    fn take_half(&self) -> Result<Half, KeyStoreError> {
        self.require_current()?;
        let now = self.clock.now();
        self.with(|session, pool| {
            if let Some(half) = pool.take(now) {
                return Ok(half);
            }
            let made = session.write(|conn| halves::make_pool(conn, &self.master, now, self.rng.as_ref()))?;
            pool.refill(made, now);
            pool.take(now).ok_or_else(|| KeyStoreError::Unavailable("the pool stayed empty".to_owned()))
        })
    }

    fn half(&self, id: HalfId) -> Result<Option<SecretKey>, KeyStoreError> {
        self.require_current()?;
        self.with(|session, _| halves::find(session.conn(), &self.master, id))
    }

    fn halves(&self, ids: &[HalfId]) -> Result<Vec<Half>, KeyStoreError> {
        self.require_current()?;
        self.with(|session, _| halves::find_all(session.conn(), &self.master, ids))
    }

    fn attach_halves(&self, ids: &[HalfId]) -> Result<usize, KeyStoreError> {
        self.with(|session, _| session.write(|conn| halves::attach(conn, ids)))
    }

    /// The scrub runs even when nothing was deleted: an earlier call may have ended between the two.
    fn destroy_halves(&self, ids: &[HalfId]) -> Result<usize, KeyStoreError> {
        self.with(|session, pool| {
            pool.forget(ids);
            let destroyed = session.write(|conn| halves::delete(conn, ids))?;
            session.scrub(halves::TABLE)?;
            Ok(destroyed)
        })
    }

    fn halves_created_before(&self, before: Timestamp, limit: u32) -> Result<Vec<HalfId>, KeyStoreError> {
        self.require_current()?;
        self.with(|session, _| halves::unattached_before(session.conn(), before, limit))
    }

    fn missing_halves(&self, ids: &[HalfId]) -> Result<Vec<HalfId>, KeyStoreError> {
        self.with(|session, _| halves::missing(session.conn(), ids))
    }

    fn attached_halves(&self, after: Option<HalfId>, limit: u32) -> Result<Vec<HalfId>, KeyStoreError> {
        self.with(|session, _| halves::attached_after(session.conn(), after, limit))
    }

    fn withhold(&self, withheld: bool) {
        self.withheld.store(withheld, Ordering::SeqCst);
    }

    fn is_withholding(&self) -> bool {
        self.withheld.load(Ordering::SeqCst)
    }

    fn generation_key(&self, name: Generation, create: bool) -> Result<Option<GenerationKey>, KeyStoreError> {
        let row = name.to_string();
        let key = if create {
            Some(self.named_key(&row)?)
        } else {
            self.with(|session, _| named_keys::find(session.conn(), &self.master, &row))?
        };
        Ok(key.map(GenerationKey::new))
    }

    /// The scrub runs even when nothing was deleted: an earlier call may have ended between the two.
    fn destroy_generation_keys(&self, names: &[Generation]) -> Result<(), KeyStoreError> {
        let rows: Vec<String> = names.iter().map(Generation::to_string).collect();
        self.with(|session, _| {
            session.write(|conn| named_keys::delete(conn, &rows))?;
            session.scrub(named_keys::TABLE)
        })
    }

    fn purpose_key(&self, purpose: Purpose) -> Result<PurposeKey, KeyStoreError> {
        self.named_key(&format!("purpose/{purpose}")).map(PurposeKey::new)
    }

    fn keep_heads(&self, offered: &[KeptHead]) -> Result<(), KeyStoreError> {
        self.with(|session, _| {
            session.write(|conn| heads::keep(conn, &self.master, offered, self.rng.as_ref()))
        })
    }

    fn recover_heads(&self, lost: &[KeptHead], left: &[KeptHead]) -> Result<(), KeyStoreError> {
        self.with(|session, _| {
            session.write(|conn| heads::recover(conn, &self.master, lost, left, self.rng.as_ref()))
        })
    }

    fn kept_heads(&self) -> Result<Vec<KeptHead>, KeyStoreError> {
        self.with(|session, _| heads::all(session.conn(), &self.master))
    }

    fn census(&self) -> Result<Census, KeyStoreError> {
        self.with(|session, _| census::count(session.conn()))
    }

    /// Takes the write lock and lets it go: fails when the key store is read-only, locked or damaged.
    fn probe(&self) -> Result<(), KeyStoreError> {
        self.with(|session, _| session.write(|_| Ok(())))
    }

    /// On a session of its own: the others go on meanwhile.
    fn copy_to(&self, file: &Path, now: Timestamp) -> Result<Copied, KeyStoreError> {
        let mut session = self.reopen()?;
        dialect::rewrite(session.conn())?;
        backup::copy(session.conn(), file, now)
    }
}

/// Earlier versions indexed plates under keys that many cases shared, which outlived the single case. Nothing uses them
/// any more; without them the indexes in old copies of the database say nothing.
fn retire_index_keys(session: &mut Session) -> Result<(), KeyStoreError> {
    if !named_keys::has_index_keys(session.conn())? {
        return Ok(());
    }
    session.write(named_keys::delete_index_keys)?;
    session.scrub(named_keys::TABLE)
}
