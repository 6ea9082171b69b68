//! PostgreSQL asks to try again, or goes away in the middle: the batch is run once more.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, mpsc};

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, PgConnection};
use poortwacht_domain::MunicipalityId;
use poortwacht_store::municipalities;
use poortwacht_store::{Backend, Plan, StoreError, Tx};

use crate::support::{Database, add, codes, everything, municipality};

#[test]
fn a_batch_that_lost_its_connection_is_run_once_more_on_a_new_one() {
    let database = Arc::new(Database::migrated(Backend::Postgres));
    let store = database.open();
    let runs = Arc::new(AtomicU32::new(0));
    let (new, server, counted) = (municipality("GM0001"), Arc::clone(&database), Arc::clone(&runs));
    let closure = move |tx: &mut Tx<'_>| {
        if counted.fetch_add(1, Ordering::SeqCst) == 0 {
            server.server().disconnect_all();
        }
        municipalities::add(tx, &everything(), &new)
    };
    store.write_blocking(Plan::new(), closure).unwrap().into_inner();
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    assert_eq!(store.write_statistics().replays, 1);
    assert_eq!(codes(&store), ["GM0001"]);
}

#[test]
fn a_connection_that_was_cut_while_idle_is_replaced_without_the_caller_noticing() {
    let database = Database::migrated(Backend::Postgres);
    let store = database.open();
    for code in ["GM0001", "GM0002"] {
        database.server().disconnect_all();
        add(&store, code);
    }
    assert_eq!(codes(&store), ["GM0001", "GM0002"]);
}

#[test]
fn a_batch_that_loses_its_connection_twice_is_given_up_and_the_next_one_works() {
    let database = Arc::new(Database::migrated(Backend::Postgres));
    let store = database.open();
    let (new, server) = (municipality("GM0001"), Arc::clone(&database));
    let closure = move |tx: &mut Tx<'_>| {
        server.server().disconnect_all();
        municipalities::add(tx, &everything(), &new)
    };
    let outcome = store.write_blocking(Plan::new(), closure);
    assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
    add(&store, "GM0002");
    assert_eq!(codes(&store), ["GM0002"]);
    let statistics = store.write_statistics();
    assert_eq!((statistics.replays, statistics.failures), (1, 1));
}

#[test]
fn the_victim_of_a_deadlock_is_run_once_more() {
    let database = Arc::new(Database::migrated(Backend::Postgres));
    let store = database.open();
    let (one, other) = (add(&store, "GM0001").id, add(&store, "GM0002").id);
    let rival = Rival::holding(Arc::clone(&database), other, one);
    let runs = AtomicU32::new(0);
    let closure = move |tx: &mut Tx<'_>| {
        let is_first = runs.fetch_add(1, Ordering::SeqCst) == 0;
        if !is_first {
            rival.wait_until_committed();
        }
        municipalities::bump_exemption_version(tx, &everything(), one)?;
        if is_first {
            rival.reach_for_the_other_row();
        }
        municipalities::bump_exemption_version(tx, &everything(), other)
    };
    store.write_blocking(Plan::new(), closure).unwrap();
    for id in [one, other] {
        let version = store.read_blocking(|conn| municipalities::exemption_version(conn, &everything(), id));
        assert_eq!(version.unwrap(), 2, "one change by the rival, one by us");
    }
    assert_eq!(store.write_statistics().replays, 1);
}

/// Another process that changes two rows, and is never the one that PostgreSQL picks as a deadlock's victim.
struct Rival {
    database: Arc<Database>,
    reach: mpsc::Sender<()>,
    committed: mpsc::Receiver<()>,
}

impl Rival {
    /// Returns when the rival has changed `first`; it changes `second` when it is told to.
    fn holding(database: Arc<Database>, first: MunicipalityId, second: MunicipalityId) -> Self {
        let (reach, told) = mpsc::channel::<()>();
        let (done, committed) = mpsc::channel();
        let mut connection = PgConnection::establish(&database.config.url).unwrap();
        connection.batch_execute("SET deadlock_timeout = '10min'; BEGIN").unwrap();
        connection.batch_execute(&change(first)).unwrap();
        std::thread::spawn(move || {
            told.recv().unwrap();
            connection.batch_execute(&change(second)).unwrap();
            connection.batch_execute("COMMIT").unwrap();
            done.send(()).unwrap();
        });
        Self { database, reach, committed }
    }

    /// Returns when the rival waits for the row that we hold.
    fn reach_for_the_other_row(&self) {
        self.reach.send(()).unwrap();
        let waiting = "SELECT count(*) FROM pg_stat_activity \
             WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while self.database.server().execute(waiting) != "1" {
            std::thread::yield_now();
        }
    }

    fn wait_until_committed(&self) {
        self.committed.recv().unwrap();
    }
}

fn change(id: MunicipalityId) -> String {
    format!("UPDATE municipalities SET exemption_version = exemption_version + 1 WHERE id = '{id}'")
}
