//! The engine on a standing clock, with ticks sent by hand.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use poortwacht_domain::testing::{FixedClock, SequenceRng};
use poortwacht_evidence::keystore::{KeyStoreConfig, MasterKey, SqliteKeyStore};
use poortwacht_services::job_runs::{self, JobLine};
use poortwacht_services::{Parts, Services, ServicesConfig};
use poortwacht_store::job_runs::{JobRun, list};
use poortwacht_store::{Environment, Scope, Store, StoreConfig};
use tempfile::TempDir;
use tokio::sync::{mpsc, watch};

use crate::ticks::Ticks;
use crate::{Engine, EngineError};

/// Longer than any test: the watch over the scheduler is not what these tests are about.
const PATIENT: Duration = Duration::from_secs(600);

struct Room {
    _folder: TempDir,
    services: Services,
    clock: Arc<FixedClock>,
}

fn start() -> Timestamp {
    "2026-10-25T03:31:00+01:00".parse().unwrap()
}

fn room() -> Room {
    let folder = TempDir::new().unwrap();
    let (clock, rng) = (Arc::new(FixedClock::at(start())), Arc::new(SequenceRng::new(3)));
    let config = StoreConfig {
        url: format!("sqlite:{}", folder.path().join("store.sqlite").display()),
        read_connections: 2,
        environment: Environment::Test,
        create: true,
    };
    Store::migrate(&config, clock.as_ref(), rng.as_ref()).unwrap();
    let store = Store::open(&config).unwrap();
    let keys = KeyStoreConfig {
        path: folder.path().join("keys").join("keys.sqlite"),
        instance: store.instance().id,
        environment: Environment::Test,
        create: true,
    };
    let keys =
        SqliteKeyStore::open(keys, MasterKey::from_bytes([7; 32]), clock.clone(), rng.clone()).unwrap();
    let config = ServicesConfig::default();
    let services = Services::new(Parts { store, keys: Arc::new(keys), clock: clock.clone(), rng, config });
    Room { _folder: folder, services, clock }
}

impl Room {
    fn engine(&self) -> Engine {
        let (_, received) = mpsc::channel(1);
        Engine::with(self.services.clone(), Ticks::sent_by_test(received, PATIENT))
    }

    async fn runs(&self) -> Vec<JobRun> {
        let read = |conn: &mut _| list(conn, &Scope::job("test"), 1_000);
        self.services.store().read(read).await.unwrap()
    }

    async fn lines(&self) -> Vec<JobLine> {
        job_runs::list(&self.services).await.unwrap()
    }
}

#[tokio::test]
async fn at_the_start_every_job_catches_up_once_and_then_waits_for_its_time() {
    let room = room();
    let mut engine = room.engine();
    for _ in 0..2 {
        engine.catch_up().await;
        assert_eq!(room.runs().await.len(), job_runs::TABLE.len());
    }
    assert!(room.lines().await.iter().all(|line| line.last_outcome.is_some()));
    room.clock.advance(SignedDuration::from_mins(5));
    engine.catch_up().await;
    // Five minutes later only the poll, the clocks of incidents and the mails about deadlines are due again.
    assert_eq!(room.runs().await.len(), job_runs::TABLE.len() + 3);
}

#[tokio::test]
async fn two_processes_run_each_job_once() {
    let room = room();
    let (mut one, mut two) = (room.engine(), room.engine());
    tokio::join!(one.catch_up(), two.catch_up());
    assert_eq!(room.runs().await.len(), job_runs::TABLE.len());
}

#[tokio::test]
async fn a_scheduler_that_ticks_no_more_ends_the_engine_with_an_error() {
    let room = room();
    let (_stop, stopped) = watch::channel(false);
    let gone = room.engine().run(stopped.clone()).await;
    assert!(matches!(gone, Err(EngineError::SchedulerDied)), "its channel is closed");
    let (_sender, received) = mpsc::channel(1);
    let ticks = Ticks::sent_by_test(received, Duration::ZERO);
    let silent = Engine::with(room.services.clone(), ticks).run(stopped).await;
    assert!(matches!(silent, Err(EngineError::SchedulerDied)), "it is silent");
}

#[tokio::test]
async fn a_stopped_engine_lets_its_jobs_end() {
    let room = room();
    let (_sender, received) = mpsc::channel(1);
    let engine = Engine::with(room.services.clone(), Ticks::sent_by_test(received, PATIENT));
    let (stop, stopped) = watch::channel(false);
    stop.send_replace(true);
    engine.run(stopped).await.unwrap();
    assert!(room.runs().await.iter().all(|run| run.finished_at.is_some()));
}

#[tokio::test]
async fn the_real_scheduler_starts_and_stops() {
    let room = room();
    let (stop, stopped) = watch::channel(false);
    let engine = Engine::start(room.services.clone()).await.unwrap();
    let running = tokio::spawn(engine.run(stopped));
    stop.send_replace(true);
    running.await.unwrap().unwrap();
}
