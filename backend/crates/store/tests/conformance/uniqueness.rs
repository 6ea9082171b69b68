//! What may be there already, and what may not.

use poortwacht_store::emergency::{self, EmergencyStop, Listener};
use poortwacht_store::municipalities;
use poortwacht_store::{Insertion, Plan, StoreError};

use crate::support::{codes, everything, municipality, now};

fn stop(reason: &str) -> EmergencyStop {
    EmergencyStop { listener: Listener::Intake, closed_at: now(), reason: reason.to_owned(), incident: None }
}

on_both_databases! {
    fn a_stop_remembers_whose_incident_it_was_for(database: &Database) {
        let store = database.open();
        let town = municipality("GM0001").id;
        let stop = EmergencyStop { incident: Some((town, crate::town::record())), ..stop("leak") };
        let kept = stop.clone();
        let closed = store.write_blocking(Plan::new(), move |tx| emergency::close(tx, &kept)).unwrap();
        assert_eq!(closed.into_inner(), Insertion::Inserted);
        let status = store.read_blocking(|conn| emergency::status(conn, Listener::Intake)).unwrap();
        assert_eq!(status, Some(stop));
    }

    fn a_row_that_is_there_already_is_told_and_the_closure_goes_on(database: &Database) {
        let store = database.open();
        let after = municipality("GM0001");
        let (first, second) = store
            .write_blocking(Plan::new(), move |tx| {
                let first = emergency::close(tx, &stop("leak"))?;
                let second = emergency::close(tx, &stop("drill"))?;
                municipalities::add(tx, &everything(), &after)?;
                Ok::<_, StoreError>((first, second))
            })
            .unwrap()
            .into_inner();
        assert_eq!((first, second), (Insertion::Inserted, Insertion::AlreadyThere));
        assert_eq!(codes(&store), ["GM0001"]);
        let status = store.read_blocking(|conn| emergency::status(conn, Listener::Intake)).unwrap();
        assert_eq!(status, Some(stop("leak")));
    }

    fn a_conflict_that_is_not_expected_is_an_error_that_names_the_constraint(database: &Database) {
        let store = database.open();
        let (one, other) = (municipality("GM0001"), municipality("GM0001"));
        let outcome = store.write_blocking(Plan::new(), move |tx| {
            municipalities::add(tx, &everything(), &one)?;
            municipalities::add(tx, &everything(), &other)
        });
        let Err(StoreError::Conflict { constraint }) = outcome else { panic!("{outcome:?}") };
        assert!(constraint.contains("code"), "{constraint}");
        assert!(codes(&store).is_empty());
    }

    fn a_refused_statement_that_a_closure_ignores_undoes_the_closure_on_both_databases(database: &Database) {
        let store = database.open();
        let (one, other) = (municipality("GM0001"), municipality("GM0001"));
        let outcome = store.write_blocking(Plan::new(), move |tx| {
            municipalities::add(tx, &everything(), &one)?;
            let ignored = municipalities::add(tx, &everything(), &other);
            assert!(ignored.is_err());
            Ok::<(), StoreError>(())
        });
        assert!(matches!(outcome, Err(StoreError::IgnoredFailure)), "{outcome:?}");
        assert!(codes(&store).is_empty());
    }

    fn a_tolerated_row_does_not_hide_an_ignored_failure_before_it(database: &Database) {
        let store = database.open();
        let (one, other) = (municipality("GM0001"), municipality("GM0001"));
        let outcome = store.write_blocking(Plan::new(), move |tx| {
            municipalities::add(tx, &everything(), &one)?;
            let _first = emergency::close(tx, &stop("leak"))?;
            let ignored = municipalities::add(tx, &everything(), &other);
            assert!(ignored.is_err());
            let second = emergency::close(tx, &stop("drill"));
            assert!(second.is_err());
            Ok::<(), StoreError>(())
        });
        assert!(matches!(outcome, Err(StoreError::IgnoredFailure)), "{outcome:?}");
        assert!(codes(&store).is_empty());
    }

    fn a_listener_is_closed_once_and_reopened_once(database: &Database) {
        let store = database.open();
        let reopen = || store.write_blocking(Plan::new(), |tx| emergency::reopen(tx, Listener::Intake));
        assert!(!reopen().unwrap().into_inner());
        let closed = store.write_blocking(Plan::new(), |tx| emergency::close(tx, &stop("leak"))).unwrap();
        assert!(closed.into_inner().is_new());
        assert_eq!(store.read_blocking(|conn| emergency::status(conn, Listener::Portal)).unwrap(), None);
        assert!(reopen().unwrap().into_inner());
        assert_eq!(store.read_blocking(|conn| emergency::status(conn, Listener::Intake)).unwrap(), None);
    }
}
