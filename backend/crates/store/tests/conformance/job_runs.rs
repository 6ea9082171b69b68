//! Runs of scheduled jobs: each one once, whatever number of processes want it.

use poortwacht_domain::RunId;
use poortwacht_store::job_runs::{self, Bid, Finish, JobRun, RunOutcome};
use poortwacht_store::{Plan, Scope, Store, StoreError};

use crate::support::{everything, now};
use crate::town::{Town, minutes, race, rng};

fn bid(store: &Store, owner: &'static str, scheduled: i64, at: i64) -> Option<JobRun> {
    let id = RunId::random(&rng());
    let acquire = move |tx: &mut poortwacht_store::Tx<'_>| {
        let bid = Bid {
            id,
            job: "retention",
            scheduled_for: minutes(scheduled),
            owner,
            at: minutes(at),
            lease_until: minutes(at + 10),
        };
        job_runs::acquire(tx, &everything(), &bid)
    };
    store.write_blocking(Plan::new(), acquire).unwrap().into_inner()
}

fn finish(store: &Store, id: RunId, owner: &'static str, outcome: RunOutcome) -> bool {
    let finish = move |tx: &mut poortwacht_store::Tx<'_>| {
        let end = Finish { owner, at: minutes(3), outcome, detail: "12 cases" };
        job_runs::finish(tx, &everything(), id, &end)
    };
    store.write_blocking(Plan::new(), finish).unwrap().into_inner()
}

fn latest(store: &Store) -> JobRun {
    store.read_blocking(|conn| job_runs::latest(conn, &everything(), "retention")).unwrap().unwrap()
}

on_both_databases! {
    fn a_run_belongs_to_the_first_that_wants_it(database: &Database) {
        let store = database.open();
        let run = bid(&store, "one", 0, 1).unwrap();
        assert_eq!((run.job.as_str(), run.scheduled_for), ("retention", now()));
        assert_eq!((run.lease_owner.as_str(), run.lease_until, run.started_at), ("one", minutes(11), minutes(1)));
        assert_eq!(bid(&store, "two", 0, 2), None);
        assert_eq!(latest(&store), run);
        assert!(bid(&store, "two", 60, 60).is_some());
    }

    fn of_many_processes_that_want_a_run_one_gets_it(database: &Database) {
        let stores = [database.open(), database.open()];
        let won = race(&[&stores[0], &stores[1]], |store, _| bid(store, "some", 0, 1).is_some());
        assert_eq!(won.into_iter().filter(|won| *won).count(), 1);
    }

    fn an_abandoned_run_is_taken_over_once(database: &Database) {
        let stores = [database.open(), database.open()];
        let abandoned = bid(&stores[0], "dead", 0, 1).unwrap();
        assert_eq!(bid(&stores[0], "heir", 0, 10), None);
        let taken = race(&[&stores[0], &stores[1]], |store, _| bid(store, "heir", 0, 11));
        let taken: Vec<_> = taken.into_iter().flatten().collect();
        assert_eq!(taken.len(), 1);
        assert_eq!((taken[0].id, taken[0].lease_owner.as_str()), (abandoned.id, "heir"));
        assert_eq!(latest(&stores[1]), taken[0]);
        assert!(!finish(&stores[0], abandoned.id, "dead", RunOutcome::Succeeded));
        assert!(finish(&stores[0], abandoned.id, "heir", RunOutcome::Succeeded));
    }

    fn a_finished_run_is_not_run_again(database: &Database) {
        let store = database.open();
        let run = bid(&store, "one", 0, 1).unwrap();
        assert!(finish(&store, run.id, "one", RunOutcome::Failed));
        assert!(!finish(&store, run.id, "one", RunOutcome::Succeeded));
        assert_eq!(bid(&store, "two", 0, 500), None);
        let run = latest(&store);
        assert_eq!((run.finished_at, run.outcome), (Some(minutes(3)), Some(RunOutcome::Failed)));
        assert_eq!(run.detail, "12 cases");
    }

    fn a_long_run_keeps_its_lease(database: &Database) {
        let store = database.open();
        let run = bid(&store, "one", 0, 1).unwrap();
        let renew = |owner: &'static str| {
            let renew = move |tx: &mut poortwacht_store::Tx<'_>| {
                job_runs::renew(tx, &everything(), run.id, owner, minutes(30))
            };
            store.write_blocking(Plan::new(), renew).unwrap().into_inner()
        };
        assert!(renew("one") && !renew("two"));
        assert_eq!(bid(&store, "two", 0, 29), None);
        assert!(bid(&store, "two", 0, 30).is_some());
        assert!(!renew("one"));
    }

    fn runs_are_listed_the_newest_first_and_to_no_municipality(database: &Database) {
        let store = database.open();
        let town = Town::build(&store, "GM0001");
        for scheduled in [0, 120, 60] {
            bid(&store, "one", scheduled, scheduled).unwrap();
        }
        let runs = store.read_blocking(|conn| job_runs::list(conn, &everything(), 2)).unwrap();
        let scheduled: Vec<_> = runs.into_iter().map(|run| run.scheduled_for).collect();
        assert_eq!(scheduled, [minutes(120), minutes(60)]);
        let refused = store.read_blocking(|conn| job_runs::list(conn, &Scope::municipality(town.id), 2));
        assert!(matches!(refused, Err(StoreError::Unscoped(_))), "{refused:?}");
    }

    fn a_run_is_found_by_its_instant_and_only_finished_ones_are_deleted(database: &Database) {
        let store = database.open();
        let old = bid(&store, "one", 0, 1).unwrap();
        bid(&store, "one", 60, 61).unwrap();
        let find = |minute| {
            let found = |conn: &mut poortwacht_store::Connection| {
                job_runs::find(conn, &everything(), "retention", minutes(minute))
            };
            store.read_blocking(found).unwrap().map(|run| run.id)
        };
        assert_eq!((find(0), find(1)), (Some(old.id), None));
        let delete = || {
            let delete = |tx: &mut poortwacht_store::Tx<'_>| {
                job_runs::delete_before(tx, &everything(), minutes(60), 10)
            };
            store.write_blocking(Plan::new(), delete).unwrap().into_inner()
        };
        assert_eq!(delete(), 0);
        assert!(finish(&store, old.id, "one", RunOutcome::Succeeded));
        assert_eq!((delete(), find(0)), (1, None));
        assert!(find(60).is_some());
    }
}
