//! Many callers, one durable commit.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

use poortwacht_store::municipalities;
use poortwacht_store::{Plan, Store, StoreError, Tx};

use crate::support::{Gate, add, codes, everything, municipality, run};

type Answer = Result<(), StoreError>;
type Caller = Pin<Box<dyn Future<Output = Answer>>>;

/// A caller whose closure is in the queue when this returns: the queue has room, so its first poll puts it there.
fn queue<F>(store: &Store, plan: Plan, closure: F) -> Caller
where
    F: Fn(&mut Tx<'_>) -> Answer + Send + 'static,
{
    let store = store.clone();
    let mut caller: Caller =
        Box::pin(async move { store.write(plan, closure).await.map(|done| done.into_inner()) });
    assert!(caller.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    caller
}

/// Queues the insertion of a municipality.
fn queue_add(store: &Store, code: &str) -> Caller {
    let new = municipality(code);
    queue(store, Plan::new(), move |tx| municipalities::add(tx, &everything(), &new))
}

/// Opens the gate and asserts that every caller succeeds. How many commits that took, the gate's own included.
fn commits_for(store: &Store, gate: Gate, callers: Vec<Caller>) -> u64 {
    let before = store.write_statistics().commits;
    gate.open();
    for caller in callers {
        run(caller).unwrap();
    }
    store.write_statistics().commits - before
}

on_both_databases! {
    fn many_concurrent_callers_share_one_commit(database: &Database) {
        let store = database.open();
        let gate = Gate::hold(&store);
        let callers = (0..200).map(|n| queue_add(&store, &format!("GM{n:04}"))).collect();
        assert_eq!(commits_for(&store, gate, callers), 2, "the gate's batch and one for all 200");
        assert_eq!(store.write_statistics().closures, 201);
        assert_eq!(codes(&store).len(), 200);
    }

    fn a_batch_closes_at_256_closures(database: &Database) {
        let store = database.open();
        let gate = Gate::hold(&store);
        let callers = (0..300).map(|n| queue_add(&store, &format!("GM{n:04}"))).collect();
        assert_eq!(commits_for(&store, gate, callers), 3);
    }

    fn a_batch_closes_at_four_megabytes(database: &Database) {
        let store = database.open();
        let gate = Gate::hold(&store);
        let plan = Plan::new().bytes(1024 * 1024);
        let callers = (0..8).map(|_| queue(&store, plan.clone(), |_| Ok(()))).collect();
        assert_eq!(commits_for(&store, gate, callers), 3);
    }

    fn callers_beyond_the_bound_of_the_queue_wait_for_room(database: &Database) {
        let store = database.open();
        let gate = Gate::hold(&store);
        let everything_that_fits = Plan::new().bytes(64 * 1024 * 1024);
        let callers = (0..3).map(|_| queue(&store, everything_that_fits.clone(), |_| Ok(()))).collect();
        assert_eq!(commits_for(&store, gate, callers), 4, "one at a time");
    }

    fn an_error_undoes_its_own_closure_only(database: &Database) {
        let store = database.open();
        let gate = Gate::hold(&store);
        let first = queue_add(&store, "GM0001");
        let refused = municipality("GM0002");
        let failing = queue(&store, Plan::new(), move |tx| {
            municipalities::add(tx, &everything(), &refused)?;
            Err(StoreError::NotFound)
        });
        let last = queue_add(&store, "GM0003");
        gate.open();
        run(first).unwrap();
        assert!(matches!(run(failing), Err(StoreError::NotFound)));
        run(last).unwrap();
        assert_eq!(codes(&store), ["GM0001", "GM0003"]);
    }

    fn a_panic_undoes_its_own_closure_only(database: &Database) {
        let store = database.open();
        let gate = Gate::hold(&store);
        let first = queue_add(&store, "GM0001");
        let undone = municipality("GM0002");
        let panicking = queue(&store, Plan::new(), move |tx| {
            let _inserted = tx.insert_unique(|tx| {
                municipalities::add(tx, &everything(), &undone)?;
                panic!("two savepoints deep")
            })?;
            Ok(())
        });
        let last = queue_add(&store, "GM0003");
        gate.open();
        run(first).unwrap();
        assert!(matches!(run(panicking), Err(StoreError::Panicked)));
        run(last).unwrap();
        assert_eq!(codes(&store), ["GM0001", "GM0003"]);
    }

    fn a_caller_is_answered_when_others_can_see_its_work(database: &Database) {
        let (store, other) = (database.open(), database.open());
        let stored = add(&store, "GM0001");
        let found = other.read_blocking(|conn| municipalities::by_code(conn, &everything(), "GM0001")).unwrap();
        assert_eq!(found, Some(stored));
    }

    fn closures_that_only_append_to_the_ledger_go_first(database: &Database) {
        let store = database.open();
        let order = Arc::new(Mutex::new(Vec::new()));
        let noting = |name: &'static str| {
            let order = Arc::clone(&order);
            move |_: &mut Tx<'_>| -> Answer {
                order.lock().unwrap().push(name);
                Ok(())
            }
        };
        let gate = Gate::hold(&store);
        let packet = queue(&store, Plan::new(), noting("packet"));
        let view = queue(&store, Plan::new().ledger_only(), noting("view"));
        assert_eq!(commits_for(&store, gate, vec![packet, view]), 2);
        assert_eq!(*order.lock().unwrap(), ["view", "packet"]);
    }

    fn a_caller_that_goes_away_does_not_disturb_the_others(database: &Database) {
        let store = database.open();
        let gate = Gate::hold(&store);
        let gone = queue_add(&store, "GM0001");
        let patient = queue_add(&store, "GM0002");
        drop(gone);
        gate.open();
        run(patient).unwrap();
        assert_eq!(codes(&store), ["GM0001", "GM0002"]);
    }

    fn shutting_down_finishes_what_is_queued_and_takes_no_more(database: &Database) {
        let store = database.open();
        let gate = Gate::hold(&store);
        let queued = queue_add(&store, "GM0001");
        let stopping = store.clone();
        let stopped = std::thread::spawn(move || stopping.shutdown());
        gate.open();
        stopped.join().unwrap();
        run(queued).unwrap();
        let late = store.write_blocking(Plan::new(), |_| Answer::Ok(()));
        assert!(matches!(late, Err(StoreError::Stopped)));
        assert_eq!(codes(&store), ["GM0001"]);
    }
}
